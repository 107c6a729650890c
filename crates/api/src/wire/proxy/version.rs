//! Versions of proxies (4.7.15, 4.7.18).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::wire::scalar::Text;

/// The body of 4.7.15.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ProxyUpgradeRequest {
    /// The version that the proxy has (4.7.18).
    pub source_version: Text,
    /// The version that it is to have (4.7.18).
    pub target_version: Text,
}

/// The answer of 4.7.15.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ProxyUpgradeResponse {
    /// What becomes of the upgrade.
    pub update_result: Vec<ProxyUpgrade>,
}

/// An upgrade that was accepted, or was not (4.7.15).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ProxyUpgrade {
    /// The instance.
    pub instance_id: String,
    /// The job.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workflow_id: Option<String>,
    /// `ACCEPT` or `REJECT`
    pub state: String,
    /// Why it was rejected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_message: Option<String>,
}

/// The answer of 4.7.18.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ProxyVersionResponse {
    /// The version of the proxy: that of its oldest node.
    pub current_version: String,
    /// The version that is installed.
    pub latest_version: String,
    /// Whether the two differ.
    pub can_upgrade: bool,
}
