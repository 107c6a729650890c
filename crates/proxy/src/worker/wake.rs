//! Waiting in a worker's task for what other threads do.

use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};

use super::{Message, Workers};
use crate::reactor::{Core, Remote, TaskId};

/// Has a worker poll one of its tasks.
struct Wakeup {
    remote: Remote<Message>,
    task: TaskId,
}

impl Wake for Wakeup {
    fn wake(self: Arc<Self>) {
        // A worker that has ended needs no waking.
        self.remote.send(Message::Wake(self.task));
    }
}

impl Workers {
    /// Waits in a worker's task for a future that is ready when another thread says so. `None` in any
    /// other thread. The caller sets the deadline.
    pub(crate) async fn wait<T>(&self, core: &Core, future: impl Future<Output = T>) -> Option<T> {
        let waker = Waker::from(Arc::new(Wakeup {
            remote: self.here()?,
            task: core.current(),
        }));
        let mut future = pin!(future);
        let done = std::future::poll_fn(|_| -> Poll<T> {
            future.as_mut().poll(&mut Context::from_waker(&waker))
        });
        Some(done.await)
    }

    /// The worker whose thread this is.
    fn here(&self) -> Option<Remote<Message>> {
        let current = std::thread::current().id();
        let index = self
            .threads()
            .iter()
            .position(|thread| thread.thread().id() == current)?;
        self.remotes.get(index).cloned()
    }
}
