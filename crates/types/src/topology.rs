//! The topology snapshot: what the control plane tells the data plane of a host to serve.
//!
//! A snapshot is whole (it replaces the one before) and carries an epoch. A proxy process never
//! goes back to an older epoch, so that a late writer cannot undo a failover.

use serde::{Deserialize, Serialize};

use crate::id::{InstanceId, NodeId};
use crate::net::Endpoint;

/// Everything that the proxy process of one host serves.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TopologySnapshot {
    /// Rises with every change; an older one is refused.
    pub epoch: u64,
    /// The listeners, in no particular order; no two share an endpoint.
    pub gateways: Vec<Gateway>,
}

/// One advertised address and the server behind it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gateway {
    /// Where clients connect.
    pub listen: Endpoint,
    /// The instance that owns the address.
    pub instance: InstanceId,
    /// What the address stands for.
    pub role: GatewayRole,
    /// The node that connections go to now; `None` while there is no such server: connections
    /// are then closed at once.
    pub backend: Option<Backend>,
}

/// What an advertised address stands for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "node")]
pub enum GatewayRole {
    /// The instance's endpoint: the current primary.
    Primary,
    /// One node's own address.
    Node(NodeId),
}

/// A server behind a gateway.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Backend {
    /// The node.
    pub node: NodeId,
    /// Where its mysqld listens.
    pub endpoint: Endpoint,
}

/// What the proxy process answers when it was told to read its snapshot.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProxyStatus {
    /// Process id of the proxy.
    pub pid: u32,
    /// Epoch of the snapshot it serves.
    pub epoch: u64,
    /// Endpoints that it could not listen on, and why.
    pub failed: Vec<FailedListener>,
    /// Listeners that accept connections.
    pub listening: usize,
    /// Client connections open now.
    pub connections: usize,
}

/// An endpoint that could not be served.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailedListener {
    /// The endpoint.
    pub listen: Endpoint,
    /// The reason, for people.
    pub reason: String,
}
