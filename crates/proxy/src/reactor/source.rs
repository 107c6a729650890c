//! Sockets and what is known of them.

mod lent;
mod received;

use std::cell::{Cell, RefCell};
use std::io::{self, ErrorKind, Read, Write};
use std::os::fd::{AsFd, AsRawFd, RawFd};
use std::rc::Rc;

use nix::sys::socket::{MsgFlags, recv};
use slab::Slab;

use super::driver::{Arrivals, Arrived, Driver, SIZE, Uring};
use super::{Core, TaskId, until};
pub(crate) use lent::Lent;
use received::Received;

/// The sockets of a reactor.
#[derive(Default)]
pub(super) struct Sources {
    entries: Slab<Shared>,
}

/// A socket's state, which the reactor writes and its stream reads.
pub(super) type Shared = Rc<Readiness>;

/// What the kernel has reported, less what has been used up.
#[derive(Default)]
pub(super) struct Readiness {
    readable: Cell<bool>,
    writable: Cell<bool>,
    /// The peer has sent its end. No further event will come, so reading has to go on to it.
    ended: Cell<bool>,
    owner: Cell<TaskId>,
    /// With io_uring: what it has read.
    received: RefCell<Received>,
    /// The numbers of the requests that it works on.
    receiving: Cell<Option<usize>>,
    sending: Cell<Option<usize>>,
    /// Its task waits for what is being sent.
    awaits_sent: Cell<bool>,
    /// Why the connection is broken.
    error: Cell<Option<i32>>,
}

/// A socket's registration with a reactor; ends when dropped.
pub(crate) struct Registered {
    key: usize,
    fd: RawFd,
    readiness: Shared,
    core: Core,
    discard: Cell<bool>,
}

impl Sources {
    pub(super) fn get(&self, key: usize) -> Option<&Shared> {
        self.entries.get(key)
    }
}

impl Readiness {
    /// Notes what the kernel reports.
    pub(super) fn note(&self, readable: bool, writable: bool, ended: bool) {
        self.readable.set(self.readable.get() || readable);
        self.writable.set(self.writable.get() || writable);
        self.ended.set(self.ended.get() || ended);
    }

    /// The task whose business it is.
    pub(super) fn owner(&self) -> TaskId {
        self.owner.get()
    }

    /// The kernel works on a read, or on a write.
    pub(super) fn is_receiving(&self, number: usize) {
        self.receiving.set(Some(number));
    }

    /// See [`Self::is_receiving`].
    pub(super) fn is_sending(&self, number: usize) {
        self.sending.set(Some(number));
    }

    /// What the kernel works on.
    pub(super) fn pending(&self) -> (Option<usize>, Option<usize>) {
        (self.receiving.get(), self.sending.get())
    }

    /// The kernel has read: `result` bytes, or an error. Returns whether it had no buffer.
    pub(super) fn received(&self, arrived: Option<Arrived>, result: i32) -> bool {
        self.receiving.set(None);
        let is_out_of_buffers = result == -nix::libc::ENOBUFS;
        let length = usize::try_from(result).unwrap_or(0).min(SIZE);
        let more = length == SIZE || is_out_of_buffers;
        *self.received.borrow_mut() = Received::new(arrived, length, more);
        if result < 0 && !is_out_of_buffers {
            self.error.set(Some(-result));
        }
        self.note(true, false, result <= 0 && !is_out_of_buffers);
        is_out_of_buffers
    }

    /// Moves what has not been read out of the buffer that it has come in.
    pub(super) fn free_buffer(&self, arrivals: &Arrivals) {
        self.received.borrow_mut().free_buffer(arrivals);
    }

    /// The kernel has sent. Returns whether the task waits for it.
    pub(super) fn sent(&self, result: i32, wanted: usize) -> bool {
        self.sending.set(None);
        if result < 0 {
            self.error.set(Some(-result));
        } else if usize::try_from(result).is_ok_and(|sent| sent < wanted) {
            self.error.set(Some(nix::libc::EPIPE));
        }
        let is_broken = self.error.get().is_some();
        self.note(is_broken, true, is_broken);
        self.awaits_sent.take() || is_broken
    }
}

impl Core {
    /// Registers a socket for the task that runs, for as long as the registration and the socket
    /// live.
    pub(crate) fn register(&self, socket: &impl AsFd) -> io::Result<Registered> {
        let readiness = Rc::new(Readiness::default());
        readiness.writable.set(true);
        readiness.owner.set(self.current());
        let fd = socket.as_fd().as_raw_fd();
        let key = self
            .0
            .sources
            .borrow_mut()
            .entries
            .insert(readiness.clone());
        let registered = Registered {
            key,
            fd,
            readiness,
            core: self.clone(),
            discard: Cell::new(false),
        };
        if let Driver::Epoll(epoll) = &self.0.driver {
            epoll.register(fd, key)?;
        }
        Ok(registered)
    }
}

impl Registered {
    /// The reactor.
    pub(crate) fn core(&self) -> &Core {
        &self.core
    }

    /// Begins to read. The socket has to be connected.
    pub(crate) fn begin(&self, socket: &impl AsFd) -> io::Result<()> {
        if let Driver::Uring(uring) = &self.core.0.driver {
            // Otherwise the kernel would not wait for what it is asked to read.
            socket2::SockRef::from(socket).set_nonblocking(false)?;
            uring.receive(self.fd, &self.readiness);
        }
        Ok(())
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

    /// Whether something has been read already, so that there is no need to ask the socket. `None`
    /// when only the socket knows.
    pub(crate) fn has_received(&self) -> Option<bool> {
        match &self.core.0.driver {
            Driver::Uring(_) => Some(self.is_readable()),
            Driver::Epoll(_) => None,
        }
    }

    /// Whether there may be room to write.
    pub(crate) fn is_writable(&self) -> bool {
        self.readiness.writable.get()
    }

    /// Waits until there may be something to read.
    pub(crate) async fn readable(&self) {
        until(|| self.is_readable()).await;
    }

    /// Waits until the peer has sent its end.
    pub(crate) async fn ended(&self) {
        until(|| self.has_ended()).await;
    }

    /// Waits until there may be room to write.
    pub(crate) async fn writable(&self) -> io::Result<()> {
        if self.is_writable() {
            return Ok(());
        }
        self.ask_for_room()?;
        until(|| self.is_writable()).await;
        self.ask_no_more()
    }

    /// Has the task woken when there may be room to write. It asks again each time it waits, and says
    /// with [`Self::ask_no_more`] when it does not.
    pub(crate) fn ask_for_room(&self) -> io::Result<()> {
        match &self.core.0.driver {
            Driver::Epoll(epoll) => epoll.ask_for_room(self.fd, self.key, true),
            Driver::Uring(uring) => {
                match self.has_sent() {
                    true => uring.ask_for_room(self.fd, &self.readiness),
                    false => self.await_sent(uring),
                }
                Ok(())
            }
        }
    }

    /// See [`Self::ask_for_room`].
    pub(crate) fn ask_no_more(&self) -> io::Result<()> {
        match &self.core.0.driver {
            Driver::Epoll(epoll) => epoll.ask_for_room(self.fd, self.key, false),
            Driver::Uring(_) => Ok(()),
        }
    }

    /// Whether nothing is on its way from this process to the socket.
    pub(crate) fn has_sent(&self) -> bool {
        self.readiness.sending.get().is_none()
    }

    /// Waits until everything that was written has left.
    pub(crate) async fn sent(&self) {
        if let Driver::Uring(uring) = &self.core.0.driver
            && !self.has_sent()
        {
            self.await_sent(uring);
            until(|| self.has_sent()).await;
        }
    }

    fn await_sent(&self, uring: &Uring) {
        self.readiness.awaits_sent.set(true);
        uring.hurry();
    }

    /// Reading has emptied the socket.
    pub(crate) fn clear_readable(&self) {
        self.readiness.readable.set(self.readiness.ended.get());
    }

    /// Writing has filled the socket.
    pub(crate) fn clear_writable(&self) {
        self.readiness.writable.set(false);
    }

    /// Whether what has not been sent is discarded when this is dropped.
    pub(crate) fn discard_on_drop(&self, discard: bool) {
        self.discard.set(discard);
    }

    /// Reads what is there.
    pub(crate) fn read(
        &self,
        mut socket: impl Read + AsFd,
        buffer: &mut [u8],
    ) -> io::Result<usize> {
        if let Driver::Uring(uring) = &self.core.0.driver {
            return self.read_received(uring, &socket, buffer);
        }
        let result = socket.read(buffer);
        match &result {
            Ok(length) if *length < buffer.len() && *length > 0 => self.clear_readable(),
            Err(error) if error.kind() == ErrorKind::WouldBlock => self.clear_readable(),
            _ => {}
        }
        result
    }

    /// Takes what the kernel has read, and then what the socket has beyond that.
    fn read_received(
        &self,
        uring: &Uring,
        socket: &impl AsFd,
        buffer: &mut [u8],
    ) -> io::Result<usize> {
        let mut received = self.readiness.received.borrow_mut();
        let mut total = received.take(uring.arrivals(), buffer);
        if received.has_some() {
            return Ok(total);
        }
        if received.more && total < buffer.len() {
            let wanted = buffer.len() - total;
            match recv(
                socket.as_fd().as_raw_fd(),
                &mut buffer[total..],
                MsgFlags::MSG_DONTWAIT,
            ) {
                Ok(0) => self.readiness.note(true, false, true),
                Ok(length) => {
                    total += length;
                    received.more = length == wanted;
                }
                Err(nix::errno::Errno::EAGAIN) => received.more = false,
                Err(error) => {
                    self.readiness.error.set(Some(error as i32));
                    self.readiness.note(true, false, true);
                }
            }
        }
        drop(received);
        self.receive_next(uring);
        if total > 0 || buffer.is_empty() {
            return Ok(total);
        }
        match self.readiness.error.get() {
            Some(error) => Err(io::Error::from_raw_os_error(error)),
            None if self.has_ended() => Ok(0),
            None => Err(ErrorKind::WouldBlock.into()),
        }
    }

    /// What the kernel has read, where it is; `None` if it has to be read in the other way.
    pub(crate) fn lend(&self) -> Option<Lent> {
        let Driver::Uring(uring) = &self.core.0.driver else {
            return None;
        };
        let (arrived, range) = self.readiness.received.borrow_mut().lend()?;
        self.receive_next(uring);
        Some(Lent::new(self.core.clone(), arrived, range))
    }

    /// What the kernel had read has been taken: it goes on, unless the socket has more or has ended.
    fn receive_next(&self, uring: &Uring) {
        let is_empty = !self.readiness.received.borrow().more && !self.has_ended();
        if is_empty && self.readiness.receiving.get().is_none() {
            self.clear_readable();
            uring.receive(self.fd, &self.readiness);
        }
    }

    /// Writes what there is room for.
    pub(crate) fn write(&self, mut socket: impl Write, bytes: &[u8]) -> io::Result<usize> {
        let Driver::Uring(uring) = &self.core.0.driver else {
            let result = socket.write(bytes);
            match &result {
                Ok(length) if *length < bytes.len() => self.clear_writable(),
                Err(error) if error.kind() == ErrorKind::WouldBlock => self.clear_writable(),
                _ => {}
            }
            return result;
        };
        if let Some(error) = self.readiness.error.get() {
            return Err(io::Error::from_raw_os_error(error));
        }
        if self.readiness.sending.get().is_some() {
            self.clear_writable();
            return Err(ErrorKind::WouldBlock.into());
        }
        let bytes = &bytes[..bytes.len().min(SENT_AT_ONCE)];
        if !bytes.is_empty() {
            uring.send(self.fd, &self.readiness, bytes);
            self.clear_writable();
        }
        Ok(bytes.len())
    }
}

/// How much io_uring is given to send at a time; it is copied for that.
const SENT_AT_ONCE: usize = 256 * 1024;

impl Drop for Registered {
    fn drop(&mut self) {
        if let Driver::Uring(uring) = &self.core.0.driver {
            uring.forget(&self.readiness, self.discard.get());
        }
        // Closing the socket, which follows, takes it out of epoll.
        self.core
            .0
            .sources
            .borrow_mut()
            .entries
            .try_remove(self.key);
    }
}

impl std::fmt::Debug for Registered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Registered").field(&self.fd).finish()
    }
}
