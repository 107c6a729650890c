//! Creating a database proxy (4.7.1, 5.7.1).

use std::collections::BTreeMap;
use std::net::IpAddr;

use hyades_planning::capacity::{Capacity, Fit};
use hyades_planning::proxy::flavor::ProxyFlavor;
use hyades_store::{AddressOwner, Tx};
use hyades_types::error::{ApiError, ErrorCode};
use hyades_types::id::{InstanceId, JobId, ProjectId, ProxyId};
use hyades_types::model::{AccessControl, Instance, JobKind, NewNodes, Proxy, ProxyConfig, Subnet};
use hyades_types::status::{Operation, ProxyLifecycle};
use hyades_types::time::Timestamp;
use hyades_types::topology::{AccessKind, Consistency, Pooling};

use super::rules::{self, NewNodesRequest};
use super::weights::{NewWeight, Scale};
use crate::app::App;
use crate::app::instance::create::take_addresses;
use crate::app::submit::{Submission, found};
use crate::workflows::ProxyCreate;

/// The port of a proxy, until a user changes it.
const PORT: u16 = 3306;

/// The fewest nodes that a proxy has.
pub(super) const LEAST_NODES: i64 = 2;

/// How replicas that are added later are treated, unless a call says otherwise.
const NEW_NODES: NewNodes = NewNodes {
    join: false,
    weight: 100,
};

/// What a create call asks for, as it came.
#[derive(Debug, Clone, Default)]
pub struct NewProxy {
    /// `flavor_ref`
    pub flavor: String,
    /// `node_num`
    pub nodes: i64,
    /// The most nodes that the call may ask for.
    pub most_nodes: i64,
    /// `proxy_name`
    pub name: Option<String>,
    /// `proxy_mode`
    pub mode: Option<String>,
    /// `route_mode`
    pub route_mode: Option<i64>,
    /// `nodes_read_weight`
    pub weights: Vec<NewWeight>,
    /// `subnet_id`
    pub subnet: Option<String>,
    /// `new_node_auto_add_status`, `new_node_weight`
    pub new_nodes: NewNodesRequest,
    /// `proxy_ip`
    pub address: Option<String>,
    /// `proxy_nodes_az_list`
    pub zones: Vec<String>,
}

impl App {
    /// Creates a proxy (4.7.1). It is listed as being enabled from now on.
    ///
    /// # Errors
    /// `INSTANCE_NOT_FOUND`, `INSTANCE_BUSY`, or a 4xx code that names the field.
    pub async fn proxy_create(
        &self,
        project: &ProjectId,
        instance: &InstanceId,
        request: NewProxy,
    ) -> Result<JobId, ApiError> {
        let capacity = self.capacity(Vec::new()).await?;
        let mut submission = self
            .submission(project, instance, Operation::ProxyCreate)
            .await?;
        let proxy = self.new_proxy(&mut submission, &request, &capacity).await?;
        submission.tx.proxy_insert(&proxy).await?;
        let enabling = i64::try_from(self.settings.proxy_enabling.as_millis()).unwrap_or(0);
        let shown_until = submission.now.as_millis().saturating_add(enabling);
        let create = ProxyCreate {
            proxy: proxy.id,
            shown_until: Timestamp::from_millis(shown_until),
        };
        self.submit(submission, JobKind::CreateProxy, &create).await
    }

    async fn new_proxy(
        &self,
        submission: &mut Submission,
        request: &NewProxy,
        capacity: &Capacity,
    ) -> Result<Proxy, ApiError> {
        let id = ProxyId::generate();
        let Submission {
            tx, instance, now, ..
        } = submission;
        let flavor = rules::flavor(&request.flavor)?;
        check_fit(&flavor, capacity)?;
        let count = rules::node_count(request.nodes, LEAST_NODES, request.most_nodes)?;
        let name = match request.name.as_deref().filter(|name| !name.is_empty()) {
            Some(name) => rules::name(name).map_err(|error| error.field("proxy_name"))?,
            None => format!("proxy-{}", &id.as_str()[..8]),
        };
        let nodes = tx.nodes_of(&instance.id).await?;
        let config = new_config(request, &flavor, &nodes)?;
        let zones = self.proxy_zones(instance, &request.zones, 0, count)?;
        let subnet = self
            .proxy_subnet(instance, request.subnet.as_deref())
            .await?;
        let address = take_address(tx, &subnet, &instance.id, request.address.as_deref()).await?;
        Ok(Proxy {
            nodes: self.new_proxy_nodes(0..count, zones),
            id,
            instance: instance.id.clone(),
            name,
            lifecycle: ProxyLifecycle::Creating,
            activity: None,
            subnet: subnet.id,
            address: Some(address),
            config,
            access: AccessControl {
                enabled: false,
                kind: AccessKind::White,
                entries: Vec::new(),
            },
            created_at: *now,
            updated_at: *now,
        })
    }

    /// The subnet that is asked for, or the instance's.
    async fn proxy_subnet(
        &self,
        instance: &Instance,
        wanted: Option<&str>,
    ) -> Result<Subnet, ApiError> {
        const FIELD: &str = "subnet_id";
        let id = match wanted.filter(|id| !id.is_empty()) {
            None => instance.subnet.clone(),
            Some(id) => id.parse().map_err(|_| {
                ApiError::new(ErrorCode::SUBNET_INVALID)
                    .field(FIELD)
                    .detail("is not an id")
            })?,
        };
        let subnet = self.store.subnet_fetch(&instance.project, &id).await;
        let subnet = subnet.map(|found| found.filter(|subnet| subnet.vpc == instance.vpc));
        found(subnet, ErrorCode::SUBNET_NOT_FOUND, FIELD)
    }
}

/// Refuses a specification that is larger than the host.
pub(super) fn check_fit(flavor: &ProxyFlavor, capacity: &Capacity) -> Result<(), ApiError> {
    if flavor.fit(capacity) == Fit::Fits {
        return Ok(());
    }
    Err(ApiError::new(ErrorCode::SOLD_OUT)
        .field("flavor_ref")
        .detail(": the host is too small for this specification"))
}

fn new_config(
    request: &NewProxy,
    flavor: &ProxyFlavor,
    nodes: &[hyades_types::model::Node],
) -> Result<ProxyConfig, ApiError> {
    let mode = rules::mode(request.mode.as_deref())?;
    let routing = rules::routing(request.route_mode.unwrap_or(0), mode)?;
    let weights = Scale::new(nodes, mode, routing).initial(&request.weights)?;
    let new_nodes = rules::new_nodes(request.new_nodes, NEW_NODES, routing, "new_node_weight")?;
    Ok(ProxyConfig {
        flavor: flavor.code(),
        port: PORT,
        eip: None,
        mode,
        routing,
        weights,
        new_nodes,
        consistency: Consistency::Eventual,
        transaction_split: false,
        pooling: Pooling::Closed,
        tls: false,
        lossless_switchover: false,
        parameters: BTreeMap::new(),
    })
}

/// Takes the address that is asked for, or the lowest that is free.
async fn take_address(
    tx: &mut Tx,
    subnet: &Subnet,
    instance: &InstanceId,
    wanted: Option<&str>,
) -> Result<IpAddr, ApiError> {
    let Some(wanted) = wanted.filter(|wanted| !wanted.is_empty()) else {
        let taken = take_addresses(tx, subnet, instance, 1).await?;
        return taken.first().copied().ok_or_else(|| {
            ApiError::new(ErrorCode::SUBNET_FULL)
                .field("subnet_id")
                .detail("has no free address")
        });
    };
    let refuse = |why| Err(ApiError::parameter("proxy_ip", why));
    let Ok(address) = wanted.parse::<IpAddr>() else {
        return refuse("must be an IP address");
    };
    if !hyades_planning::address::is_for_hosts(&subnet.cidr, address) {
        return refuse("must be an address of the subnet");
    }
    if tx.addresses_used(&subnet.id).await?.contains(&address) {
        return refuse("is in use");
    }
    tx.address_take(&subnet.id, AddressOwner(instance), address)
        .await?;
    Ok(address)
}
