//! The records of a new instance.

use hyades_planning::{address, zone};
use hyades_store::{AddressOwner, Tx};
use hyades_types::error::{ApiError, ErrorCode};
use hyades_types::id::{InstanceId, NodeId, ProjectId};
use hyades_types::model::{Busy, Instance, Node, Subnet};
use hyades_types::net::Endpoint;
use hyades_types::status::{Lifecycle, NodeLifecycle, NodeRole};
use hyades_types::time::Timestamp;
use std::net::IpAddr;

use super::request::Checked;
use crate::app::App;

/// The port of an instance's addresses, until a user changes it.
const PORT: u16 = 3306;

/// The port on which a node's server itself listens, behind the gateway. Users cannot take it for
/// an instance (4.3.23 excludes it).
const BACKEND_PORT: u16 = 33062;

/// A node that is about to be made.
pub(in crate::app) struct NewNode {
    pub(in crate::app) number: u32,
    pub(in crate::app) role: NodeRole,
    pub(in crate::app) az: String,
    pub(in crate::app) address: IpAddr,
    pub(in crate::app) priority: i32,
}

impl App {
    pub(super) async fn add_records(
        &self,
        tx: &mut Tx,
        project: &ProjectId,
        checked: Checked,
        busy: Busy,
        now: Timestamp,
    ) -> Result<(Instance, Vec<Node>), ApiError> {
        let id = InstanceId::generate();
        let count = checked.replicas as usize + 1;
        let mut addresses = take_addresses(tx, &checked.subnet, &id, count + 1)
            .await?
            .into_iter();
        let zones = zone::spread(
            &self.settings.zones,
            &checked.master_az,
            checked.az_mode,
            count,
        );
        let instance = instance(id, project, checked, busy, addresses.next(), now);
        tx.instance_insert(&instance).await?;
        let mut nodes = Vec::with_capacity(count);
        for ((number, az), address) in (1..).zip(zones).zip(addresses) {
            let role = if number == 1 {
                NodeRole::Primary
            } else {
                NodeRole::Replica
            };
            let new = NewNode {
                number,
                role,
                az,
                address,
                priority: 1,
            };
            let node = self.new_node(&instance, new, now);
            tx.node_insert(&node).await?;
            nodes.push(node);
        }
        Ok((instance, nodes))
    }

    /// The record of a node that is about to be made on the host for new nodes.
    pub(in crate::app) fn new_node(
        &self,
        instance: &Instance,
        new: NewNode,
        now: Timestamp,
    ) -> Node {
        Node {
            id: NodeId::generate(),
            instance: instance.id.clone(),
            name: node_name(&instance.name, new.number),
            role: new.role,
            lifecycle: NodeLifecycle::Creating,
            host: self.fleet.placement().id.clone(),
            az: new.az,
            address: new.address,
            backend: Endpoint::new(new.address, BACKEND_PORT),
            server_id: new.number,
            priority: new.priority,
            generation: 1,
            created_at: now,
            updated_at: now,
        }
    }
}

/// The name of an instance's nth node (digest A5).
pub(in crate::app) fn node_name(instance: &str, number: u32) -> String {
    format!("{instance}_node{number:02}")
}

/// Takes the lowest free addresses of the subnet for an instance.
pub(in crate::app) async fn take_addresses(
    tx: &mut Tx,
    subnet: &Subnet,
    instance: &InstanceId,
    count: usize,
) -> Result<Vec<IpAddr>, ApiError> {
    let used = tx.addresses_used(&subnet.id).await?;
    let chosen = address::choose(&subnet.cidr, &used, count).map_err(|left| {
        ApiError::new(ErrorCode::SUBNET_FULL)
            .field("subnet_id")
            .detail(format!("has {left} free addresses, {count} are needed"))
    })?;
    for &address in &chosen {
        tx.address_take(&subnet.id, AddressOwner(instance), address)
            .await?;
    }
    Ok(chosen)
}

fn instance(
    id: InstanceId,
    project: &ProjectId,
    checked: Checked,
    busy: Busy,
    address: Option<IpAddr>,
    now: Timestamp,
) -> Instance {
    Instance {
        id,
        project: project.clone(),
        name: checked.name,
        alias: String::new(),
        lifecycle: Lifecycle::Creating,
        busy: Some(busy),
        flavor: checked.flavor.code(),
        engine: checked.engine,
        lower_case_table_names: checked.lower_case_table_names,
        time_zone: checked.time_zone,
        az_mode: checked.az_mode,
        master_az: checked.master_az,
        vpc: checked.vpc,
        subnet: checked.subnet.id,
        security_group: checked.security_group,
        template: checked.template,
        enterprise_project: checked.enterprise_project,
        charge_mode: checked.charge_mode,
        address,
        port: PORT,
        backup_window: checked.backup_window,
        backup_keep_days: checked.backup_keep_days,
        tags: checked.tags,
        created_at: now,
        updated_at: now,
    }
}
