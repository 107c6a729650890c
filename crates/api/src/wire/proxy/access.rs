//! Access control of proxies (4.7.17, 4.7.21, 4.7.22).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::wire::scalar::{Flag, OneOrMany, Text};

/// The answer of 4.7.17.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AccessControlResponse {
    /// Whether the list counts.
    pub enable_ip_group: bool,
    /// `white` or `black`
    #[serde(rename = "type")]
    pub kind: String,
    /// The list. An object, as the table has it; its sample shows an array.
    pub ip_group: IpGroup,
}

/// An access list (4.7.17).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct IpGroup {
    /// The list's id.
    pub id: String,
    /// `PROXY-<id of the proxy>_elbIpGroup`
    pub name: String,
    /// Its entries.
    pub ip_list: Vec<AccessRule>,
}

/// An entry of an access list (4.7.17).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AccessRule {
    /// An address or a network.
    pub ip: String,
    /// A remark.
    pub description: String,
}

/// The body of 4.7.21.
#[derive(Debug, Deserialize, ToSchema)]
pub struct AccessSwitchRequest {
    /// Whether the list counts.
    pub open_access_control: Flag,
}

/// The answer of 4.7.21 and 4.7.22.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct AccessSwitchResponse {
    /// Whether the list counts.
    pub open_access_control: bool,
}

/// The body of 4.7.22: it takes the place of the list that was.
#[derive(Debug, Deserialize, ToSchema)]
pub struct AccessControlRequest {
    /// `white` or `black`
    #[serde(rename = "type")]
    pub kind: Text,
    /// Up to 300 entries.
    #[schema(value_type = Vec<AccessRuleRequest>)]
    pub ip_list: OneOrMany<AccessRuleRequest>,
}

/// An entry of an access list (4.7.22).
#[derive(Debug, Deserialize, ToSchema)]
pub struct AccessRuleRequest {
    /// An address or a network, IPv4 or IPv6.
    pub ip: Text,
    /// Up to 50 characters without angle brackets.
    pub description: Option<Text>,
}
