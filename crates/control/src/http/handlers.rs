//! Handlers, a module per family: read the request, make one call, convert the result.

pub(super) mod catalog;
pub(super) mod iam;
pub(super) mod instances;
pub(super) mod jobs;
pub(super) mod logs;
pub(super) mod nodes;
pub(super) mod proxies;
pub(super) mod proxy_access;
pub(super) mod proxy_settings;
pub(super) mod security;
pub(super) mod sql_filter;
