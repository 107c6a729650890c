//! The plain data that every crate of Hyades speaks: ids, units, secrets, statuses, the error
//! catalogue, and the topology snapshot that the control plane hands to the data plane.
//!
//! Invariant: no I/O, no Tokio, no HTTP, no SQL.

#[macro_use]
pub mod text;

pub mod engine;
pub mod error;
pub mod id;
pub mod model;
pub mod net;
pub mod record;
pub mod secret;
pub mod status;
pub mod time;
pub mod topology;
pub mod units;

pub use secret::Secret;
