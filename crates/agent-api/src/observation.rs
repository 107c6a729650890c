//! What an agent sees of a node.

use hyades_types::engine::EngineVersion;
use hyades_types::id::{InstanceId, NodeId};
use hyades_types::net::Endpoint;
use hyades_types::time::Timestamp;
use hyades_types::units::ByteSize;
use serde::{Deserialize, Serialize};

/// One look at one node. Fields that only a running server can tell are `None` when it did not
/// answer; nothing here is what was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NodeObservation {
    /// The node.
    pub node: NodeId,
    /// Its instance.
    pub instance: InstanceId,
    /// When the agent looked.
    pub observed_at: Timestamp,
    /// Generation of the goal that the agent keeps for the node.
    pub generation: u64,
    /// Whether the server answers.
    pub state: NodeState,
    /// When the server process was started.
    pub started_at: Option<Timestamp>,
    /// Process id of the server.
    pub pid: Option<u32>,
    /// `@@version`.
    pub version: Option<EngineVersion>,
    /// `@@super_read_only`.
    pub read_only: Option<bool>,
    /// `@@max_connections`.
    pub max_connections: Option<u32>,
    /// `@@gtid_executed`.
    pub gtid_executed: Option<String>,
    /// How the server replicates; `None` when it has no source.
    pub replication: Option<ReplicationObservation>,
    /// Replicas that acknowledge this server's commits now.
    pub semi_sync_replicas: Option<u32>,
    /// Size of the data directory.
    pub volume_used: ByteSize,
    /// Resident memory of the server process.
    pub resident: Option<ByteSize>,
}

/// Whether a server answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum NodeState {
    /// Answers queries.
    Serving,
    /// Has a process that does not answer yet (starting, recovering) or no more.
    Starting,
    /// Has no process, and the agent is about to start it or has given up for a while.
    Down {
        /// Why, for operators.
        reason: String,
    },
}

/// How a server replicates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplicationObservation {
    /// The source's backend.
    pub source: Endpoint,
    /// The receiver is connected.
    pub receiving: bool,
    /// The applier runs.
    pub applying: bool,
    /// Whole seconds behind the source, when both run.
    pub lag_seconds: Option<u64>,
    /// The last error of either, without secrets.
    pub last_error: Option<String>,
}

impl ReplicationObservation {
    /// Whether both threads run.
    pub const fn is_running(&self) -> bool {
        self.receiving && self.applying
    }
}
