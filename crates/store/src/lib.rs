//! What the control plane remembers: rows and queries, on SQLite or PostgreSQL from one code path.
//!
//! Reads go straight to the pool; writes happen in a [`Tx`], of which there is one at a time per
//! process, so that "look, then change" needs no retry loop. Names are noun first:
//! `instance_fetch`, `instance_list`.
//!
//! Invariant: no HTTP, no agent, no workflow logic; nothing but SQL and the conversion between
//! rows and the domain.

mod address;
mod error;
mod instance;
mod job;
mod migrate;
mod network;
mod node;
mod proxy;
mod quota;
mod security;
mod setting;
mod sql;
mod store;
mod switch;
mod tag;
mod tenancy;
mod throttle;
mod workflow;

pub use address::AddressOwner;
pub use error::StoreError;
pub use instance::{InstanceFilter, InstancePage, Text};
pub use store::{Store, Tx};
