//! Nodes in the details of their instance.

use hyades_api::wire::instances::{NodeInfo, NodeVolume};
use hyades_types::status::NodeRole;
use hyades_types::units::ByteSize;

use super::Vocabulary;
use super::parts::{POOL, gigabytes, optional_text, read_address};
use crate::app::{InstanceView, NodeView};

/// A node. What only a server can tell is as its server told it last.
pub(super) fn node(
    instance: &InstanceView,
    view: &NodeView,
    region: &str,
    words: Vocabulary,
) -> NodeInfo {
    let (node, observed) = (&view.node, view.observed.as_ref());
    let flavor = instance.flavor.as_ref();
    let used = observed.map_or(ByteSize::default(), |seen| seen.volume_used);
    let max_connections = observed.and_then(|seen| seen.max_connections);
    NodeInfo {
        id: node.id.to_string(),
        name: node.name.clone(),
        kind: role(node.role).to_owned(),
        status: words.node(view.status).to_owned(),
        port: i32::from(instance.instance.port),
        private_read_ips: read_address(view).into_iter().collect(),
        volume: NodeVolume {
            kind: POOL.to_owned(),
            used: gigabytes(used),
            size: None,
        },
        az_code: node.az.clone(),
        region_code: region.to_owned(),
        created: node.created_at.to_api(),
        updated: node.updated_at.to_api(),
        flavor_id: optional_text(flavor.map(|flavor| flavor.id()).as_ref()),
        flavor_ref: instance.instance.flavor.clone(),
        max_connections: max_connections.map(|number| number.to_string()),
        vcpus: optional_text(flavor.map(|flavor| flavor.vcpus()).as_ref()),
        ram: optional_text(flavor.map(|flavor| flavor.ram_gib()).as_ref()),
        need_restart: false,
        priority: node.priority.into(),
    }
}

const fn role(role: NodeRole) -> &'static str {
    match role {
        NodeRole::Primary => "master",
        NodeRole::Replica => "slave",
    }
}
