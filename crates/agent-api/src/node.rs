//! What a node must be.

use std::net::IpAddr;

use hyades_types::Secret;
use hyades_types::engine::{EngineVersion, Resources};
use hyades_types::id::{InstanceId, NodeId};
use hyades_types::net::Endpoint;
use serde::{Deserialize, Serialize};

/// The standing goal of one node. Whole: an agent that has it needs nothing else to bring the
/// node back after a crash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NodeSpec {
    /// The node.
    pub node: NodeId,
    /// The instance that it belongs to.
    pub instance: InstanceId,
    /// Rises with every change of the goal; an older one is refused.
    pub generation: u64,
    /// The build to run.
    pub engine: EngineVersion,
    /// Where mysqld listens for gateways and replicas (clients come through the gateways).
    pub backend: Endpoint,
    /// Every address that clients may have reached the server under: its certificate names them.
    pub advertised: Vec<IpAddr>,
    /// `server_id`; unique in the instance, never 0.
    pub server_id: u32,
    /// What the flavor gives.
    pub resources: Resources,
    /// `lower_case_table_names`, 0 or 1; fixed for life when the data directory is made.
    pub lower_case_table_names: u8,
    /// `default_time_zone` in MySQL's form, such as `+08:00`.
    pub time_zone: String,
    /// How the data directory comes to be, when there is none.
    pub seed: Seed,
    /// What the server is for.
    pub goal: NodeGoal,
    /// Passwords of the accounts that Hyades itself uses.
    pub accounts: InternalAccounts,
}

/// Where a new node's data comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "from", rename_all = "snake_case")]
pub enum Seed {
    /// An empty server. A replica that starts so replicates everything from the first
    /// transaction on.
    Empty,
    /// A copy of a running server of the same instance (the CLONE plugin).
    Clone {
        /// The donor's backend.
        donor: Endpoint,
    },
}

/// What a server is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "role", rename_all = "snake_case")]
pub enum NodeGoal {
    /// Takes writes.
    Primary,
    /// Was the primary and is about to be a replica: refuses writes of everybody, and replicates from
    /// nobody. Transactions that are open get some time to end; those that have changed something are not
    /// cut off, so that this can fail.
    Fenced {
        /// How long all of it may take, in milliseconds.
        patience_millis: u64,
    },
    /// Replicates, and refuses writes of everybody (`super_read_only`).
    Replica {
        /// The backend of the server to replicate from.
        source: Endpoint,
    },
}

/// Passwords of internal accounts: the same on every node of an instance, since they come along
/// when a node is cloned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InternalAccounts {
    /// Of `hyades_admin`, which the agent uses over the unix socket.
    pub admin: Secret,
    /// Of `hyades_replication`, which replicas and clones use over TLS.
    pub replication: Secret,
    /// Of `hyades_monitor`, with which database proxies look at the servers over the unix socket.
    /// Empty in goals that were kept before there was such an account: then it is not made.
    #[serde(default = "no_password")]
    pub monitor: Secret,
}

fn no_password() -> Secret {
    Secret::new("")
}
