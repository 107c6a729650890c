//! Instances.

pub(super) mod create;
mod delete;
mod describe;
mod list;
mod password;
mod rename;
mod rules;
mod show;
mod template;

pub use create::{Created, NewBackupStrategy, NewInstance};
pub(super) use delete::refuse_delay;
pub use list::InstanceQuery;
pub(super) use rules::is_name;
