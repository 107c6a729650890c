//! The two ways to the kernel: io_uring where it may be used, epoll everywhere.
//!
//! Both know the same few things of a socket: whether there may be something to read, whether there
//! may be room to write. With epoll a task then reads and writes itself; with io_uring the kernel has
//! read already, and writes what it is given when the worker next turns to it, so that one system
//! call does the work of many. Containers often forbid io_uring, so epoll is no makeshift.

mod arrivals;
mod courtesy;
mod epoll;
mod op;
mod uring;

use std::io;
use std::sync::Arc;
use std::time::Duration;

use nix::sys::eventfd::EventFd;

use super::source::{Shared, Sources};
pub(super) use arrivals::{Arrivals, Arrived, SIZE};

use epoll::Epoll;
pub(super) use uring::Uring;

/// How a worker speaks to the kernel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Io {
    /// io_uring if the kernel lets us, else epoll.
    #[default]
    Auto,
    /// epoll.
    Epoll,
}

/// One of the two.
pub(super) enum Driver {
    Epoll(Box<Epoll>),
    Uring(Box<Uring>),
}

/// What wakes a reactor from other threads.
#[derive(Debug, Clone)]
pub(super) enum Bell {
    Mio(Arc<mio::Waker>),
    Event(Arc<EventFd>),
}

impl Bell {
    pub(super) fn ring(&self) -> io::Result<()> {
        match self {
            Self::Mio(waker) => waker.wake(),
            Self::Event(event) => event.write(1).map(drop).map_err(io::Error::from),
        }
    }
}

impl Driver {
    /// The way, and the bell that ends its waits.
    pub(super) fn new(io: Io) -> io::Result<(Self, Bell)> {
        if io == Io::Auto {
            match Uring::new() {
                Ok((uring, bell)) => return Ok((Self::Uring(Box::new(uring)), bell)),
                Err(error) => tracing::debug!(%error, "no io_uring here"),
            }
        }
        let (epoll, bell) = Epoll::new()?;
        Ok((Self::Epoll(Box::new(epoll)), bell))
    }

    /// Waits for events that long (`None` is for ever) and notes them with their sources. Returns
    /// whether the bell was rung.
    pub(super) fn wait(
        &self,
        sources: &Sources,
        limit: Option<Duration>,
        woken: &mut dyn FnMut(&Shared),
    ) -> io::Result<bool> {
        match self {
            Self::Epoll(epoll) => epoll.wait(sources, limit, woken),
            Self::Uring(uring) => uring.wait(limit, woken),
        }
    }
}
