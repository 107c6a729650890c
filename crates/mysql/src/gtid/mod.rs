//! Sets of global transaction ids, as servers report and clients wait for them.
//!
//! Every session keeps such a set, and nearly always it is one server's transactions without a gap: that takes no allocation.

mod intervals;
mod parse;
mod set;
#[cfg(test)]
mod tests;
mod uuid;

pub use parse::GtidError;
pub use set::GtidSet;
pub use uuid::{Source, Tag};
