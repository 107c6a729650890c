//! A door through which only some pass at a time, in the order in which they came.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::Poll;

use crate::reactor::{Core, TaskId};

/// The door.
#[derive(Debug)]
pub(super) struct Gate {
    core: Core,
    free: Cell<usize>,
    queue: RefCell<VecDeque<Rc<Ticket>>>,
}

#[derive(Debug)]
struct Ticket {
    task: TaskId,
    has_passed: Cell<bool>,
}

/// Somebody who has passed; the next may when it is dropped.
#[derive(Debug)]
pub(super) struct Pass<'a>(&'a Gate);

impl Gate {
    pub(super) fn new(core: Core, places: usize) -> Self {
        Self {
            core,
            free: Cell::new(places),
            queue: RefCell::default(),
        }
    }

    /// Waits for a place.
    pub(super) async fn enter(&self) -> Pass<'_> {
        let free = self.free.get();
        // Those who wait have a right to the places that get free.
        if free > 0 {
            self.free.set(free - 1);
            return Pass(self);
        }
        let ticket = Rc::new(Ticket {
            task: self.core.current(),
            has_passed: Cell::new(false),
        });
        self.queue.borrow_mut().push_back(ticket.clone());
        let mut waiting = Queued {
            gate: self,
            ticket: Some(ticket),
        };
        poll_fn(|_| waiting.poll()).await
    }

    fn leave(&self) {
        match self.queue.borrow_mut().pop_front() {
            Some(next) => {
                next.has_passed.set(true);
                self.core.wake(next.task);
            }
            None => self.free.set(self.free.get() + 1),
        }
    }
}

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        self.0.leave();
    }
}

/// A place in the queue, until it is used or given up.
struct Queued<'a> {
    gate: &'a Gate,
    ticket: Option<Rc<Ticket>>,
}

impl<'a> Queued<'a> {
    fn poll(&mut self) -> Poll<Pass<'a>> {
        match self.ticket.take_if(|ticket| ticket.has_passed.get()) {
            Some(_) => Poll::Ready(Pass(self.gate)),
            None => Poll::Pending,
        }
    }
}

impl Drop for Queued<'_> {
    fn drop(&mut self) {
        let Some(ticket) = self.ticket.take() else {
            return;
        };
        if ticket.has_passed.get() {
            // It was this one's turn just when it gave up.
            self.gate.leave();
        } else {
            self.gate
                .queue
                .borrow_mut()
                .retain(|queued| !Rc::ptr_eq(queued, &ticket));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::reactor::{Io, Reactor, timeout};

    #[test]
    fn places_go_in_order_and_none_is_lost_with_those_who_give_up() {
        let (reactor, _remote) = Reactor::<()>::new(Io::Epoll).unwrap();
        let core = reactor.core();
        let gate = Rc::new(Gate::new(core.clone(), 1));
        let order = Rc::new(RefCell::new(Vec::new()));
        for number in 0..6_u64 {
            let (core, gate, order) = (core.clone(), gate.clone(), order.clone());
            core.clone().spawn(async move {
                // The third is not patient enough.
                let patience = if number == 2 { 1 } else { 10_000 };
                let entered = timeout(&core, Duration::from_millis(patience), gate.enter()).await;
                if let Ok(_pass) = entered {
                    order.borrow_mut().push(number);
                    core.sleep(Duration::from_millis(5)).await;
                }
            });
        }
        let (ending, last) = (core.clone(), gate.clone());
        core.spawn(async move {
            let _pass = last.enter().await;
            ending.stop();
        });
        reactor.run(|()| ()).unwrap();
        assert_eq!(*order.borrow(), [0, 1, 3, 4, 5]);
        assert_eq!((gate.free.get(), gate.queue.borrow().len()), (1, 0));
    }
}
