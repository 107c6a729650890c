//! The durable procedures behind jobs.
//!
//! A workflow is a list of steps over parameters that were all chosen before it began (ids,
//! addresses, sealed passwords), so that doing a step again is always safe. The engine logs each
//! step in the store; after a crash it goes on where the log ends.
//!
//! Names carry a version: a stored workflow outlives the program that wrote it, so a change of
//! order or of parameters is a new version beside the old one.

mod context;
mod create;
mod delete;
mod engine;
mod log;
mod node_add;
mod node_delete;
mod nodes;
mod proxies;
mod proxy_change;
mod proxy_create;
mod proxy_delete;
mod proxy_nodes;
mod rename;
mod restart;
mod sql_filter;
mod step;
mod switchover;

#[cfg(test)]
mod harness;

pub(crate) use context::Context;
pub(crate) use create::Create;
pub(crate) use delete::Delete;
pub(crate) use engine::{Engine, EngineError};
pub(crate) use node_add::NodeAdd;
pub(crate) use node_delete::NodeDelete;
pub(crate) use nodes::Target;
pub(crate) use proxy_change::{ProxyChange, Reconfiguration};
pub(crate) use proxy_create::ProxyCreate;
pub(crate) use proxy_delete::ProxyDelete;
pub(crate) use proxy_nodes::ProxyNodesChange;
pub(crate) use rename::{NodeRename, Rename};
pub(crate) use restart::Restart;
pub(crate) use sql_filter::{SqlFilter, SqlFilterChange};
pub(crate) use step::{Procedure, StepError};
pub(crate) use switchover::Switchover;
