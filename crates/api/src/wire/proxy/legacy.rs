//! The proxy of an instance, as there was only one (5.7.3, 5.7.4).

use serde::Serialize;
use utoipa::ToSchema;

use super::list::{ProxyNodeInfo, ProxyZone};

/// The answer of 5.7.3 and 5.7.4.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LegacyProxyResponse {
    /// The proxy; with the status `closed` and little else when there is none.
    pub proxy: LegacyProxy,
    /// The primary; null while there is none.
    pub master_node: Option<LegacyDbNode>,
    /// The replicas.
    pub readonly_nodes: Vec<LegacyDbNode>,
}

/// A proxy (5.7.3). What is null is null because there is none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct LegacyProxy {
    /// The proxy's id.
    pub pool_id: Option<String>,
    /// `closed`, `open`, `opening`, `closing` or `enlarging`
    pub status: String,
    /// Its address.
    pub address: Option<String>,
    /// Its port.
    pub port: Option<i32>,
    /// 5.7.3: `ACTIVE`, `BUILD` or `FAILED`; 5.7.4: `normal`, `creating` or `abnormal`.
    pub pool_status: Option<String>,
    /// Seconds behind the primary from which a replica gets no reads.
    pub delay_threshold_in_seconds: Option<i32>,
    /// The same as the address.
    pub elb_vip: Option<String>,
    /// The EIP, or an empty string.
    pub eip: Option<String>,
    /// Virtual CPUs of each node.
    pub vcpus: Option<String>,
    /// Memory of each node in GB.
    pub ram: Option<String>,
    /// How many nodes there are.
    pub node_num: Option<i32>,
    /// `Cluster`
    pub mode: Option<String>,
    /// The nodes.
    pub nodes: Vec<ProxyNodeInfo>,
    /// The specification's code.
    pub flavor_ref: Option<String>,
    /// The proxy's name.
    pub name: Option<String>,
}

/// A database node behind a proxy (5.7.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LegacyDbNode {
    /// The node's id.
    pub id: String,
    /// The instance's id.
    pub instance_id: String,
    /// `ACTIVE` and so on.
    pub status: String,
    /// The node's name.
    pub name: String,
    /// Its read weight; null when there is no proxy.
    pub weight: Option<i32>,
    /// The zone.
    pub available_zones: Vec<ProxyZone>,
}
