//! Proxies as they are seen: the record, and what the processes say.

use hyades_planning::proxy::flavor::ProxyFlavor;
use hyades_planning::proxy::status::{ProxyNodeStatus, ProxyStatus};
use hyades_planning::status::NodeStatus;
use hyades_types::model::{Node, Proxy, ProxyNode};

/// A node of a proxy, and how its process is.
#[derive(Debug, Clone)]
pub struct ProxyNodeView {
    /// The record.
    pub node: ProxyNode,
    /// How it is.
    pub status: ProxyNodeStatus,
}

/// A database node behind a proxy.
#[derive(Debug, Clone)]
pub struct DbNodeView {
    /// The record.
    pub node: Node,
    /// How it is.
    pub status: NodeStatus,
    /// Its read weight; `None` when the proxy does not use it.
    pub weight: Option<u16>,
}

/// A proxy with its nodes and the nodes that it can read from.
#[derive(Debug, Clone)]
pub struct ProxyView {
    /// The record.
    pub proxy: Proxy,
    /// What it is, or what is done with it.
    pub status: ProxyStatus,
    /// Whether clients are served: active, abnormal or failed.
    pub health: ProxyStatus,
    /// The specification; `None` when this program no longer knows it.
    pub flavor: Option<ProxyFlavor>,
    /// Its nodes, in the order of their numbers.
    pub nodes: Vec<ProxyNodeView>,
    /// The nodes of the instance, the primary among them.
    pub servers: Vec<DbNodeView>,
}
