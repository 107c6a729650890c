//! Proxies in full (4.7.3).

use serde::Serialize;
use utoipa::ToSchema;

/// The answer of 4.7.3: one array and nothing else, or Terraform's pager mixes things up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ProxiesResponse {
    /// The proxies of the page.
    pub proxy_list: Vec<ProxyEntry>,
}

/// A proxy, and the nodes that it can read from (4.7.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ProxyEntry {
    /// The proxy.
    pub proxy: ProxyDetail,
    /// The primary.
    pub master_node: ProxyDbNode,
    /// The replicas.
    pub readonly_nodes: Vec<ProxyDbNode>,
}

/// A proxy (4.7.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ProxyDetail {
    /// The proxy's id.
    pub pool_id: String,
    /// `ACTIVE`, `ENABLING PROXY` and so on: what it is, or what is done with it.
    pub status: String,
    /// Its address; empty when it could not be created.
    pub address: String,
    /// Its port.
    pub port: i32,
    /// `ACTIVE`, `ABNORMAL` or `FAILED`: whether clients are served.
    pub pool_status: String,
    /// Seconds behind the primary from which a replica gets no reads.
    pub delay_threshold_in_seconds: i32,
    /// The same as the address.
    pub elb_vip: String,
    /// The EIP, or an empty string.
    pub eip: String,
    /// Virtual CPUs of each node.
    pub vcpus: String,
    /// Memory of each node in GB.
    pub ram: String,
    /// How many nodes there are.
    pub node_num: i32,
    /// `Cluster`
    pub mode: String,
    /// `readwrite` or `readonly`; in the SDK only.
    #[serde(rename = "type")]
    pub kind: String,
    /// The nodes.
    pub nodes: Vec<ProxyNodeInfo>,
    /// The specification's code.
    pub flavor_ref: String,
    /// The proxy's name.
    pub name: String,
    /// `true` or `false`
    pub transaction_split: String,
    /// `CLOSED` or `SESSION`
    pub connection_pool_type: String,
    /// Whether session connection pools can be had: true.
    pub switch_connection_pool_type_enabled: bool,
    /// 0, 1 or 2, as in 4.7.1.
    pub route_mode: i32,
    /// Whether load balancing can be had: true.
    pub balance_route_mode_enabled: bool,
    /// `session`, `global` or `eventual`
    pub consistence_mode: String,
    /// The subnet.
    pub subnet_id: String,
    /// `true` or `false`
    pub ssl_option: String,
    /// `ON` or `OFF`
    pub new_node_auto_add_status: String,
    /// The read weight of new nodes.
    pub new_node_weight: i32,
}

/// A node of a proxy (4.7.3, 5.7.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ProxyNodeInfo {
    /// The node's id.
    pub id: String,
    /// `ACTIVE` or `ABNORMAL`; in 5.7 `normal`, `abnormal` or `creating`.
    pub status: String,
    /// `PROXY-<id of the proxy>_0` and so on.
    pub name: String,
    /// `master` for the first one, `slave` for the others. They all do the same.
    pub role: String,
    /// The zone.
    pub az_code: String,
    /// 0: nothing is ever frozen.
    pub frozen_flag: i32,
}

/// A database node behind a proxy (4.7.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ProxyDbNode {
    /// The node's id.
    pub id: String,
    /// The instance's id.
    pub instance_id: String,
    /// `ACTIVE` or `ABNORMAL`
    pub status: String,
    /// The node's name.
    pub name: String,
    /// Its read weight; 0 also when the proxy does not use it.
    pub weight: i32,
    /// The zone.
    pub availability_zone: Vec<ProxyZone>,
}

/// An availability zone (4.7.3, 5.7.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ProxyZone {
    /// Its code.
    pub code: String,
    /// The same, for people.
    pub description: String,
}
