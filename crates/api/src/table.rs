//! The endpoint table: every operation of the API, a module per family.

mod backups;
mod catalog;
mod clickhouse;
mod databases;
mod diagnosis;
mod dual_active;
mod iam;
mod instances;
mod legacy;
mod logs;
mod proxy;
mod quotas;
mod security;
mod sql_filter;
mod starrocks;
mod tags;
mod tasks;
mod templates;
mod tenancy;
mod users;

use crate::endpoint::Endpoint;

/// Endpoints that belong together.
#[derive(Debug)]
pub struct Family {
    /// A short name, such as `instances`.
    pub name: &'static str,
    /// What it is about, for people.
    pub title: &'static str,
    /// Its endpoints, in the order of the documentation.
    pub endpoints: &'static [Endpoint],
}

/// Every family, in the order of the documentation.
pub const FAMILIES: &[Family] = &[
    family("iam", "Tokens, projects and domains", iam::ENDPOINTS),
    family("security", "Security groups", security::ENDPOINTS),
    family(
        "catalog",
        "Engine versions and specifications",
        catalog::ENDPOINTS,
    ),
    family("instances", "Instances", instances::ENDPOINTS),
    family("backups", "Backups", backups::ENDPOINTS),
    family("templates", "Parameter templates", templates::ENDPOINTS),
    family("quotas", "Quotas", quotas::ENDPOINTS),
    family("proxy", "Database proxy", proxy::ENDPOINTS),
    family("logs", "Logs", logs::ENDPOINTS),
    family("tags", "Tags", tags::ENDPOINTS),
    family("users", "Database accounts", users::ENDPOINTS),
    family("databases", "Databases", databases::ENDPOINTS),
    family(
        "sql-filter",
        "SQL concurrency control",
        sql_filter::ENDPOINTS,
    ),
    family("tasks", "Task center", tasks::ENDPOINTS),
    family("diagnosis", "Diagnosis", diagnosis::ENDPOINTS),
    family(
        "starrocks",
        "Analytics, standard edition (StarRocks)",
        starrocks::ENDPOINTS,
    ),
    family(
        "clickhouse",
        "Analytics, lightweight edition (ClickHouse)",
        clickhouse::ENDPOINTS,
    ),
    family("tenancy", "Multi-tenancy", tenancy::ENDPOINTS),
    family(
        "dual-active",
        "Active-active instances",
        dual_active::ENDPOINTS,
    ),
    family(
        "legacy",
        "Earlier forms of the API (chapter 5)",
        legacy::ENDPOINTS,
    ),
];

const fn family(name: &'static str, title: &'static str, endpoints: &'static [Endpoint]) -> Family {
    Family {
        name,
        title,
        endpoints,
    }
}

/// Every endpoint.
pub fn endpoints() -> impl Iterator<Item = &'static Endpoint> {
    FAMILIES.iter().flat_map(|family| family.endpoints)
}

/// The endpoint of an operation id.
pub fn find(operation: &str) -> Option<&'static Endpoint> {
    endpoints().find(|endpoint| endpoint.operation == operation)
}

#[cfg(test)]
mod tests;
