//! Deadlines. They are for what is rare (logging in, connecting, waiting for a replica): nothing on
//! the path of a statement sets one.

use std::collections::BTreeSet;
use std::pin::pin;
use std::task::Poll;
use std::time::{Duration, Instant};

use super::{Core, TaskId};

#[derive(Default)]
pub(super) struct Timers {
    /// With a number of its own for each.
    due: BTreeSet<(Instant, u64, TaskId)>,
    set: u64,
    hurry: std::cell::Cell<bool>,
}

/// The time is over.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("the time is over")]
pub(crate) struct Elapsed;

impl Timers {
    /// How long the poll may wait; `None` is for ever.
    pub(super) fn wait(&self, now: Instant) -> Option<Duration> {
        if self.hurry.take() {
            return Some(Duration::ZERO);
        }
        let (next, _, _) = self.due.first()?;
        // The kernel counts in milliseconds and would wake us a moment too early.
        Some(next.saturating_duration_since(now) + Duration::from_micros(999))
    }

    /// Has the next wait not wait: tasks are ready.
    pub(super) fn hurry(&mut self) {
        self.hurry.set(true);
    }

    pub(super) fn pop_due(&mut self, now: Instant) -> Option<TaskId> {
        let (due, _, _) = self.due.first()?;
        if *due > now {
            return None;
        }
        self.due.pop_first().map(|(_, _, task)| task)
    }
}

/// One that is set. Dropped, it does not fire any more: most deadlines are not reached, and would
/// wake their tasks for nothing.
struct Timer<'a> {
    core: &'a Core,
    entry: (Instant, u64, TaskId),
}

impl<'a> Timer<'a> {
    /// Wakes the task that runs.
    fn set(core: &'a Core, then: Instant) -> Self {
        let mut timers = core.0.timers.borrow_mut();
        timers.set += 1;
        let entry = (then, timers.set, core.current());
        timers.due.insert(entry);
        Self { core, entry }
    }
}

impl Drop for Timer<'_> {
    fn drop(&mut self) {
        self.core.0.timers.borrow_mut().due.remove(&self.entry);
    }
}

impl Core {
    /// Waits until then.
    pub(crate) async fn sleep_until(&self, then: Instant) {
        let mut timer = None;
        std::future::poll_fn(|_| {
            if Instant::now() >= then {
                return Poll::Ready(());
            }
            timer.get_or_insert_with(|| Timer::set(self, then));
            Poll::Pending
        })
        .await;
    }

    /// Waits that long.
    pub(crate) async fn sleep(&self, time: Duration) {
        self.sleep_until(Instant::now() + time).await;
    }
}

/// The future's result, if it comes in time.
pub(crate) async fn timeout<T>(
    core: &Core,
    limit: Duration,
    future: impl Future<Output = T>,
) -> Result<T, Elapsed> {
    let mut future = pin!(future);
    let mut limit = pin!(core.sleep(limit));
    std::future::poll_fn(|context| {
        if let Poll::Ready(value) = future.as_mut().poll(context) {
            return Poll::Ready(Ok(value));
        }
        limit.as_mut().poll(context).map(|()| Err(Elapsed))
    })
    .await
}
