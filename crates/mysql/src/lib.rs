//! MySQL's client/server protocol and just enough of its SQL, without I/O.
//!
//! `wire` reads and writes packets, `sql` says what a statement does, `gtid` compares positions.
//!
//! Invariant: no I/O, no Tokio, no clock, no randomness; nothing here allocates in proportion to a
//! length that a peer has only announced.

pub mod gtid;
pub mod sql;
pub mod wire;
