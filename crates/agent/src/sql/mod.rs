//! Talking to servers.

pub(crate) mod accounts;
pub(crate) mod catch_up;
pub(crate) mod clone;
mod drain;
pub(crate) mod events;
pub(crate) mod farewell;
pub(crate) mod monitor;
mod quote;
pub(crate) mod replication;
pub(crate) mod role;
pub(crate) mod root;
mod session;
pub(crate) mod status;

pub(crate) use session::{Session, Target};
