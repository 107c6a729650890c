//! The REST API over a simulated host.

mod answers;
mod ask;
mod bodies;
mod instances;
mod lifecycle;
mod permissions;
mod server;
mod signatures;
mod tls;
mod tokens;
mod world;
