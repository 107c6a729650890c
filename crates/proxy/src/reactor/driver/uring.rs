//! io_uring: requests and answers in memory that is shared with the kernel.
//!
//! This module and [`super::arrivals`] are the only ones with unsafe code. What has to hold for it:
//!
//! - The memory that a request names stays where it is until the answer: it is owned by an [`Op`] in
//!   `ops`, on the heap, and given up only when the answer has come, or with the ring.
//! - What is tried to be sent ([`Op::Try`]) is done when the kernel has taken the request, and is
//!   answered there and then unless everything was sent: `MSG_DONTWAIT` lets the kernel keep nothing
//!   for later. Only if answers had no place is it unknown, until they have.
//! - The file that a request names is the one meant: requests are handed to the kernel before a
//!   source is dropped ([`Uring::forget`]), and so before its file number can be used again.
#![allow(unsafe_code)]

mod sending;

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::io;
use std::os::fd::{AsRawFd, RawFd};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use io_uring::types::{CancelBuilder, Fd, SubmitArgs, Timespec};
use io_uring::{EnterFlags, IoUring, cqueue, opcode, squeue};
use nix::sys::eventfd::{EfdFlags, EventFd};
use slab::Slab;

use super::Bell;
use super::arrivals::{Arrivals, Arrived, GROUP};
use super::courtesy::Courtesy;
use super::op::Op;
use crate::reactor::source::{Readiness, Shared};

/// Requests that fit into the ring; more wait for the next turn.
const ENTRIES: u32 = 1024;
/// How often others are let run before the thread goes to sleep.
const YIELDS: usize = 2;

/// One thread's ring.
pub(in crate::reactor) struct Uring {
    ring: RefCell<IoUring>,
    arrivals: Arrivals,
    ops: RefCell<Slab<Op>>,
    /// Requests that are made next.
    backlog: RefCell<VecDeque<squeue::Entry>>,
    /// Those to receive, which are made after them: nobody waits for these, while a peer waits for what is sent.
    receives: RefCell<VecDeque<squeue::Entry>>,
    /// How many requests there have been.
    requests: Cell<u64>,
    /// Answers that have not been looked at.
    answers: RefCell<VecDeque<cqueue::Entry>>,
    /// What is tried to be sent and may have been: its number and its place in `ops`.
    tried: RefCell<VecDeque<(u64, usize)>>,
    /// Somebody waits for one of those.
    hurry: Cell<bool>,
    /// Sockets that may hold a buffer.
    holders: RefCell<Vec<Rc<Readiness>>>,
    /// Buffers for sending.
    free: RefCell<Vec<Vec<u8>>>,
    event: Arc<EventFd>,
    courtesy: Courtesy,
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
            arrivals: Arrivals::new(&ring.submitter())?,
            ring: RefCell::new(ring),
            ops: RefCell::default(),
            backlog: RefCell::default(),
            receives: RefCell::default(),
            requests: Cell::new(0),
            answers: RefCell::default(),
            tried: RefCell::default(),
            hurry: Cell::new(false),
            holders: RefCell::default(),
            free: RefCell::default(),
            event: Arc::new(event),
            courtesy: Courtesy::default(),
        };
        uring.listen_for_bell();
        let bell = Bell::Event(uring.event.clone());
        Ok((uring, bell))
    }

    /// Asks for what comes next on a socket.
    pub(in crate::reactor) fn receive(&self, fd: RawFd, source: &Rc<Readiness>) {
        let op = Op::Receive {
            source: source.clone(),
        };
        let entry = opcode::Recv::new(Fd(fd), std::ptr::null_mut(), 0)
            .buf_group(GROUP)
            .build()
            .flags(squeue::Flags::BUFFER_SELECT);
        let key = self.insert(op);
        let entry = entry.user_data(key as u64);
        self.receives.borrow_mut().push_back(entry);
        source.is_receiving(key);
    }

    /// The buffers that are received into.
    pub(in crate::reactor) const fn arrivals(&self) -> &Arrivals {
        &self.arrivals
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
                .enter::<()>(0, 0, EnterFlags::GETEVENTS.bits(), None)
        };
        if let Some(key) = sending {
            self.send_rest_of(key, discard);
        }
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
        self.free_buffers();
        self.fill();
        let time = limit.map(Timespec::from);
        let args = match &time {
            Some(time) => SubmitArgs::new().timespec(time),
            None => SubmitArgs::new(),
        };
        let may_wait =
            self.held_back() == 0 && self.answers.borrow().is_empty() && !self.hurry.take();
        if may_wait {
            self.linger(&args)?;
        }
        let may_sleep = may_wait && self.ring.borrow_mut().completion().is_empty();
        self.enter(u32::from(may_sleep), &args)?;
        self.take_answers();
        let mut is_rung = false;
        loop {
            let answer = self.answers.borrow_mut().pop_front();
            let Some(answer) = answer else {
                break;
            };
            let op = self
                .ops
                .borrow_mut()
                .try_remove(answer.user_data() as usize);
            if let Some(op) = op {
                is_rung |= self.answered(op, &answer, woken);
            }
        }
        self.settle(woken);
        Ok(is_rung)
    }

    /// Hands over what is in the ring, and lets others run who may make answers of it.
    fn linger(&self, args: &SubmitArgs<'_, '_>) -> io::Result<()> {
        for _ in 0..YIELDS {
            if !self.courtesy.is_due() {
                break;
            }
            self.enter(0, args)?;
            if !self.ring.borrow_mut().completion().is_empty() {
                break;
            }
            self.courtesy.let_others_run();
        }
        Ok(())
    }

    /// Hands over what is in the ring and waits for answers.
    fn enter(&self, wanted: u32, args: &SubmitArgs<'_, '_>) -> io::Result<()> {
        let mut ring = self.ring.borrow_mut();
        let mut flags = EnterFlags::EXT_ARG | EnterFlags::GETEVENTS;
        if ring.params().is_feature_no_iowait() {
            // Who has nothing to do is not waiting for a disk.
            flags |= EnterFlags::NO_IOWAIT;
        }
        // There is room for far fewer than 2^32.
        let queued = ring.submission().len() as u32;
        // SAFETY: `args`, and the time in it, are there until the call returns; flags say what they are.
        let entered = unsafe {
            ring.submitter()
                .enter(queued, wanted, flags.bits(), Some(args))
        };
        match entered {
            Err(error) if !is_no_event(&error) => Err(error),
            _ => Ok(()),
        }
    }

    fn take_answers(&self) {
        let mut ring = self.ring.borrow_mut();
        self.answers.borrow_mut().extend(ring.completion());
    }

    /// Notes an answer. Returns whether it is the bell.
    fn answered(&self, op: Op, answer: &cqueue::Entry, woken: &mut dyn FnMut(&Shared)) -> bool {
        let result = answer.result();
        match op {
            Op::Receive { source } => {
                let arrived = cqueue::buffer_select(answer.flags()).map(Arrived::new);
                if source.received(arrived, result) {
                    self.arrivals.add_one();
                }
                self.holders.borrow_mut().push(source.clone());
                woken(&source);
            }
            Op::Try {
                source, fd, bytes, ..
            } => {
                if self.has_failed(fd, &source, bytes, result) {
                    woken(&source);
                }
            }
            Op::Send {
                source,
                bytes,
                length,
            } => {
                source.sent(result, length);
                self.keep(bytes);
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

    /// Frees the buffers of those that have not read them in their turn.
    fn free_buffers(&self) {
        for source in self.holders.borrow_mut().drain(..) {
            source.free_buffer(&self.arrivals);
        }
    }

    fn listen_for_bell(&self) {
        let mut count = Box::new([0; 8]);
        let at = count.as_mut_ptr();
        let entry = opcode::Read::new(Fd(self.event.as_raw_fd()), at, 8).build();
        self.push(Op::Bell { _count: count }, entry);
    }

    fn push(&self, op: Op, entry: squeue::Entry) -> usize {
        let key = self.insert(op);
        self.backlog
            .borrow_mut()
            .push_back(entry.user_data(key as u64));
        key
    }

    fn insert(&self, op: Op) -> usize {
        self.requests.set(self.requests.get() + 1);
        self.ops.borrow_mut().insert(op)
    }

    /// Moves requests into the ring as far as they fit.
    fn fill(&self) {
        let mut ring = self.ring.borrow_mut();
        let mut queue = ring.submission();
        for backlog in [&self.backlog, &self.receives] {
            let mut backlog = backlog.borrow_mut();
            while let Some(entry) = backlog.front() {
                // SAFETY: the memory that the entry names is owned by its op, and its file is open.
                if unsafe { queue.push(entry) }.is_err() {
                    return;
                }
                backlog.pop_front();
            }
        }
    }

    /// Requests that are not in the ring yet.
    fn held_back(&self) -> usize {
        self.backlog.borrow().len() + self.receives.borrow().len()
    }
}

/// A wait that was over before anything happened.
fn is_no_event(error: &io::Error) -> bool {
    use nix::libc::{EBUSY, EINTR, ETIME};
    matches!(error.raw_os_error(), Some(ETIME | EINTR | EBUSY))
}
