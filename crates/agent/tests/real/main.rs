//! The agent with real MySQL servers.
//!
//! Needs an installed build (`scripts/install-mysql`, or `HYADES_ENGINE_DIR`); without one every
//! test says so and passes.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod adoption;
mod clone;
mod events;
mod fake_proxy;
mod lifecycle;
mod monitor;
mod proxy;
mod proxy_nodes;
mod proxy_stuck;
mod root_account;
mod speed;
mod supervision;
mod switchover;
mod world;
