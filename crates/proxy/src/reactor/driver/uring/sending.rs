//! Sending: first as much as there is room for, which is nearly always everything and takes no answer;
//! then the rest, however long that takes.

use std::os::fd::RawFd;
use std::rc::Rc;

use io_uring::types::Fd;
use io_uring::{opcode, squeue};

use super::super::op::Op;
use super::Uring;
use crate::reactor::source::{Readiness, Shared};

/// Buffers for sending that are kept, and up to which size.
const KEPT: usize = 64;
const KEPT_SIZE: usize = 64 * 1024;

/// What is likely to find room in a socket at once.
const SHORT: usize = 32 * 1024;

/// All of it, and no signal if nobody is there to read.
const SENDING: i32 = nix::libc::MSG_WAITALL | nix::libc::MSG_NOSIGNAL;
const AGAIN: i32 = -nix::libc::EAGAIN;

/// As the kernel counts. Callers cut what is longer.
fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

impl Uring {
    /// Sends bytes, all of them unless the connection breaks.
    pub(in crate::reactor) fn send(&self, fd: RawFd, source: &Rc<Readiness>, bytes: &[u8]) {
        let mut owned = self.free.borrow_mut().pop().unwrap_or_default();
        owned.clear();
        owned.extend_from_slice(bytes);
        let length = owned.len();
        if length <= SHORT {
            self.try_to_send(fd, source, owned);
        } else {
            self.send_last(fd, source, owned, length);
        }
    }

    fn try_to_send(&self, fd: RawFd, source: &Rc<Readiness>, bytes: Vec<u8>) {
        let flags = nix::libc::MSG_DONTWAIT | SENDING;
        let entry = opcode::Send::new(Fd(fd), bytes.as_ptr(), count(bytes.len()))
            .flags(flags)
            .build()
            .flags(squeue::Flags::SKIP_SUCCESS);
        let number = self.requests.get();
        let op = Op::Try {
            source: source.clone(),
            fd,
            bytes,
            number,
        };
        let key = self.push(op, entry);
        self.tried.borrow_mut().push_back((number, key));
        source.is_sending(key);
    }

    /// Sends the last so many of the bytes.
    fn send_last(&self, fd: RawFd, source: &Rc<Readiness>, bytes: Vec<u8>, length: usize) {
        let last = &bytes[bytes.len() - length..];
        let entry = opcode::Send::new(Fd(fd), last.as_ptr(), count(length))
            .flags(SENDING)
            .build();
        let op = Op::Send {
            source: source.clone(),
            bytes,
            length,
        };
        source.is_sending(self.push(op, entry));
    }

    /// Somebody waits for room, or until everything has been sent.
    pub(in crate::reactor) fn hurry(&self) {
        self.hurry.set(true);
    }

    /// Sends what was tried to be sent of a socket that is about to be closed and had no room.
    pub(super) fn send_rest_of(&self, key: usize, discard: bool) {
        let is_tried = matches!(self.ops.borrow().get(key), Some(Op::Try { .. }));
        if !is_tried {
            return;
        }
        self.take_answers();
        let mut answers = self.answers.borrow_mut();
        let place = answers
            .iter()
            .position(|answer| answer.user_data() == key as u64);
        let Some(answer) = place.and_then(|place| answers.remove(place)) else {
            return;
        };
        drop(answers);
        let op = self.ops.borrow_mut().try_remove(key);
        if let (Some(op), false) = (op, discard) {
            self.answered(op, &answer, &mut |_| ());
            self.flush();
        }
    }

    /// Everything that was tried to be sent, that the kernel has taken and not answered, is sent.
    pub(super) fn settle(&self, woken: &mut dyn FnMut(&Shared)) {
        let mut ring = self.ring.borrow_mut();
        let submission = ring.submission();
        if submission.cq_overflow() {
            return;
        }
        let left = submission.len() + self.held_back();
        let taken = self.requests.get() - left as u64;
        let mut tried = self.tried.borrow_mut();
        let mut ops = self.ops.borrow_mut();
        while let Some((number, key)) = tried.pop_front_if(|(number, _)| *number < taken) {
            // Its place may be another's already.
            let is_it = |op: &Op| matches!(op, Op::Try { number: own, .. } if *own == number);
            if !ops.get(key).is_some_and(is_it) {
                continue;
            }
            if let Op::Try { source, bytes, .. } = ops.remove(key) {
                if source.sent(count(bytes.len()).cast_signed(), bytes.len()) {
                    woken(&source);
                }
                self.keep(bytes);
            }
        }
    }

    /// Keeps memory for what is sent next.
    pub(super) fn keep(&self, bytes: Vec<u8>) {
        let mut free = self.free.borrow_mut();
        if free.len() < KEPT && bytes.capacity() <= KEPT_SIZE {
            free.push(bytes);
        }
    }

    /// Not everything was sent that was tried. Returns whether there is no going on.
    pub(super) fn has_failed(
        &self,
        fd: RawFd,
        source: &Rc<Readiness>,
        bytes: Vec<u8>,
        result: i32,
    ) -> bool {
        let sent = match result {
            AGAIN => 0,
            _ => usize::try_from(result).unwrap_or(bytes.len()),
        };
        let length = bytes.len() - sent.min(bytes.len());
        if length == 0 {
            return source.sent(result, bytes.len());
        }
        self.send_last(fd, source, bytes, length);
        false
    }
}
