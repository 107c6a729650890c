//! The REST API over a simulated host.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests, outside of test functions"
)]

mod answers;
mod ask;
mod bodies;
mod capacity;
mod full_sql;
mod instances;
mod lifecycle;
mod permissions;
mod proxies;
mod proxy_limits;
mod proxy_settings;
mod security;
mod server;
mod signatures;
mod sql_filter;
mod switchover;
mod tls;
mod tokens;
mod world;
