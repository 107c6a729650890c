//! Decisions, as pure functions: what flavors there are and whether one fits, which addresses and
//! zones new nodes get, what a time zone means to MySQL, what status the observations add up to, and
//! what database proxies and rules for statements may look like.
//!
//! Invariant: no I/O, no Tokio, no clock, no randomness. Everything a decision needs is an argument.

pub mod address;
pub mod capacity;
pub mod flavor;
pub mod proxy;
pub mod security;
pub mod status;
pub mod throttle;
pub mod time_zone;
pub mod zone;
