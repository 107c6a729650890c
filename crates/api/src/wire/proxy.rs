//! Database proxies (4.7, 5.7, and what the official SDKs have beside them).

mod access;
mod change;
mod configuration;
mod create;
mod flavors;
mod legacy;
mod list;
mod version;

pub use access::{
    AccessControlRequest, AccessControlResponse, AccessRule, AccessRuleRequest,
    AccessSwitchRequest, AccessSwitchResponse, IpGroup,
};
pub use change::{
    NewNodeAutoAddRequest, ProxyAltRequest, ProxyConsistenceRequest, ProxyDnsRequest,
    ProxyEipRequest, ProxyFlavorRequest, ProxyPoolRequest, ProxyPortRequest, ProxyRenameRequest,
    ProxyRouteModeRequest, ProxySslRequest, ProxyWeightsRequest, TransactionSplitRequest,
};
pub use configuration::{
    ProxyConfiguration, ProxyConfigurationItem, ProxyConfigurationsQuery,
    ProxyConfigurationsRequest, ProxyConfigurationsResponse,
};
pub use create::{
    CreateProxyRequest, DeleteProxyRequest, EnlargeProxyRequest, NodeWeightRequest,
    ReduceProxyRequest,
};
pub use flavors::{ProxyFlavor, ProxyFlavorGroup, ProxyFlavorsQuery, ProxyFlavorsResponse};
pub use legacy::{LegacyDbNode, LegacyProxy, LegacyProxyResponse};
pub use list::{ProxiesResponse, ProxyDbNode, ProxyDetail, ProxyEntry, ProxyNodeInfo, ProxyZone};
pub use version::{ProxyUpgrade, ProxyUpgradeRequest, ProxyUpgradeResponse, ProxyVersionResponse};

#[cfg(test)]
mod tests;
