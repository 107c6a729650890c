//! Changing proxies (4.7.7 to 4.7.14, 4.7.16, 4.7.23, and EIP, ALT and DNS of the SDKs).

use serde::Deserialize;
use utoipa::ToSchema;

use super::create::NodeWeightRequest;
use crate::wire::scalar::{Flag, Int, OnOff, OneOrMany, Text};

/// The body of 4.7.7.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ProxyFlavorRequest {
    /// The new specification, by code or id.
    pub flavor_ref: Text,
}

/// The body of 4.7.8. What it does not name stays.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ProxyWeightsRequest {
    /// Weight of the primary.
    pub master_weight: Option<Int>,
    /// Weights of replicas.
    #[schema(value_type = Option<Vec<NodeWeightRequest>>)]
    pub readonly_nodes: Option<OneOrMany<NodeWeightRequest>>,
}

/// The body of 4.7.9.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ProxyRouteModeRequest {
    /// 0, 1 or 2, as in 4.7.1.
    pub route_mode: Int,
    /// Weight of the primary.
    pub master_weight: Option<Int>,
    /// Weights of replicas.
    #[schema(value_type = Option<Vec<NodeWeightRequest>>)]
    pub readonly_nodes: Option<OneOrMany<NodeWeightRequest>>,
    /// Whether replicas that are added later join by themselves.
    pub new_node_auto_add_status: Option<OnOff>,
    /// The read weight that they get then.
    pub new_node_weight: Option<Int>,
}

/// The body of 4.7.10.
#[derive(Debug, Deserialize, ToSchema)]
pub struct TransactionSplitRequest {
    /// What it is to be.
    pub transaction_split: OnOff,
    /// The proxies.
    #[schema(value_type = Vec<Text>)]
    pub proxy_id_list: OneOrMany<Text>,
}

/// The body of 4.7.11.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewNodeAutoAddRequest {
    /// What it is to be.
    pub switch_status: OnOff,
    /// The read weight of new nodes, needed with `ON`.
    pub weight: Option<Int>,
}

/// The body of 4.7.12.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ProxyConsistenceRequest {
    /// A boolean or the same as a string: true means `session`.
    pub session_consistence: Flag,
    /// `session`, `global` or `eventual`; by default what the field above says.
    pub consistence_mode: Option<Text>,
}

/// The body of 4.7.13.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ProxyPoolRequest {
    /// `CLOSED` or `SESSION`
    pub connection_pool_type: Text,
}

/// The body of 4.7.14.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ProxyPortRequest {
    /// 1025 to 65534, but for some that are taken.
    pub port: Int,
}

/// The body of 4.7.16.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ProxyRenameRequest {
    /// The new name, by the rules of 4.7.1.
    pub alias: Text,
}

/// The body of 4.7.23.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ProxySslRequest {
    /// What it is to be.
    pub ssl_option: Flag,
}

/// Turning lossless switchovers on or off (SDK).
#[derive(Debug, Deserialize, ToSchema)]
pub struct ProxyAltRequest {
    /// What it is to be.
    pub alt_enabled: OnOff,
    /// The same for connections that only read. They are kept by the same means, so that it cannot
    /// differ; `off` by default.
    pub alt_for_readonly: Option<OnOff>,
}

/// Binding or unbinding an EIP (SDK).
#[derive(Debug, Deserialize, ToSchema)]
pub struct ProxyEipRequest {
    /// The EIP.
    pub public_ip: Text,
    /// Its id. There is no EIP service here, which would know ids.
    pub public_ip_id: Option<Text>,
    /// True binds it, false unbinds it.
    pub bind: Flag,
}

/// Changing the private domain name (SDK).
#[derive(Debug, Deserialize, ToSchema)]
pub struct ProxyDnsRequest {
    /// The new name.
    pub new_dns_name: Text,
    /// The VPC.
    pub vpc_id: Text,
}
