//! Parameters of proxies (4.7.19, 4.7.20).

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::wire::scalar::{OneOrMany, Text};

/// The body of 4.7.19.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ProxyConfigurationsRequest {
    /// The parameters to set.
    #[schema(value_type = Vec<ProxyConfigurationItem>)]
    pub configurations: OneOrMany<ProxyConfigurationItem>,
}

/// A parameter to set (4.7.19).
#[derive(Debug, Deserialize, ToSchema)]
pub struct ProxyConfigurationItem {
    /// Its name.
    pub name: Text,
    /// Its new value.
    pub value: Text,
    /// `system`
    pub elem_type: Text,
}

/// The query of 4.7.20, beside paging.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ProxyConfigurationsQuery {
    /// One parameter's name; all by default.
    pub name: Option<String>,
}

/// The answer of 4.7.20.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ProxyConfigurationsResponse {
    /// How many there are on all pages, as a string.
    pub total_count: String,
    /// The parameters of the page.
    pub configurations: Vec<ProxyConfiguration>,
}

/// A parameter (4.7.20).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ProxyConfiguration {
    /// Its name.
    pub name: String,
    /// `string` or `integer`
    pub data_type: String,
    /// `system`
    pub elem_type: String,
    /// Its values, such as `1-3600` or `Strict|Loose`.
    pub value_range: String,
    /// The value that it has. (Documented as its default; clients compare it with what they set.)
    pub value: String,
    /// What it does.
    pub description: String,
}
