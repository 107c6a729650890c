//! Limits on statements, their record, and what the process says of itself, with a real server.
//!
//! Servers, proxies and clients live on addresses of 127.81.0.0/16. Nothing runs without a MySQL to
//! start (`HYADES_ENGINE_DIR`, or `~/.cache/hyades/engines`).

// Not clippy's test code by its own definition, as only the functions with `#[test]` are.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "../shared/engine.rs"]
mod engine;
#[path = "../shared/mysqld.rs"]
mod mysqld;
mod questions;
mod record;
mod server;
mod throttle;
mod world;
