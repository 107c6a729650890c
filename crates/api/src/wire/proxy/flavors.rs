//! Specifications of proxies (4.7.4, 5.7.5, and by zone in the SDKs).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// The query of the list by zone (SDK).
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ProxyFlavorsQuery {
    /// Zones, with commas between them.
    pub az_codes: String,
    /// `taurusproxy`
    pub proxy_engine_name: String,
}

/// The answer of 4.7.4 and 5.7.5.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ProxyFlavorsResponse {
    /// The specifications, by architecture.
    pub proxy_flavor_groups: Vec<ProxyFlavorGroup>,
}

/// Specifications of one architecture (4.7.4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ProxyFlavorGroup {
    /// `x86` or `arm`
    pub group_type: String,
    /// The specifications.
    pub proxy_flavors: Vec<ProxyFlavor>,
}

/// A specification of a proxy (4.7.4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ProxyFlavor {
    /// Virtual CPUs of each node.
    pub vcpus: String,
    /// Memory of each node in GB.
    pub ram: String,
    /// `Proxy`
    pub db_type: String,
    /// The specification's id.
    pub id: String,
    /// The specification's code, as `flavor_ref` takes it.
    pub spec_code: String,
    /// By availability zone: `normal` or `unsupported`.
    pub az_status: BTreeMap<String, String>,
    /// Whether proxies have IPv6 addresses; in the list by zone only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supported_ipv6: Option<bool>,
}
