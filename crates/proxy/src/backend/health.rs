//! What is known of a server, shared by the workers of the process.

use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use hyades_mysql::gtid::GtidSet;

use super::accounts::Accounts;

/// Written by the monitor, read by routing.
#[derive(Debug, Default)]
pub(crate) struct Health {
    /// A [`Pulse`].
    pulse: AtomicU8,
    lag_seconds: AtomicU64,
    /// The replica would replicate if it could reach its source.
    is_cut_off: AtomicBool,
    /// Responses that have come from it.
    answers: AtomicU64,
    /// Looks for which it counts as full.
    full: AtomicU8,
    executed: Mutex<Arc<GtidSet>>,
    /// The users for whom it matters how they come.
    pub(crate) accounts: Accounts,
}

/// How many looks at a server that took no more connections it counts as full.
const FULL: u8 = 10;

/// Whether a server lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Pulse {
    /// It cannot be reached, or has not been looked at yet.
    Down,
    /// It answers.
    Up,
    /// It can be reached, but nothing comes back.
    Silent,
}

/// How far a replica is behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lag {
    /// That many seconds.
    Seconds(u64),
    /// That many seconds, counting those since it has lost its source.
    CutOff(u64),
    /// It does not replicate.
    Broken,
}

/// Lag of a replica that does not replicate.
const BROKEN: u64 = u64::MAX;

impl Health {
    /// Whether it lives.
    pub(crate) fn pulse(&self) -> Pulse {
        match self.pulse.load(Ordering::Relaxed) {
            up if up == Pulse::Up as u8 => Pulse::Up,
            silent if silent == Pulse::Silent as u8 => Pulse::Silent,
            _ => Pulse::Down,
        }
    }

    /// Whether it answers.
    pub(crate) fn is_up(&self) -> bool {
        self.pulse() == Pulse::Up
    }

    /// Whether it answers and is at most that far behind its source. Without a primary there is
    /// nothing to be behind of: who has only lost its source is then as fresh as can be.
    pub(crate) fn is_fresh(&self, max_lag_seconds: u32, has_primary: bool) -> bool {
        let is_excused = || !has_primary && self.is_cut_off.load(Ordering::Relaxed);
        let lag = self.lag_seconds.load(Ordering::Relaxed);
        self.is_up() && (lag <= u64::from(max_lag_seconds) || is_excused())
    }

    /// Seconds behind the source; `None` when it does not replicate.
    pub(crate) fn lag_seconds(&self) -> Option<u64> {
        Some(self.lag_seconds.load(Ordering::Relaxed)).filter(|lag| *lag != BROKEN)
    }

    /// Whether it is known to have executed these.
    pub(crate) fn has_executed(&self, needed: &GtidSet) -> bool {
        self.lock().contains(needed)
    }

    /// It has executed these transactions and no others.
    pub(crate) fn saw_executed(&self, executed: Arc<GtidSet>) {
        *self.lock() = executed;
    }

    /// It answers, and is that far behind.
    pub(crate) fn saw_lag(&self, lag: Lag) {
        let (seconds, is_cut_off) = match lag {
            Lag::Seconds(seconds) => (seconds, false),
            Lag::CutOff(seconds) => (seconds, true),
            Lag::Broken => (BROKEN, false),
        };
        self.lag_seconds.store(seconds, Ordering::Relaxed);
        self.is_cut_off.store(is_cut_off, Ordering::Relaxed);
        self.pulse.store(Pulse::Up as u8, Ordering::Relaxed);
    }

    /// It does not live. What it had executed counts no more: another server may come back in its
    /// place, or the same with less.
    pub(crate) fn saw_no_life(&self, pulse: Pulse) {
        self.pulse.store(pulse as u8, Ordering::Relaxed);
        *self.lock() = Arc::default();
    }

    /// It takes no more connections.
    pub(crate) fn saw_full(&self) {
        self.full.store(FULL, Ordering::Relaxed);
    }

    /// Whether it has lately taken no more connections: idle ones should not be kept.
    pub(crate) fn is_full(&self) -> bool {
        self.full.load(Ordering::Relaxed) > 0
    }

    /// It has been looked at once more.
    pub(crate) fn was_looked_at(&self) {
        let full = self.full.load(Ordering::Relaxed);
        self.full.store(full.saturating_sub(1), Ordering::Relaxed);
    }

    /// A response has come from it.
    pub(crate) fn heard(&self) {
        self.answers.fetch_add(1, Ordering::Relaxed);
    }

    /// How many responses have come.
    pub(crate) fn answers(&self) -> u64 {
        self.answers.load(Ordering::Relaxed)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Arc<GtidSet>> {
        self.executed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_those_who_answer_and_are_near_are_fresh() {
        let health = Health::default();
        assert!(!health.is_fresh(10, true));
        let cases = [
            (Lag::Seconds(0), true, true),
            (Lag::Seconds(10), true, true),
            (Lag::Seconds(11), false, false),
            (Lag::CutOff(3), true, true),
            (Lag::CutOff(11), false, true),
            (Lag::Broken, false, false),
        ];
        for (lag, with_primary, without) in cases {
            health.saw_lag(lag);
            assert_eq!(health.is_fresh(10, true), with_primary, "{lag:?}");
            assert_eq!(health.is_fresh(10, false), without, "{lag:?}");
        }
        health.saw_lag(Lag::Seconds(0));
        health.saw_no_life(Pulse::Silent);
        assert!(!health.is_fresh(10, true));
        assert_eq!(health.pulse(), Pulse::Silent);
    }

    #[test]
    fn a_server_that_was_away_starts_from_nothing() {
        let health = Health::default();
        let set = GtidSet::parse(b"3e11fa47-71ca-11e1-9e33-c80aa9429562:1-5").unwrap();
        health.saw_executed(Arc::new(set.clone()));
        assert!(health.has_executed(&set));
        health.saw_no_life(Pulse::Down);
        assert!(!health.has_executed(&set));
    }
}
