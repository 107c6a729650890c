//! What an agent sees of the data plane of its host.

use hyades_types::id::{ProxyId, ProxyNodeId};
use hyades_types::time::Timestamp;
use hyades_types::topology::ProxyStatus;
use serde::{Deserialize, Serialize};

/// The data plane after it was given a snapshot.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataPlaneStatus {
    /// The process that serves the gateways.
    pub gateways: ProxyStatus,
    /// The nodes of the database proxies.
    pub proxy_nodes: Vec<ProxyNodeObservation>,
}

/// One look at one node of a database proxy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProxyNodeObservation {
    /// The node.
    pub node: ProxyNodeId,
    /// Its proxy.
    pub proxy: ProxyId,
    /// Generation of the process.
    pub generation: u64,
    /// When the agent looked.
    pub observed_at: Timestamp,
    /// When the process was started; `None` when there is none.
    pub started_at: Option<Timestamp>,
    /// What the process answered; `None` when it does not answer.
    pub status: Option<ProxyStatus>,
}
