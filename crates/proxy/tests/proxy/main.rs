//! The proxy with real sockets, on addresses of 127.78.0.0/16.

// Not clippy's test code by its own definition, as only the functions with `#[test]` are.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod backend;
mod control;
mod fencing;
mod leaving;
mod lifecycle;
mod pass_through;
mod refusals;
mod reload;
mod world;
