//! Creating and deleting proxies and their nodes (4.7.1, 4.7.2, 4.7.5, 4.7.6; 5.7.1, 5.7.2, 5.7.6).

use serde::Deserialize;
use utoipa::ToSchema;

use crate::wire::scalar::{Int, OnOff, OneOrMany, Text};

/// The body of 4.7.1 and 5.7.1.
#[derive(Debug, Deserialize, ToSchema)]
pub struct CreateProxyRequest {
    /// The specification's code (4.7.4).
    pub flavor_ref: Text,
    /// Nodes, 2 to 16; 2 to 32 in 5.7.1.
    pub node_num: Int,
    /// 4 to 64 letters, digits, `-` and `_`, the first one a letter. Need not be unique.
    pub proxy_name: Option<Text>,
    /// `readwrite`, the default, or `readonly`.
    pub proxy_mode: Option<Text>,
    /// 0, the default: by weight; 1: to the replica with the least to do; 2: the same with the
    /// primary.
    pub route_mode: Option<Int>,
    /// Read weights of the nodes to use; all replicas by default.
    #[schema(value_type = Option<Vec<NodeWeightRequest>>)]
    pub nodes_read_weight: Option<OneOrMany<NodeWeightRequest>>,
    /// A subnet of the instance's VPC; the instance's by default.
    pub subnet_id: Option<Text>,
    /// Whether replicas that are added later join by themselves.
    pub new_node_auto_add_status: Option<OnOff>,
    /// The read weight that they get then.
    pub new_node_weight: Option<Int>,
    /// The address; in the SDK only.
    pub proxy_ip: Option<Text>,
    /// Zones of the nodes; in the SDK only.
    #[schema(value_type = Option<Vec<Text>>)]
    pub proxy_nodes_az_list: Option<OneOrMany<Text>>,
}

/// A node's read weight (4.7.1, 4.7.8, 4.7.9).
#[derive(Debug, Deserialize, ToSchema)]
pub struct NodeWeightRequest {
    /// The node.
    pub id: Text,
    /// Its weight.
    pub weight: Int,
}

/// The body of 4.7.2, which may be missing.
#[derive(Debug, Deserialize, ToSchema)]
pub struct DeleteProxyRequest {
    /// The proxies; needed when there are several.
    #[schema(value_type = Option<Vec<Text>>)]
    pub proxy_ids: Option<OneOrMany<Text>>,
}

/// The body of 4.7.5 and 5.7.6.
#[derive(Debug, Deserialize, ToSchema)]
pub struct EnlargeProxyRequest {
    /// Nodes to add, 1 to 30; up to 32 in all.
    pub node_num: Int,
    /// The proxy; needed when there are several.
    pub proxy_id: Option<Text>,
    /// Zones of the new nodes; in the SDK only.
    #[schema(value_type = Option<Vec<Text>>)]
    pub proxy_nodes_az_list: Option<OneOrMany<Text>>,
}

/// The body of 4.7.6.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ReduceProxyRequest {
    /// Nodes to remove, 1 to 14; two have to be left.
    pub node_num: Int,
    /// Which ones, the last by default; in the SDK only.
    #[schema(value_type = Option<Vec<Text>>)]
    pub node_ids: Option<OneOrMany<Text>>,
}
