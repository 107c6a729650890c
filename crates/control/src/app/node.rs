//! Nodes of an instance.

mod add;
mod delete;
mod promote;
mod restart;

pub use add::{AddedReplicas, NewReplicas};
