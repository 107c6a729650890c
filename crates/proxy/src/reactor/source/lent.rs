//! Bytes that are read where the kernel has put them.

use std::ops::{Deref, Range};

use crate::reactor::Core;
use crate::reactor::driver::{Arrived, Driver};

/// Bytes in a buffer that others wait for: to be dropped before its task waits for anything.
#[derive(Debug)]
pub(crate) struct Lent {
    core: Core,
    /// There until this is dropped.
    arrived: Option<Arrived>,
    range: Range<usize>,
}

impl Lent {
    pub(super) const fn new(core: Core, arrived: Arrived, range: Range<usize>) -> Self {
        Self {
            core,
            arrived: Some(arrived),
            range,
        }
    }
}

impl Deref for Lent {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match (&self.core.0.driver, &self.arrived) {
            (Driver::Uring(uring), Some(arrived)) => {
                let Range { start, end } = self.range;
                uring.arrivals().bytes(arrived, start, end)
            }
            _ => &[],
        }
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        if let (Driver::Uring(uring), Some(arrived)) = (&self.core.0.driver, self.arrived.take()) {
            uring.arrivals().release(arrived);
        }
    }
}
