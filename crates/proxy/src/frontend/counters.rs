//! Counts of what a proxy does, of all workers. What happens with every statement is counted by each
//! worker alone: see [`Tally`](crate::observe::Tally).

use std::sync::atomic::{AtomicU64, Ordering};

/// Numbers for sessions, without any order between them.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    sessions: AtomicU64,
}

impl Counters {
    /// A number for a new session.
    pub(crate) fn session_opened(&self) -> u64 {
        self.sessions.fetch_add(1, Ordering::Relaxed) + 1
    }
}
