//! Database proxies, SQL concurrency control, and the full SQL log.

use super::Docs;
use crate::wire::logs::{AuditLogLinksQuery, AuditLogLinksResponse, SwitchRequest, SwitchResponse};
use crate::wire::paging::PagingQuery;
use crate::wire::proxy::{
    AccessControlRequest, AccessControlResponse, AccessSwitchRequest, AccessSwitchResponse,
    CreateProxyRequest, DeleteProxyRequest, EnlargeProxyRequest, LegacyProxyResponse,
    NewNodeAutoAddRequest, ProxiesResponse, ProxyAltRequest, ProxyConfigurationsQuery,
    ProxyConfigurationsRequest, ProxyConfigurationsResponse, ProxyConsistenceRequest,
    ProxyDnsRequest, ProxyEipRequest, ProxyFlavorRequest, ProxyFlavorsQuery, ProxyFlavorsResponse,
    ProxyPoolRequest, ProxyPortRequest, ProxyRenameRequest, ProxyRouteModeRequest, ProxySslRequest,
    ProxyUpgradeRequest, ProxyUpgradeResponse, ProxyVersionResponse, ProxyWeightsRequest,
    ReduceProxyRequest, TransactionSplitRequest,
};
use crate::wire::sql_filter::{
    DeleteSqlFilterRulesRequest, SetSqlFilterRulesRequest, SqlFilterRulesQuery,
    SqlFilterRulesResponse,
};
use crate::wire::{JobResponse, ResultResponse};

/// What the operation takes and answers; the same docs for one of another family.
pub(super) fn docs(operation: &str, docs: Docs) -> Docs {
    match operation {
        "ListProxies" => docs.query::<PagingQuery>().response::<ProxiesResponse>(),
        "ListProxyFlavors" => docs.response::<ProxyFlavorsResponse>(),
        "ListProxyFlavorsByZone" => docs
            .query::<ProxyFlavorsQuery>()
            .response::<ProxyFlavorsResponse>(),
        "ShowProxy" | "ShowProxyV3" => docs.response::<LegacyProxyResponse>(),
        "UpgradeProxy" => docs
            .body::<ProxyUpgradeRequest>()
            .response::<ProxyUpgradeResponse>(),
        "ShowProxyVersion" => docs.response::<ProxyVersionResponse>(),
        "ListProxyConfigurations" => docs
            .query::<ProxyConfigurationsQuery>()
            .query::<PagingQuery>()
            .response::<ProxyConfigurationsResponse>(),
        "ShowProxyAccessControl" => docs.response::<AccessControlResponse>(),
        "SwitchProxyAccessControl" => docs
            .body::<AccessSwitchRequest>()
            .response::<AccessSwitchResponse>(),
        "UpdateProxyAccessControl" => docs
            .body::<AccessControlRequest>()
            .response::<AccessSwitchResponse>(),
        "ShowAuditLogSwitch" | "ShowSqlFilterSwitch" => docs.response::<SwitchResponse>(),
        "ListAuditLogLinks" => docs
            .query::<AuditLogLinksQuery>()
            .response::<AuditLogLinksResponse>(),
        "ListSqlFilterRules" => docs
            .query::<SqlFilterRulesQuery>()
            .response::<SqlFilterRulesResponse>(),
        "UpdateProxyNewNodeAutoAdd" => docs
            .body::<NewNodeAutoAddRequest>()
            .response::<ResultResponse>(),
        "RenameProxy" => docs
            .body::<ProxyRenameRequest>()
            .response::<ResultResponse>(),
        "SwitchAuditLog" => docs.body::<SwitchRequest>().response::<ResultResponse>(),
        operation => job(operation, docs),
    }
}

/// The same for an operation that answers with a job.
fn job(operation: &str, docs: Docs) -> Docs {
    let docs = match operation {
        "CreateProxy" => docs.body::<CreateProxyRequest>(),
        "DeleteProxy" => docs.optional_body::<DeleteProxyRequest>(),
        "EnlargeProxy" => docs.body::<EnlargeProxyRequest>(),
        "ReduceProxy" => docs.body::<ReduceProxyRequest>(),
        "ResizeProxy" => docs.body::<ProxyFlavorRequest>(),
        "UpdateProxyWeights" => docs.body::<ProxyWeightsRequest>(),
        "UpdateProxyRouteMode" => docs.body::<ProxyRouteModeRequest>(),
        "UpdateProxyTransactionSplit" => docs.body::<TransactionSplitRequest>(),
        "UpdateProxySessionConsistence" => docs.body::<ProxyConsistenceRequest>(),
        "UpdateProxyConnectionPoolType" => docs.body::<ProxyPoolRequest>(),
        "UpdateProxyPort" => docs.body::<ProxyPortRequest>(),
        "UpdateProxyConfigurations" => docs.body::<ProxyConfigurationsRequest>(),
        "UpdateProxySsl" => docs.body::<ProxySslRequest>(),
        "SwitchProxyEip" => docs.body::<ProxyEipRequest>(),
        "SwitchProxyAlt" => docs.body::<ProxyAltRequest>(),
        "UpdateProxyDns" => docs.body::<ProxyDnsRequest>(),
        "SwitchSqlFilter" => docs.body::<SwitchRequest>(),
        "SetSqlFilterRules" => docs.body::<SetSqlFilterRulesRequest>(),
        "DeleteSqlFilterRules" => docs.body::<DeleteSqlFilterRulesRequest>(),
        "RestartProxy" | "CreateProxyDns" | "DeleteProxyDns" => docs,
        _ => return docs,
    };
    docs.response::<JobResponse>()
}
