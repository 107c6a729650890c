//! The time of day from the clock that only goes forward, which is read anyway.

use std::cell::Cell;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// Both clocks at one moment, set anew now and then.
#[derive(Debug)]
pub(super) struct Clock(Cell<(Instant, i64)>);

impl Clock {
    pub(super) fn new() -> Self {
        Self(Cell::new(now()))
    }

    /// Looks at the time of day again.
    pub(super) fn set(&self) {
        self.0.set(now());
    }

    /// Microseconds since 1970 at that moment.
    pub(super) fn micros(&self, at: Instant) -> i64 {
        let (instant, micros) = self.0.get();
        match at.checked_duration_since(instant) {
            Some(later) => micros.saturating_add(later.as_micros() as i64),
            None => micros.saturating_sub(instant.duration_since(at).as_micros() as i64),
        }
    }
}

fn now() -> (Instant, i64) {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    (
        Instant::now(),
        i64::try_from(since.as_micros()).unwrap_or(i64::MAX),
    )
}
