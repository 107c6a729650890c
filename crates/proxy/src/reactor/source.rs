//! Sockets and what is known of their readiness.

use std::cell::Cell;
use std::future::poll_fn;
use std::io;
use std::os::fd::{AsFd, AsRawFd, RawFd};
use std::rc::Rc;
use std::task::Poll;

use mio::event::Event;
use mio::unix::SourceFd;
use mio::{Interest, Token};
use slab::Slab;

use super::{Core, TaskId};

#[derive(Default)]
pub(super) struct Sources {
    entries: Slab<Rc<Readiness>>,
}

/// What the kernel has reported, less what has been used up.
#[derive(Debug)]
struct Readiness {
    readable: Cell<bool>,
    writable: Cell<bool>,
    /// The peer has sent its end. No further event will come, so reading has to go on to it.
    ended: Cell<bool>,
    owner: Cell<TaskId>,
}

/// A socket's registration with a reactor; ends when dropped.
///
/// Room to write is asked for only by who waits for it. Otherwise each read of the peer of a unix
/// socket would be an event, and wake a worker for nothing.
pub(crate) struct Registered {
    token: Token,
    fd: RawFd,
    readiness: Rc<Readiness>,
    core: Core,
}

impl Sources {
    /// Notes an event. Returns the task that it concerns. An event for a socket that is gone may
    /// reach the one that has its place: it then finds nothing, as after any event.
    pub(super) fn note(&self, event: &Event) -> TaskId {
        let Some(readiness) = self.entries.get(event.token().0) else {
            return TaskId::NONE;
        };
        if event.is_readable() || event.is_read_closed() || event.is_error() {
            readiness.readable.set(true);
        }
        if event.is_read_closed() || event.is_error() {
            readiness.ended.set(true);
        }
        if event.is_writable() || event.is_write_closed() || event.is_error() {
            readiness.writable.set(true);
        }
        readiness.owner.get()
    }
}

impl Core {
    /// Polls a socket for the task that runs, for as long as the registration and the socket live.
    pub(crate) fn register(&self, socket: &impl AsFd) -> io::Result<Registered> {
        let readiness = Rc::new(Readiness {
            readable: Cell::new(false),
            writable: Cell::new(true),
            ended: Cell::new(false),
            owner: Cell::new(self.current()),
        });
        let key = self.0.sources.borrow_mut().entries.insert(readiness.clone());
        let registered = Registered {
            token: Token(key),
            fd: socket.as_fd().as_raw_fd(),
            readiness,
            core: self.clone(),
        };
        let mut source = SourceFd(&registered.fd);
        let registry = &self.0.registry;
        registry.register(&mut source, registered.token, Interest::READABLE)?;
        Ok(registered)
    }
}

impl Registered {
    /// The reactor.
    pub(crate) fn core(&self) -> &Core {
        &self.core
    }

    /// From now on events are the business of the task that runs.
    pub(crate) fn adopt(&self) {
        self.readiness.owner.set(self.core.current());
    }

    /// From now on events are nobody's business; they are still noted.
    pub(crate) fn disown(&self) {
        self.readiness.owner.set(TaskId::NONE);
    }

    /// Whether there may be something to read.
    pub(crate) fn is_readable(&self) -> bool {
        self.readiness.readable.get()
    }

    /// Whether the peer has sent its end (which may stand behind data).
    pub(crate) fn has_ended(&self) -> bool {
        self.readiness.ended.get()
    }

    /// Whether there may be room to write.
    pub(crate) fn is_writable(&self) -> bool {
        self.readiness.writable.get()
    }

    /// Waits until there may be something to read.
    pub(crate) async fn readable(&self) {
        poll_fn(|_| ready(self.is_readable())).await;
    }

    /// Waits until the peer has sent its end.
    pub(crate) async fn ended(&self) {
        poll_fn(|_| ready(self.has_ended())).await;
    }

    /// Waits until there may be room to write.
    pub(crate) async fn writable(&self) -> io::Result<()> {
        if self.is_writable() {
            return Ok(());
        }
        self.ask_for(Interest::READABLE | Interest::WRITABLE)?;
        poll_fn(|_| ready(self.is_writable())).await;
        self.ask_for(Interest::READABLE)
    }

    fn ask_for(&self, interest: Interest) -> io::Result<()> {
        let registry = &self.core.0.registry;
        registry.reregister(&mut SourceFd(&self.fd), self.token, interest)
    }

    /// Reading has emptied the socket.
    pub(crate) fn clear_readable(&self) {
        self.readiness.readable.set(self.readiness.ended.get());
    }

    /// Writing has filled the socket.
    pub(crate) fn clear_writable(&self) {
        self.readiness.writable.set(false);
    }
}

fn ready(is_ready: bool) -> Poll<()> {
    if is_ready { Poll::Ready(()) } else { Poll::Pending }
}

impl Drop for Registered {
    fn drop(&mut self) {
        // Closing the socket takes it out of the poll.
        self.core.0.sources.borrow_mut().entries.try_remove(self.token.0);
    }
}

impl std::fmt::Debug for Registered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Registered").field(&self.token).finish()
    }
}
