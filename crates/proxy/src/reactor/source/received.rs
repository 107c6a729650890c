//! Bytes that io_uring has read before anybody asked.

use std::ops::Range;

use crate::reactor::driver::{Arrivals, Arrived};

/// Bytes that io_uring has read.
#[derive(Default)]
pub(super) struct Received {
    memory: Memory,
    start: usize,
    end: usize,
    /// The socket may have more than fitted.
    pub(super) more: bool,
}

/// Where they are.
#[derive(Default)]
enum Memory {
    #[default]
    None,
    /// In a buffer that others wait for.
    Lent(Arrived),
    /// Those that were not read at once.
    Kept(Box<[u8]>),
}

impl Received {
    pub(super) fn new(arrived: Option<Arrived>, length: usize, more: bool) -> Self {
        Self {
            memory: arrived.map_or(Memory::None, Memory::Lent),
            start: 0,
            end: length,
            more,
        }
    }

    /// Whether there are bytes that have not been taken.
    pub(super) const fn has_some(&self) -> bool {
        self.start < self.end
    }

    /// Hands over the buffer that they have come in, and where they are in it.
    pub(super) fn lend(&mut self) -> Option<(Arrived, Range<usize>)> {
        match std::mem::take(&mut self.memory) {
            Memory::Lent(arrived) if self.has_some() => {
                let range = self.start..self.end;
                self.start = self.end;
                Some((arrived, range))
            }
            memory => {
                self.memory = memory;
                None
            }
        }
    }

    /// Copies as much as fits. What has been read whole needs no memory any more.
    pub(super) fn take(&mut self, arrivals: &Arrivals, buffer: &mut [u8]) -> usize {
        let length = (self.end - self.start).min(buffer.len());
        let (start, end) = (self.start, self.start + length);
        match &self.memory {
            Memory::None => {}
            Memory::Lent(arrived) => {
                buffer[..length].copy_from_slice(arrivals.bytes(arrived, start, end));
            }
            Memory::Kept(bytes) => buffer[..length].copy_from_slice(&bytes[start..end]),
        }
        self.start = end;
        if self.start == self.end
            && let Memory::Lent(arrived) = std::mem::take(&mut self.memory)
        {
            arrivals.release(arrived);
        }
        length
    }

    /// Moves what has not been read out of the buffer that it has come in.
    pub(super) fn free_buffer(&mut self, arrivals: &Arrivals) {
        match std::mem::take(&mut self.memory) {
            Memory::Lent(arrived) => {
                let unread = arrivals.bytes(&arrived, self.start, self.end);
                self.end = unread.len();
                self.start = 0;
                self.memory = Memory::Kept(unread.into());
                arrivals.release(arrived);
            }
            kept => self.memory = kept,
        }
    }
}
