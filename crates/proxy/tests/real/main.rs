//! The database proxy in front of real servers, as its clients see it.
//!
//! Servers, proxies and clients live on addresses of 127.79.0.0/16. Nothing runs without a MySQL to
//! start (`HYADES_ENGINE_DIR`, or `~/.cache/hyades/engines`).

// Not clippy's test code by its own definition, as only the functions with `#[test]` are.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod access;
mod authentication;
mod client;
mod differential;
#[path = "../shared/engine.rs"]
mod engine;
mod kill;
#[path = "../shared/mysqld.rs"]
mod mysqld;
mod pins;
mod prepared;
mod rng;
mod split;
mod switchover;
mod told;
mod wait;
mod world;
