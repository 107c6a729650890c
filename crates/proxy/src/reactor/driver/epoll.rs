//! epoll, edge-triggered.

use std::cell::RefCell;
use std::io;
use std::os::fd::RawFd;
use std::sync::Arc;
use std::time::Duration;

use mio::unix::SourceFd;
use mio::{Events, Interest, Poll, Token};

use super::Bell;
use crate::reactor::source::{Shared, Sources};

/// Events taken from the kernel at a time.
const EVENTS: usize = 256;
/// The token of the bell.
const BELL: Token = Token(usize::MAX);

/// One thread's poll.
pub(in crate::reactor) struct Epoll {
    poll: RefCell<Poll>,
    registry: mio::Registry,
    events: RefCell<Events>,
}

impl Epoll {
    pub(super) fn new() -> io::Result<(Self, Bell)> {
        let poll = Poll::new()?;
        let registry = poll.registry().try_clone()?;
        let bell = Bell::Mio(Arc::new(mio::Waker::new(&registry, BELL)?));
        let epoll = Self {
            poll: RefCell::new(poll),
            registry,
            events: RefCell::new(Events::with_capacity(EVENTS)),
        };
        Ok((epoll, bell))
    }

    /// Reports what there is to read. Room to write is reported only on demand: each read of the
    /// peer of a unix socket would be an event otherwise.
    pub(in crate::reactor) fn register(&self, fd: RawFd, key: usize) -> io::Result<()> {
        let mut source = SourceFd(&fd);
        self.registry
            .register(&mut source, Token(key), Interest::READABLE)
    }

    /// Reports room to write, or no more.
    pub(in crate::reactor) fn ask_for_room(
        &self,
        fd: RawFd,
        key: usize,
        wanted: bool,
    ) -> io::Result<()> {
        let interest = match wanted {
            true => Interest::READABLE | Interest::WRITABLE,
            false => Interest::READABLE,
        };
        self.registry
            .reregister(&mut SourceFd(&fd), Token(key), interest)
    }

    pub(super) fn wait(
        &self,
        sources: &Sources,
        limit: Option<Duration>,
        woken: &mut dyn FnMut(&Shared),
    ) -> io::Result<bool> {
        let mut events = self.events.borrow_mut();
        match self.poll.borrow_mut().poll(&mut events, limit) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::Interrupted => return Ok(false),
            Err(error) => return Err(error),
        }
        let mut is_rung = false;
        for event in &*events {
            if event.token() == BELL {
                is_rung = true;
                continue;
            }
            // An event for a socket that is gone may reach the one that has its place: it then
            // finds nothing, as after any event.
            let Some(source) = sources.get(event.token().0) else {
                continue;
            };
            let is_over = event.is_read_closed() || event.is_error();
            source.note(
                event.is_readable() || is_over,
                event.is_writable() || event.is_write_closed() || event.is_error(),
                is_over,
            );
            woken(source);
        }
        Ok(is_rung)
    }
}
