//! Nodes of an instance.

mod add;
mod delete;
mod restart;

pub use add::{AddedReplicas, NewReplicas};
