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
mod instances;
mod lifecycle;
mod permissions;
mod server;
mod signatures;
mod tls;
mod tokens;
mod world;
