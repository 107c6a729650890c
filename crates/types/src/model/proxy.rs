//! Database proxies (documentation 4.7).

use std::collections::BTreeMap;
use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use crate::id::{InstanceId, JobId, NodeId, ProxyId, ProxyNodeId, SubnetId};
use crate::net::AddressBlock;
use crate::status::{ProxyActivity, ProxyLifecycle, ProxyNodeLifecycle};
use crate::time::Timestamp;
use crate::topology::{AccessKind, Consistency, Pooling, ProxyMode, Routing};

/// A database proxy: a read/write-splitting endpoint of an instance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proxy {
    /// Its id.
    pub id: ProxyId,
    /// The instance whose nodes it serves.
    pub instance: InstanceId,
    /// 4 to 64 characters; several proxies may have the same.
    pub name: String,
    /// Where it is in its life.
    pub lifecycle: ProxyLifecycle,
    /// What a job does with it, if the API has a word for that.
    pub activity: Option<ProxyActivity>,
    /// The subnet that its address is of.
    pub subnet: SubnetId,
    /// Where clients connect; `None` once a failed creation was undone.
    pub address: Option<IpAddr>,
    /// What jobs change.
    pub config: ProxyConfig,
    /// Who may connect.
    pub access: AccessControl,
    /// Its nodes, in the order of their numbers.
    pub nodes: Vec<ProxyNode>,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When its record last changed.
    pub updated_at: Timestamp,
}

/// Everything of a proxy that a job changes and takes back when it fails.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProxyConfig {
    /// Specification code of every node.
    pub flavor: String,
    /// The port of its addresses.
    pub port: u16,
    /// The EIP that is bound to it.
    pub eip: Option<IpAddr>,
    /// What it takes.
    pub mode: ProxyMode,
    /// How reads are shared out.
    pub routing: Routing,
    /// The read weights of the nodes that it uses.
    pub weights: BTreeMap<NodeId, u16>,
    /// What becomes of read replicas that are added later.
    pub new_nodes: NewNodes,
    /// How old reads may be.
    pub consistency: Consistency,
    /// Reads before the first write of a transaction may go to replicas.
    pub transaction_split: bool,
    /// Whether sessions share connections.
    pub pooling: Pooling,
    /// Clients may use TLS.
    pub tls: bool,
    /// Planned switchovers lose no connection.
    pub lossless_switchover: bool,
    /// Parameters that are not at their default (4.7.19), by name.
    pub parameters: BTreeMap<String, String>,
}

/// What becomes of read replicas that are added later (4.7.11).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewNodes {
    /// They join by themselves.
    pub join: bool,
    /// The read weight that they get then.
    pub weight: u16,
}

/// Who may connect to a proxy (4.7.21, 4.7.22).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessControl {
    /// Whether the list counts.
    pub enabled: bool,
    /// What the list means.
    pub kind: AccessKind,
    /// The list.
    pub entries: Vec<AccessEntry>,
}

/// An address or network of an access list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessEntry {
    /// The address or network.
    pub block: AddressBlock,
    /// The user's remark.
    pub description: String,
}

/// A node of a proxy: one process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProxyNode {
    /// Its id.
    pub id: ProxyNodeId,
    /// Counted from 0; a number is free again when its node is gone.
    pub number: u32,
    /// How far its own life is.
    pub lifecycle: ProxyNodeLifecycle,
    /// Generation of its process: rises when that has to be replaced.
    pub generation: u64,
    /// The version that was installed when its process was last asked for.
    pub version: String,
    /// Its availability zone.
    pub az: String,
}

/// A proxy as its instance shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProxyAddress {
    /// The instance.
    pub instance: InstanceId,
    /// The proxy.
    pub id: ProxyId,
    /// Its name.
    pub name: String,
    /// Where clients connect.
    pub address: IpAddr,
}

/// What a job does with a proxy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProxyBusy {
    /// What is being done.
    pub activity: ProxyActivity,
    /// The job that does it.
    pub job: JobId,
}
