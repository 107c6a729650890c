//! Database proxies in front of real servers that lag, hang and die, on addresses of 127.80.0.0/16.
//!
//! Nothing runs without a MySQL to start (`HYADES_ENGINE_DIR`, or `~/.cache/hyades/engines`).

// Not clippy's test code by its own definition, as only the functions with `#[test]` are.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod checker;
mod crowds;
#[path = "../shared/engine.rs"]
mod engine;
mod failures;
#[path = "../shared/mysqld.rs"]
mod mysqld;
mod nodes;
mod order;
mod servers;
mod world;
