//! Statements that wait for a connection in use, in the order in which they came.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::Poll;

use super::super::{Carried, Conn, Key};
use crate::reactor::{Core, TaskId};

/// Those who wait.
#[derive(Debug, Default)]
pub(super) struct Queue(RefCell<VecDeque<Rc<Waiter>>>);

#[derive(Debug)]
struct Waiter {
    task: TaskId,
    key: Rc<Key>,
    wanted: Rc<Carried>,
    is_in_line: Cell<bool>,
    /// What it has been given.
    conn: RefCell<Option<Conn>>,
}

/// A place in the queue. Whoever gives it up after all has to pass on what it has been given.
pub(super) struct Place<'a> {
    queue: &'a Queue,
    waiter: Rc<Waiter>,
}

impl Queue {
    /// Takes the last place.
    pub(super) fn join(&self, core: &Core, key: &Rc<Key>, wanted: &Rc<Carried>) -> Place<'_> {
        let waiter = Rc::new(Waiter {
            task: core.current(),
            key: key.clone(),
            wanted: wanted.clone(),
            is_in_line: Cell::new(true),
            conn: RefCell::default(),
        });
        self.0.borrow_mut().push_back(waiter.clone());
        Place {
            queue: self,
            waiter,
        }
    }

    /// Gives the connection to the first who can use it; back if there is none.
    pub(super) fn give(&self, core: &Core, conn: Conn) -> Option<Conn> {
        let mut waiters = self.0.borrow_mut();
        let fits = |waiter: &Rc<Waiter>| conn.fits(&waiter.key, &waiter.wanted);
        let Some(waiter) = waiters
            .iter()
            .position(fits)
            .and_then(|at| waiters.remove(at))
        else {
            return Some(conn);
        };
        waiter.is_in_line.set(false);
        waiter.conn.replace(Some(conn));
        core.wake(waiter.task);
        None
    }
}

impl Place<'_> {
    /// Waits for a connection.
    pub(super) async fn conn(&self) -> Conn {
        poll_fn(|_| match self.waiter.conn.take() {
            Some(conn) => Poll::Ready(conn),
            None => Poll::Pending,
        })
        .await
    }

    /// The first of those who wait for connections of the same kind; the line moves when it leaves.
    pub(super) fn first(&self) -> First {
        let waiters = self.queue.0.borrow();
        let first = waiters
            .iter()
            .find(|waiter| Rc::ptr_eq(&waiter.key, &self.waiter.key));
        First(first.unwrap_or(&self.waiter).clone())
    }

    /// Leaves. Returns what came in the last moment.
    pub(super) fn leave(&self) -> Option<Conn> {
        if self.waiter.is_in_line.take() {
            self.queue
                .0
                .borrow_mut()
                .retain(|waiter| !Rc::ptr_eq(waiter, &self.waiter));
        }
        self.waiter.conn.take()
    }
}

/// Who was the first of a kind.
pub(super) struct First(Rc<Waiter>);

impl First {
    /// Whether it has not left.
    pub(super) fn is_in_line(&self) -> bool {
        self.0.is_in_line.get()
    }
}
