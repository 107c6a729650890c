//! Which operations of the table the control plane carries out; the others answer 501.
//!
//! It stands here so that the OpenAPI document and the coverage report need no control plane. A
//! test in the control plane holds it equal to the registry of handlers.

/// The ids of the implemented operations, in the order of the table.
pub const IMPLEMENTED: &[&str] = &[
    "ListVersions",
    "ShowVersion",
    "CreateToken",
    "ListProjects",
    "ShowToken",
    "ListDomains",
    "CreateSecurityGroup",
    "ListSecurityGroups",
    "ShowSecurityGroup",
    "UpdateSecurityGroup",
    "DeleteSecurityGroup",
    "CreateSecurityGroupRule",
    "ListSecurityGroupRules",
    "ShowSecurityGroupRule",
    "DeleteSecurityGroupRule",
    "ListDatastores",
    "ListFlavors",
    "CreateInstance",
    "RestartInstance",
    "DeleteInstance",
    "CreateReadReplicas",
    "DeleteReadReplica",
    "RenameInstance",
    "ResetInstancePassword",
    "RestartNode",
    "SwitchoverInstance",
    "UpdateInstanceAlias",
    "ListInstances",
    "ShowInstance",
    "ListInstanceDetails",
    "CreateProxy",
    "DeleteProxy",
    "ListProxies",
    "ListProxyFlavors",
    "EnlargeProxy",
    "ReduceProxy",
    "ResizeProxy",
    "UpdateProxyWeights",
    "UpdateProxyRouteMode",
    "UpdateProxyTransactionSplit",
    "UpdateProxyNewNodeAutoAdd",
    "UpdateProxySessionConsistence",
    "UpdateProxyConnectionPoolType",
    "UpdateProxyPort",
    "UpgradeProxy",
    "RenameProxy",
    "ShowProxyAccessControl",
    "ShowProxyVersion",
    "UpdateProxyConfigurations",
    "ListProxyConfigurations",
    "SwitchProxyAccessControl",
    "UpdateProxyAccessControl",
    "UpdateProxySsl",
    "RestartProxy",
    "ListProxyFlavorsByZone",
    "SwitchProxyEip",
    "SwitchProxyAlt",
    "CreateProxyDns",
    "UpdateProxyDns",
    "DeleteProxyDns",
    "SwitchAuditLog",
    "ShowAuditLogSwitch",
    "ListAuditLogLinks",
    "SwitchSqlFilter",
    "ShowSqlFilterSwitch",
    "SetSqlFilterRules",
    "ListSqlFilterRules",
    "DeleteSqlFilterRules",
    "ShowJob",
    "LegacyListDatastores",
    "LegacyListFlavors",
    "LegacyCreateInstance",
    "LegacyListInstances",
    "ListInstancesV3",
    "LegacyDeleteInstance",
    "ShowInstanceV3",
    "ListInstanceDetailsV3",
    "LegacyShowInstance",
    "LegacyCreateReadReplicas",
    "LegacyDeleteReadReplica",
    "LegacyRenameInstance",
    "LegacyResetInstancePassword",
    "LegacyCreateProxy",
    "LegacyDeleteProxy",
    "ShowProxyV3",
    "LegacyShowProxy",
    "LegacyListProxyFlavors",
    "LegacyEnlargeProxy",
    "LegacyShowJob",
];

#[cfg(test)]
mod tests {
    use super::IMPLEMENTED;
    use crate::table;

    #[test]
    fn every_id_is_in_the_table_and_in_its_order() {
        let in_table: Vec<_> = table::endpoints()
            .map(|endpoint| endpoint.operation)
            .filter(|operation| IMPLEMENTED.contains(operation))
            .collect();
        assert_eq!(in_table, IMPLEMENTED);
    }
}
