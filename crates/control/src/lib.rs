//! The control plane: use cases behind the REST API, the durable workflows that carry them out,
//! and the reconcilers that keep standing goals true.
//!
//! Invariants: `http` alone knows HTTP; `app` holds use cases and starts workflows; `workflows` and
//! `reconcilers` act through the ports that they name; nothing here starts a process.

pub mod app;
pub mod http;
pub mod settings;

mod accounts;
mod fleet;
mod observations;
mod reconcilers;
mod topology;
mod workflows;

pub use app::App;
pub use fleet::{Fleet, Host};
