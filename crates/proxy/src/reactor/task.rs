//! The tasks of a reactor and the queue of those to be polled.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use slab::Slab;

/// A task's future.
pub(super) type Task = Pin<Box<dyn Future<Output = ()>>>;

/// Names a task. An id is not used again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct TaskId {
    index: usize,
    generation: u64,
}

impl Default for TaskId {
    fn default() -> Self {
        Self::NONE
    }
}

impl TaskId {
    /// No task.
    pub(crate) const NONE: Self = Self {
        index: usize::MAX,
        generation: 0,
    };
}

#[derive(Default)]
pub(super) struct Tasks {
    slots: Slab<Slot>,
    ready: VecDeque<TaskId>,
    generation: u64,
}

struct Slot {
    id: TaskId,
    queued: bool,
    /// Away while it is polled.
    future: Option<Task>,
}

impl Tasks {
    pub(super) fn insert(&mut self, future: Task) -> TaskId {
        self.generation += 1;
        let entry = self.slots.vacant_entry();
        let id = TaskId {
            index: entry.key(),
            generation: self.generation,
        };
        entry.insert(Slot {
            id,
            queued: false,
            future: Some(future),
        });
        self.enqueue(id);
        id
    }

    /// Has the task polled, once however often this is called before.
    pub(super) fn enqueue(&mut self, id: TaskId) {
        if let Some(slot) = self.slot(id)
            && !slot.queued
        {
            slot.queued = true;
            self.ready.push_back(id);
        }
    }

    /// How many wait to be polled.
    pub(super) fn ready(&self) -> usize {
        self.ready.len()
    }

    /// The next task to poll; `None` if it has been removed while it waited.
    pub(super) fn take_ready(&mut self) -> Option<(TaskId, Task)> {
        let id = self.ready.pop_front()?;
        let slot = self.slot(id)?;
        slot.queued = false;
        Some((id, slot.future.take()?))
    }

    /// Keeps a task that was polled, unless it has ended or has been removed meanwhile. Returns
    /// what is to be dropped.
    pub(super) fn put_back(&mut self, id: TaskId, future: Task, done: bool) -> Option<Task> {
        match self.slot(id) {
            Some(slot) if !done => slot.future = Some(future),
            Some(_) => {
                self.slots.remove(id.index);
                return Some(future);
            }
            None => return Some(future),
        }
        None
    }

    /// Takes a task out; the future is absent while it is polled.
    pub(super) fn remove(&mut self, id: TaskId) -> Option<Task> {
        self.slot(id)?;
        self.slots.remove(id.index).future
    }

    pub(super) fn contains(&self, id: TaskId) -> bool {
        self.slots.get(id.index).is_some_and(|slot| slot.id == id)
    }

    /// Takes any task out.
    pub(super) fn pop(&mut self) -> Option<Option<Task>> {
        let index = self.slots.iter().next().map(|(index, _)| index)?;
        Some(self.slots.remove(index).future)
    }

    fn slot(&mut self, id: TaskId) -> Option<&mut Slot> {
        self.slots.get_mut(id.index).filter(|slot| slot.id == id)
    }
}

/// Waits until something holds. It is looked at whenever the task is polled.
pub(crate) async fn until(holds: impl Fn() -> bool) {
    poll_fn(|_| match holds() {
        true => Poll::Ready(()),
        false => Poll::Pending,
    })
    .await;
}

/// Whether the task has ended.
pub(super) fn poll(future: &mut Task) -> bool {
    let mut context = Context::from_waker(Waker::noop());
    future.as_mut().poll(&mut context).is_ready()
}
