//! Letting others run before the thread goes to sleep.
//!
//! Where clients, proxy and servers share processors, those who are about to send something are often waiting to run. If
//! they run first, the thread finds more to do in one turn, and neither falls asleep nor has to be woken up by them, which
//! costs more than most of what a proxy does. Where others do not stop for a while (a long query), the thread would wait
//! for them without need: it finds out, and asks them again only after some time.

use std::cell::Cell;
use std::time::{Duration, Instant};

/// Others that run for longer than this at a stretch do not stop for small things.
const LONG: Duration = Duration::from_micros(500);
/// How long those are left alone.
const PAUSE: Duration = Duration::from_secs(1);

/// Whether others are let run.
#[derive(Debug, Default)]
pub(super) struct Courtesy {
    until: Cell<Option<Instant>>,
}

impl Courtesy {
    /// Whether others are to be let run: not if that has taken long lately.
    pub(super) fn is_due(&self) -> bool {
        self.until.get().is_none_or(|until| until <= Instant::now())
    }

    /// Lets others run.
    pub(super) fn let_others_run(&self) {
        let begin = Instant::now();
        std::thread::yield_now();
        self.took(begin, Instant::now());
    }

    fn took(&self, begin: Instant, end: Instant) {
        let is_long = end.duration_since(begin) > LONG;
        self.until.set(is_long.then(|| end + PAUSE));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_runs_for_long_is_left_alone_for_a_while() {
        let courtesy = Courtesy::default();
        let now = Instant::now();
        courtesy.took(now, now + LONG);
        assert!(courtesy.until.get().is_none());
        let end = now + LONG * 2;
        courtesy.took(now, end);
        assert_eq!(courtesy.until.get(), Some(end + PAUSE));
        assert!(!courtesy.is_due());
        courtesy.until.set(Some(now));
        assert!(courtesy.is_due());
    }
}
