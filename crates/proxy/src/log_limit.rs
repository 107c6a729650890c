//! Keeps a fault that repeats with every connection from filling the log.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

const INTERVAL: Duration = Duration::from_secs(10);

/// Lets one message through per interval.
#[derive(Debug, Default)]
pub(crate) struct LogLimit {
    last: Mutex<Option<Instant>>,
}

impl LogLimit {
    /// Whether a message may be logged now; if so, the interval starts.
    pub(crate) fn admits(&self) -> bool {
        let now = Instant::now();
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let admitted = last.is_none_or(|last| now.duration_since(last) >= INTERVAL);
        if admitted {
            *last = Some(now);
        }
        admitted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_message_passes_per_interval() {
        let limit = LogLimit::default();
        assert!(limit.admits());
        assert!(!limit.admits());
        *limit.last.lock().unwrap() = Instant::now().checked_sub(INTERVAL);
        assert!(limit.admits());
    }
}
