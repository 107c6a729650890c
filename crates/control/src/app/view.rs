//! Instances and nodes as they are seen: the record, and what the servers say.

use hyades_agent_api::NodeObservation;
use hyades_planning::flavor::Flavor;
use hyades_planning::status::{InstanceStatus, NodeStatus};
use hyades_types::model::{Instance, Node, ProxyAddress};
use hyades_types::units::ByteSize;

/// A node, and the last look at its server.
#[derive(Debug, Clone)]
pub struct NodeView {
    /// The record.
    pub node: Node,
    /// How it is.
    pub status: NodeStatus,
    /// What its server said last; `None` when it was never seen.
    pub observed: Option<NodeObservation>,
}

/// An instance with its nodes.
#[derive(Debug, Clone)]
pub struct InstanceView {
    /// The record.
    pub instance: Instance,
    /// How it is.
    pub status: InstanceStatus,
    /// The specification; `None` when this program no longer knows it.
    pub flavor: Option<Flavor>,
    /// The nodes that belong to it or are about to, in the order of their names.
    pub nodes: Vec<NodeView>,
    /// The proxies that serve, oldest first.
    pub proxies: Vec<ProxyAddress>,
}

impl InstanceView {
    /// Storage that the primary uses.
    pub fn volume_used(&self) -> ByteSize {
        use hyades_types::status::NodeRole;
        let primary = self
            .nodes
            .iter()
            .find(|view| view.node.role == NodeRole::Primary);
        primary
            .and_then(|view| view.observed.as_ref())
            .map_or(ByteSize::default(), |seen| seen.volume_used)
    }
}
