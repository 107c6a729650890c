//! io_uring: requests and answers in memory that is shared with the kernel.
//!
//! This module is the only one with unsafe code. What has to hold for it:
//!
//! - The memory that a request names stays where it is until the answer: it is owned by an [`Op`] in
//!   `ops`, on the heap, and given up only when the answer has come, or with the ring.
//! - The file that a request names is the one meant: requests are handed to the kernel before a
//!   source is dropped ([`Uring::forget`]), and so before its file number can be used again.
#![allow(unsafe_code)]

use std::cell::RefCell;
use std::collections::VecDeque;
use std::io;
use std::os::fd::{AsRawFd, RawFd};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use io_uring::types::{CancelBuilder, Fd, SubmitArgs, Timespec};
use io_uring::{IoUring, opcode, squeue};
use nix::sys::eventfd::{EfdFlags, EventFd};
use slab::Slab;

use super::Bell;
use super::op::{FIRST, First, Op};
use crate::reactor::source::{Readiness, Shared};

/// Requests that fit into the ring; more wait for the next turn.
const ENTRIES: u32 = 1024;
/// `IORING_ENTER_GETEVENTS`.
const GET_EVENTS: u32 = 1;
/// Buffers for sending that are kept, and up to which size.
const KEPT: usize = 64;
const KEPT_SIZE: usize = 64 * 1024;

/// One thread's ring.
pub(in crate::reactor) struct Uring {
    ring: RefCell<IoUring>,
    ops: RefCell<Slab<Op>>,
    /// Requests that did not fit.
    backlog: RefCell<VecDeque<squeue::Entry>>,
    /// Buffers for sending.
    free: RefCell<Vec<Vec<u8>>>,
    event: Arc<EventFd>,
}

impl Drop for Uring {
    fn drop(&mut self) {
        // The kernel may still be about to use it when the ring is gone: at the end of a worker this
        // little memory is given away.
        std::mem::forget(self.ops.take());
    }
}

impl Uring {
    pub(super) fn new() -> io::Result<(Self, Bell)> {
        let ring = IoUring::builder()
            .setup_single_issuer()
            .setup_coop_taskrun()
            .setup_defer_taskrun()
            .build(ENTRIES)?;
        let event = EventFd::from_flags(EfdFlags::EFD_CLOEXEC | EfdFlags::EFD_NONBLOCK)?;
        let uring = Self {
            ring: RefCell::new(ring),
            ops: RefCell::default(),
            backlog: RefCell::default(),
            free: RefCell::default(),
            event: Arc::new(event),
        };
        uring.listen_for_bell();
        let bell = Bell::Event(uring.event.clone());
        Ok((uring, bell))
    }

    /// Asks for what comes next on a socket.
    pub(in crate::reactor) fn receive(&self, fd: RawFd, source: &Rc<Readiness>, mut into: First) {
        let at = into.as_mut_ptr();
        let op = Op::Receive {
            source: source.clone(),
            into,
        };
        let entry = opcode::Recv::new(Fd(fd), at, FIRST as u32).build();
        source.is_receiving(self.push(op, entry));
    }

    /// Sends bytes, all of them unless the connection breaks.
    pub(in crate::reactor) fn send(&self, fd: RawFd, source: &Rc<Readiness>, bytes: &[u8]) {
        let mut owned = self.free.borrow_mut().pop().unwrap_or_default();
        owned.clear();
        owned.extend_from_slice(bytes);
        // What is longer than the kernel can count is cut by the caller.
        let (at, length) = (
            owned.as_ptr(),
            u32::try_from(owned.len()).unwrap_or(u32::MAX),
        );
        let op = Op::Send {
            source: source.clone(),
            bytes: owned,
        };
        let flags = nix::libc::MSG_WAITALL | nix::libc::MSG_NOSIGNAL;
        let entry = opcode::Send::new(Fd(fd), at, length).flags(flags).build();
        source.is_sending(self.push(op, entry));
    }

    /// Reports room to write, once.
    pub(in crate::reactor) fn ask_for_room(&self, fd: RawFd, source: &Rc<Readiness>) {
        let op = Op::Room {
            source: source.clone(),
        };
        let entry = opcode::PollAdd::new(Fd(fd), nix::libc::POLLOUT as u32).build();
        self.push(op, entry);
    }

    /// A socket is about to be closed: the kernel reads nothing more of it, and what is being sent is
    /// discarded or not.
    pub(in crate::reactor) fn forget(&self, source: &Readiness, discard: bool) {
        self.flush();
        let (receiving, sending) = source.pending();
        for number in receiving.into_iter().chain(sending.filter(|_| discard)) {
            let request = CancelBuilder::user_data(number as u64);
            // What has been answered meanwhile cannot be cancelled, and need not be.
            let _ = self
                .ring
                .borrow()
                .submitter()
                .register_sync_cancel(None, request);
        }
        // Only when their answers have been made up are the requests done with the socket. Those are
        // taken with the next turn's.
        // SAFETY: without an argument there is no memory to be read.
        let _ = unsafe {
            self.ring
                .borrow()
                .submitter()
                .enter::<()>(0, 0, GET_EVENTS, None)
        };
    }

    /// Hands the kernel what has been asked for since the last turn.
    fn flush(&self) {
        loop {
            self.fill();
            let is_empty = self.ring.borrow_mut().submission().is_empty();
            // What cannot be handed over now (the kernel is short of memory) is handed over later.
            if is_empty || self.ring.borrow().submit().is_err() {
                return;
            }
        }
    }

    pub(super) fn wait(
        &self,
        limit: Option<Duration>,
        woken: &mut dyn FnMut(&Shared),
    ) -> io::Result<bool> {
        self.fill();
        let time = limit.map(Timespec::from);
        let args = match &time {
            Some(time) => SubmitArgs::new().timespec(time),
            None => SubmitArgs::new(),
        };
        let wanted = if self.backlog.borrow().is_empty() {
            1
        } else {
            0
        };
        match self
            .ring
            .borrow()
            .submitter()
            .submit_with_args(wanted, &args)
        {
            Ok(_) => {}
            Err(error) if is_no_event(&error) => {}
            Err(error) => return Err(error),
        }
        let mut is_rung = false;
        loop {
            let answer = self.ring.borrow_mut().completion().next();
            let Some(answer) = answer else {
                return Ok(is_rung);
            };
            let Some(op) = self
                .ops
                .borrow_mut()
                .try_remove(answer.user_data() as usize)
            else {
                continue;
            };
            is_rung |= self.answered(op, answer.result(), woken);
        }
    }

    /// Notes an answer. Returns whether it is the bell.
    fn answered(&self, op: Op, result: i32, woken: &mut dyn FnMut(&Shared)) -> bool {
        match op {
            Op::Receive { source, into } => {
                source.received(into, result);
                woken(&source);
            }
            Op::Send { source, bytes } => {
                source.sent(result, bytes.len());
                let mut free = self.free.borrow_mut();
                if free.len() < KEPT && bytes.capacity() <= KEPT_SIZE {
                    free.push(bytes);
                }
                woken(&source);
            }
            Op::Room { source } => {
                source.note(false, true, false);
                woken(&source);
            }
            Op::Bell { .. } => {
                self.listen_for_bell();
                return true;
            }
        }
        false
    }

    fn listen_for_bell(&self) {
        let mut count = Box::new([0; 8]);
        let at = count.as_mut_ptr();
        let entry = opcode::Read::new(Fd(self.event.as_raw_fd()), at, 8).build();
        self.push(Op::Bell { _count: count }, entry);
    }

    fn push(&self, op: Op, entry: squeue::Entry) -> usize {
        let key = self.ops.borrow_mut().insert(op);
        self.backlog
            .borrow_mut()
            .push_back(entry.user_data(key as u64));
        self.fill();
        key
    }

    /// Moves requests into the ring as far as they fit.
    fn fill(&self) {
        let mut backlog = self.backlog.borrow_mut();
        let mut ring = self.ring.borrow_mut();
        let mut queue = ring.submission();
        while let Some(entry) = backlog.front() {
            // SAFETY: the memory that the entry names is owned by its op, and its file is open.
            if unsafe { queue.push(entry) }.is_err() {
                return;
            }
            backlog.pop_front();
        }
    }
}

/// A wait that was over before anything happened.
fn is_no_event(error: &io::Error) -> bool {
    use nix::libc::{EBUSY, EINTR, ETIME};
    matches!(error.raw_os_error(), Some(ETIME | EINTR | EBUSY))
}
