//! How long to wait before a server is started again.

use std::time::Duration;

/// A server that lived this long did not die of its start.
const SETTLED: Duration = Duration::from_secs(30);

const FIRST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(30);

/// At once the first time, then 1 s doubling to 30 s while it keeps dying.
#[derive(Debug, Default)]
pub(crate) struct Backoff {
    next: Duration,
}

impl Backoff {
    /// The wait after a process that lived so long.
    pub(crate) fn after(&mut self, lived: Duration) -> Duration {
        if lived >= SETTLED {
            self.next = Duration::ZERO;
        }
        let now = self.next;
        self.next = if now.is_zero() {
            FIRST
        } else {
            (now * 2).min(LONGEST)
        };
        now
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubles_to_half_a_minute_and_forgets_after_a_long_life() {
        let mut backoff = Backoff::default();
        let short = Duration::from_secs(2);
        let waits: Vec<u64> = (0..8).map(|_| backoff.after(short).as_secs()).collect();
        assert_eq!(waits, [0, 1, 2, 4, 8, 16, 30, 30]);
        assert_eq!(backoff.after(SETTLED), Duration::ZERO);
        assert_eq!(backoff.after(short), FIRST);
    }
}
