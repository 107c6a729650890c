//! SQL concurrency control (documentation 4.12): how many statements of a kind run at a node at a
//! time.
//!
//! A node's [`Gate`] has its rules in order. The first rule whose type
//! and pattern fit a statement counts it from before it is sent until its response has ended. When
//! as many run as the rule allows, the statement is not sent; the client gets
//! `ER_TOO_MANY_CONCURRENT_TRXS` (1637, `HY000`), whose message names the rule, and the session goes
//! on as it was. That number is MySQL's own for "too many at once"; no driver takes it for a lost
//! connection or for bad SQL, which the more obvious 1226 (`42000`) would be, nor for a statement
//! that may have run in part, as 1317 would be.
//!
//! The limit holds for all sessions of the host, whichever worker and whichever process of the data
//! plane they are in: [`HostCount`](host::HostCount) says how.
//!
//! What a rule sees is a statement as the client sends it, text and prepared alike. Statements inside
//! of routines, those that SQL's own `EXECUTE` runs, and all but the first of several in one packet
//! are not told apart from what contains them.

mod gate;
mod host;
mod rule;
mod throttles;

pub(crate) use gate::Gate;
pub(crate) use host::HostFile;
pub(crate) use rule::{Pass, Rule, RunningStatement};
pub(crate) use throttles::{GateReport, Throttles};

/// The number of the error that a client gets whose statement is refused.
pub(crate) const REFUSED: u16 = 1637;

#[cfg(test)]
mod tests;
