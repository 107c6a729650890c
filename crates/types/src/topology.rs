//! The topology snapshot: what the control plane tells the data plane of a host to serve.
//!
//! A snapshot is whole (it replaces the one before) and carries an epoch. A proxy process never
//! goes back to an older epoch, so that a late writer cannot undo a failover.

mod proxy;
mod source;
mod throttle;

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::id::{InstanceId, NodeId};
use crate::net::Endpoint;

pub use proxy::{
    AccessKind, AccessList, Consistency, DatabaseProxy, InternalLogin, MultiStatements, Pooling,
    ProxyBackend, ProxyMode, ProxyNode, ProxySettings, Routing, TlsIdentity,
};
pub use source::{SourceAction, SourceRule};
pub use throttle::{NodeThrottle, ThrottleKind, ThrottleRule};

/// Everything that the data plane of one host serves.
///
/// The agent gives each process its part in a snapshot of the same form: the gateways to one, each
/// database proxy to the processes that are its nodes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TopologySnapshot {
    /// Rises with every change; an older one is refused.
    pub epoch: u64,
    /// The listeners, in no particular order; no two share an endpoint.
    pub gateways: Vec<Gateway>,
    /// The database proxies.
    #[serde(default)]
    pub proxies: Vec<DatabaseProxy>,
    /// Limits on statements, by the node that they are sent to; nodes without limits are absent.
    #[serde(default)]
    pub throttles: Vec<NodeThrottle>,
    /// The instances whose statements are recorded.
    #[serde(default)]
    pub recorded: Vec<InstanceId>,
    /// The instances whose primary is being changed in order: statements for it wait, for a few seconds at
    /// most, and sessions take their state along to the next one.
    #[serde(default)]
    pub held: Vec<InstanceId>,
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
    /// The certificate that clients see, which is the server's own. Filled in by the agent.
    #[serde(default)]
    pub tls: Option<TlsIdentity>,
    /// From where connections may come, as the instance's security group says; from anywhere by default.
    #[serde(default)]
    pub sources: Option<Vec<SourceRule>>,
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
    /// Its unix socket, when the server is on the host of the process that reads this. Filled in by
    /// the agent.
    #[serde(default)]
    pub socket: Option<PathBuf>,
}

/// What the proxy process answers when it was told to read its snapshot.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProxyStatus {
    /// Process id of the proxy.
    pub pid: u32,
    /// Version of the program that it runs. Empty from one that does not say it yet.
    #[serde(default)]
    pub version: String,
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
