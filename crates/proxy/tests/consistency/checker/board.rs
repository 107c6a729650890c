//! What all clients know.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use super::Goal;

/// Registers.
pub(super) const REGISTERS: usize = 48;

/// In shared memory, and so ahead of everything that comes over a socket.
pub(super) struct Board {
    goal: Goal,
    seen: Vec<AtomicU64>,
    reads: AtomicU64,
    by_server: Vec<AtomicU64>,
    writes: AtomicU64,
    behind_own: AtomicU64,
    behind_any: AtomicU64,
    most_behind: AtomicU64,
}

/// What a read has to find.
#[derive(Debug, Clone, Copy)]
pub(super) struct Expected {
    /// The session's own last version.
    pub(super) own: u64,
    /// The last that anybody has seen.
    any: u64,
}

impl Board {
    pub(super) fn new(servers: usize, goal: Goal) -> Self {
        let zeros = |count| (0..count).map(|_| AtomicU64::new(0)).collect();
        Self {
            goal,
            seen: zeros(REGISTERS),
            reads: AtomicU64::new(0),
            by_server: zeros(servers),
            writes: AtomicU64::new(0),
            behind_own: AtomicU64::new(0),
            behind_any: AtomicU64::new(0),
            most_behind: AtomicU64::new(0),
        }
    }

    pub(super) fn is_over(&self) -> bool {
        match self.goal {
            Goal::Until(end) => Instant::now() >= end,
            Goal::Reads(reads) => self.reads.load(Ordering::Relaxed) >= reads,
        }
    }

    /// Somebody knows that this version is committed.
    pub(super) fn publish(&self, register: usize, version: u64) {
        self.seen[register].fetch_max(version, Ordering::SeqCst);
    }

    pub(super) fn wrote(&self, register: usize, version: u64) {
        self.writes.fetch_add(1, Ordering::Relaxed);
        self.publish(register, version);
    }

    /// To be called before a read begins.
    pub(super) fn expect(&self, register: usize, own: u64) -> Expected {
        Expected {
            own,
            any: self.seen[register].load(Ordering::SeqCst),
        }
    }

    /// A read has found this.
    pub(super) fn found(&self, register: usize, version: u64, server: usize, expected: Expected) {
        self.publish(register, version);
        self.reads.fetch_add(1, Ordering::Relaxed);
        self.by_server[server].fetch_add(1, Ordering::Relaxed);
        if version < expected.own {
            self.behind_own.fetch_add(1, Ordering::Relaxed);
        }
        if version < expected.any {
            self.behind_any.fetch_add(1, Ordering::Relaxed);
            self.most_behind
                .fetch_max(expected.any - version, Ordering::Relaxed);
        }
    }

    pub(super) fn count(&self, time: Duration) -> Count {
        let load = |count: &AtomicU64| count.load(Ordering::Relaxed);
        Count {
            time,
            reads: load(&self.reads),
            by_server: self.by_server.iter().map(load).collect(),
            writes: load(&self.writes),
            behind_own: load(&self.behind_own),
            behind_any: load(&self.behind_any),
            most_behind: load(&self.most_behind),
        }
    }
}

/// What has come of it.
pub(super) struct Count {
    time: Duration,
    pub(super) reads: u64,
    /// The primary's first.
    pub(super) by_server: Vec<u64>,
    writes: u64,
    /// Reads that have found less than their session had written.
    pub(super) behind_own: u64,
    /// Reads that have found less than was known to be committed.
    pub(super) behind_any: u64,
    most_behind: u64,
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} reads by server {:?}, {} writes in {:.1} s; behind the session's own writes: {}, \
             behind anybody's: {}, by up to {} versions",
            self.reads,
            self.by_server,
            self.writes,
            self.time.as_secs_f64(),
            self.behind_own,
            self.behind_any,
            self.most_behind
        )
    }
}
