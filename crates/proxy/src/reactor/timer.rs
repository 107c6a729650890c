//! Deadlines. They are for what is rare (logging in, connecting, waiting for a replica): nothing on
//! the path of a statement sets one.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::pin::pin;
use std::task::Poll;
use std::time::{Duration, Instant};

use super::{Core, TaskId};

#[derive(Default)]
pub(super) struct Timers {
    due: BinaryHeap<Reverse<(Instant, TaskId)>>,
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
        let Reverse((next, _)) = self.due.peek()?;
        // The kernel counts in milliseconds and would wake us a moment too early.
        Some(next.saturating_duration_since(now) + Duration::from_micros(999))
    }

    /// Has the next wait not wait: tasks are ready.
    pub(super) fn hurry(&mut self) {
        self.hurry.set(true);
    }

    pub(super) fn pop_due(&mut self, now: Instant) -> Option<TaskId> {
        let Reverse((due, _)) = self.due.peek()?;
        if *due > now {
            return None;
        }
        self.due.pop().map(|Reverse((_, task))| task)
    }
}

impl Core {
    /// Waits until then.
    pub(crate) async fn sleep_until(&self, then: Instant) {
        let mut is_set = false;
        std::future::poll_fn(|_| {
            if Instant::now() >= then {
                return Poll::Ready(());
            }
            if !is_set {
                is_set = true;
                let entry = Reverse((then, self.current()));
                self.0.timers.borrow_mut().due.push(entry);
            }
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
