//! Servers as a worker sees them: connections, the pool of those that are idle, health.

mod accounts;
mod attributes;
mod carried;
mod conn;
mod follow;
mod health;
mod monitor;
mod pool;
mod prepare;
mod query;
mod restore;

pub(crate) use accounts::Demands;
pub(crate) use carried::{Carried, assignment, carried_names, is_carried};
pub(crate) use conn::{Conn, Key, NOBODY, Origin};
pub(crate) use follow::Follower;
pub(crate) use health::{Health, Pulse};
pub(crate) use monitor::monitor;
pub(crate) use pool::{AcquireError, Pool, PoolLimits};
pub(crate) use prepare::{collation_of_results, prepare, put_close, put_oldest_closed};
pub(crate) use query::{QueryError, Rows, query, set};
pub(crate) use restore::{character_sets, reset, restore, track_later, untrack};
