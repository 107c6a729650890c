//! Where a statement goes, and why. Pure: no I/O, no clock, no Tokio.

mod balance;
mod decision;
mod facts;

pub(crate) use balance::{Candidate, choose};
pub(crate) use decision::{Decision, Target, Why, route};
pub(crate) use facts::{Facts, Pin, Policy};

#[cfg(test)]
mod tests;
