//! What an operator decides about a deployment.

use std::time::Duration;

use hyades_planning::proxy::version::ProxyVersion;
use ipnet::IpNet;

/// How long a new proxy is shown as being enabled at least. Terraform finds a proxy that it has just
/// created by that status, with its next request.
pub const PROXY_ENABLING: Duration = Duration::from_secs(3);

/// The deployment's settings, as far as the control plane needs them.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The region's name, which is also the name of the first project.
    pub region: String,
    /// Availability zones. On one machine they are labels: nothing is more available for them.
    pub zones: Vec<String>,
    /// How many times a host's memory may be promised to nodes.
    pub overcommit: f64,
    /// The addresses that can be bound as EIPs; `None` when there are none.
    pub eip_network: Option<IpNet>,
    /// The version that a database proxy has when it is started now.
    pub proxy_version: ProxyVersion,
    /// How long a new proxy is shown as being enabled at least; see [`PROXY_ENABLING`].
    pub proxy_enabling: Duration,
}

/// The version of the database proxies that come with this program.
pub fn installed_proxy_version() -> ProxyVersion {
    ProxyVersion::of_program(env!("CARGO_PKG_VERSION"))
}
