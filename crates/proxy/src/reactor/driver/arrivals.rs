//! The memory that io_uring reads into: large buffers shared by the sockets of a worker. The kernel
//! takes one when bytes have come, so that a socket that waits costs none.
//!
//! Nobody keeps a buffer for longer than a turn of the worker (`Uring::wait` sees to that), so few
//! are enough, and few stay in the processor's caches. When they run out, a socket is told that there
//! is something to read, and there are more from then on.
#![allow(unsafe_code)]

use std::alloc::{Layout, alloc_zeroed};
use std::cell::{Cell, UnsafeCell};
use std::io::{self, ErrorKind};
use std::ptr::NonNull;
use std::sync::atomic::{AtomicU16, Ordering};

use io_uring::Submitter;
use io_uring::types::BufRingEntry;

/// What fits into a buffer: more than a server writes of a result at once.
pub(in crate::reactor) const SIZE: usize = 16 * 1024;
/// How many there are at first, and at most (a power of two).
const FEW: u16 = 16;
const COUNT: u16 = 256;
/// What lies between two, so that their beginnings, which are what is used most, do not get into each
/// other's way in the processor's caches.
const GAP: usize = 5 * 64;
/// What the kernel knows them by.
pub(super) const GROUP: u16 = 0;
const PAGE: usize = 4096;

/// A buffer that the kernel has filled. Given back with [`Arrivals::release`].
#[derive(Debug)]
pub(in crate::reactor) struct Arrived(u16);

impl Arrived {
    pub(super) const fn new(number: u16) -> Self {
        Self(number)
    }
}

/// The buffers. Their memory is never freed: the kernel may still be about to use it when a ring is
/// gone, and rings end with the process.
pub(in crate::reactor) struct Arrivals {
    ring: NonNull<BufRingEntry>,
    buffers: NonNull<UnsafeCell<[u8; SIZE + GAP]>>,
    /// How many are in use.
    used: Cell<u16>,
    tail: Cell<u16>,
}

impl Arrivals {
    pub(super) fn new(submitter: &Submitter<'_>) -> io::Result<Self> {
        let ring = pages::<BufRingEntry>(usize::from(COUNT))?;
        let buffers = pages(usize::from(COUNT))?;
        // SAFETY: the memory is as long as the number of entries says and lives for ever.
        unsafe {
            submitter.register_buf_ring_with_flags(ring.as_ptr() as u64, COUNT, GROUP, 0)?;
        }
        let arrivals = Self {
            ring,
            buffers,
            used: Cell::new(0),
            tail: Cell::new(0),
        };
        arrivals.use_up_to(FEW);
        Ok(arrivals)
    }

    /// There was one too few.
    pub(super) fn add_one(&self) {
        self.use_up_to(COUNT.min(self.used.get() + 1));
    }

    fn use_up_to(&self, wanted: u16) {
        for number in self.used.replace(wanted)..wanted {
            self.release(Arrived(number));
        }
    }

    /// What has arrived.
    pub(in crate::reactor) fn bytes(&self, arrived: &Arrived, start: usize, end: usize) -> &[u8] {
        // SAFETY: there is such a buffer, and the kernel does not write to it as long as it is out of
        // its ring.
        let buffer = unsafe { &*(*self.at(arrived.0).as_ptr()).get() };
        &buffer[start..end]
    }

    /// Gives a buffer back to the kernel.
    pub(in crate::reactor) fn release(&self, Arrived(number): Arrived) {
        let tail = self.tail.get();
        self.tail.set(tail.wrapping_add(1));
        let place = usize::from(tail % COUNT);
        // SAFETY: the place is inside of the ring, and the kernel reads it only when the tail says so.
        unsafe {
            let entry = &mut *self.ring.as_ptr().add(place);
            entry.set_addr(self.at(number).as_ptr() as u64);
            entry.set_len(SIZE as u32);
            entry.set_bid(number);
            let tail = BufRingEntry::tail(self.ring.as_ptr()).cast_mut();
            AtomicU16::from_ptr(tail).store(self.tail.get(), Ordering::Release);
        }
    }

    fn at(&self, number: u16) -> NonNull<UnsafeCell<[u8; SIZE + GAP]>> {
        // SAFETY: the kernel names only buffers that it was given.
        unsafe { self.buffers.add(usize::from(number % COUNT)) }
    }
}

/// Memory for so many of them, at the beginning of a page.
fn pages<T>(count: usize) -> io::Result<NonNull<T>> {
    let layout = Layout::array::<T>(count).and_then(|layout| layout.align_to(PAGE));
    let layout = layout.map_err(io::Error::other)?;
    // SAFETY: the size is not zero.
    let memory = unsafe { alloc_zeroed(layout) };
    NonNull::new(memory.cast()).ok_or_else(|| ErrorKind::OutOfMemory.into())
}
