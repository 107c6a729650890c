//! Which handler carries out which operation.

use futures::future::BoxFuture;
use hyades_types::error::ApiError;

use super::call::Call;
use super::handlers::{
    catalog, iam, instances, jobs, logs, nodes, proxies, proxy_access, proxy_settings, security,
    sql_filter,
};
use super::reply::Reply;

/// Carries out one operation.
pub(super) type Handler = fn(Call) -> BoxFuture<'static, Result<Reply, ApiError>>;

/// Lists operations with the async functions that carry them out.
macro_rules! handlers {
    ($($operation:literal => $module:ident::$name:ident,)+) => {
        &[$(($operation, |call| Box::pin($module::$name(call)))),+]
    };
}

/// The handlers, in the order of the table.
pub(super) const HANDLERS: &[(&str, Handler)] = handlers! {
    "ListVersions" => iam::versions,
    "ShowVersion" => iam::version,
    "CreateToken" => iam::token_create,
    "ListProjects" => iam::projects,
    "ShowToken" => iam::token_show,
    "ListDomains" => iam::domains,
    "CreateSecurityGroup" => security::create,
    "ListSecurityGroups" => security::list,
    "ShowSecurityGroup" => security::show,
    "UpdateSecurityGroup" => security::update,
    "DeleteSecurityGroup" => security::delete,
    "CreateSecurityGroupRule" => security::create_rule,
    "ListSecurityGroupRules" => security::list_rules,
    "ShowSecurityGroupRule" => security::show_rule,
    "DeleteSecurityGroupRule" => security::delete_rule,
    "ListDatastores" => catalog::datastores,
    "ListFlavors" => catalog::flavors,
    "CreateInstance" => instances::create,
    "RestartInstance" => instances::restart,
    "DeleteInstance" => instances::delete,
    "CreateReadReplicas" => nodes::add,
    "DeleteReadReplica" => nodes::delete,
    "RenameInstance" => instances::rename,
    "ResetInstancePassword" => instances::reset_password,
    "RestartNode" => nodes::restart,
    "SwitchoverInstance" => nodes::switchover,
    "UpdateInstanceAlias" => instances::set_alias,
    "ListInstances" => instances::list,
    "ShowInstance" => instances::show,
    "ListInstanceDetails" => instances::show_many,
    "CreateProxy" => proxies::create,
    "DeleteProxy" => proxies::delete,
    "ListProxies" => proxies::list,
    "ListProxyFlavors" => proxies::flavors,
    "EnlargeProxy" => proxies::enlarge,
    "ReduceProxy" => proxies::reduce,
    "ResizeProxy" => proxy_settings::flavor,
    "UpdateProxyWeights" => proxy_settings::weights,
    "UpdateProxyRouteMode" => proxy_settings::route_mode,
    "UpdateProxyTransactionSplit" => proxy_settings::transaction_split,
    "UpdateProxyNewNodeAutoAdd" => proxy_settings::new_nodes,
    "UpdateProxySessionConsistence" => proxy_settings::consistence,
    "UpdateProxyConnectionPoolType" => proxy_settings::pooling,
    "UpdateProxyPort" => proxy_settings::port,
    "UpgradeProxy" => proxies::upgrade,
    "RenameProxy" => proxy_settings::rename,
    "ShowProxyAccessControl" => proxy_access::show,
    "ShowProxyVersion" => proxies::version,
    "UpdateProxyConfigurations" => proxy_settings::parameters,
    "ListProxyConfigurations" => proxy_settings::list_parameters,
    "SwitchProxyAccessControl" => proxy_access::switch,
    "UpdateProxyAccessControl" => proxy_access::set,
    "UpdateProxySsl" => proxy_settings::ssl,
    "RestartProxy" => proxies::restart,
    "ListProxyFlavorsByZone" => proxies::flavors_by_zone,
    "SwitchProxyEip" => proxy_settings::eip,
    "SwitchProxyAlt" => proxy_settings::alt,
    "CreateProxyDns" => proxies::domain_name,
    "UpdateProxyDns" => proxies::domain_name,
    "DeleteProxyDns" => proxies::domain_name,
    "SwitchAuditLog" => logs::switch_full_sql,
    "ShowAuditLogSwitch" => logs::show_full_sql,
    "ListAuditLogLinks" => logs::list_full_sql_links,
    "SwitchSqlFilter" => sql_filter::switch,
    "ShowSqlFilterSwitch" => sql_filter::show_switch,
    "SetSqlFilterRules" => sql_filter::set,
    "ListSqlFilterRules" => sql_filter::list,
    "DeleteSqlFilterRules" => sql_filter::delete,
    "ShowJob" => jobs::show,
    "LegacyListDatastores" => catalog::datastores,
    "LegacyListFlavors" => catalog::flavors,
    "LegacyCreateInstance" => instances::create,
    "LegacyListInstances" => instances::list,
    "ListInstancesV3" => instances::list,
    "LegacyDeleteInstance" => instances::delete,
    "ShowInstanceV3" => instances::show,
    "ListInstanceDetailsV3" => instances::show_many,
    "LegacyShowInstance" => instances::show,
    "LegacyCreateReadReplicas" => nodes::add,
    "LegacyDeleteReadReplica" => nodes::delete,
    "LegacyRenameInstance" => instances::rename,
    "LegacyResetInstancePassword" => instances::reset_password,
    "LegacyCreateProxy" => proxies::legacy_create,
    "LegacyDeleteProxy" => proxies::delete,
    "ShowProxyV3" => proxies::show,
    "LegacyShowProxy" => proxies::show,
    "LegacyListProxyFlavors" => proxies::flavors,
    "LegacyEnlargeProxy" => proxies::enlarge,
    "LegacyShowJob" => jobs::show,
};

#[cfg(test)]
mod tests {
    use hyades_api::implemented::IMPLEMENTED;

    use super::HANDLERS;

    #[test]
    fn what_is_said_to_be_implemented_is() {
        let operations: Vec<_> = HANDLERS.iter().map(|(operation, _)| *operation).collect();
        assert_eq!(operations, IMPLEMENTED);
    }
}
