//! What the proxy does, made visible: sessions, pools, servers, where statements went and why.
//!
//! The data path counts in its own thread and without any lock: each worker has a [`Desk`], which
//! keeps a [`Tally`] for each server, a ring of the last statements, and the sessions; a session
//! writes there through its [`Trace`]. A statement costs two looks at the clock, a copy of its first
//! bytes and a dozen additions. Whoever asks makes the workers say what is on their desks
//! ([`Inquiry`]), and adds up.
//!
//! [`Watch`] holds what the whole process shares: the limits on statements and the recorder.

mod clock;
mod desk;
mod explain;
mod histogram;
mod merge;
mod metrics;
mod report;
mod ring;
mod shown;
mod tally;
mod trace;
mod visitor;
mod watch;

pub(crate) use desk::Desk;
pub(crate) use explain::{Explanation, explain};
pub(crate) use histogram::BOUNDS;
pub(crate) use merge::merge;
pub(crate) use metrics::{Facts as MetricFacts, render as render_metrics};
pub(crate) use report::{BackendRow, Inquiry, Report, add_up};
pub(crate) use tally::Tally;
pub(crate) use trace::{Outcome, Statement, Trace};
pub(crate) use visitor::Visitor;
pub(crate) use watch::Watch;

#[cfg(test)]
mod tests;
