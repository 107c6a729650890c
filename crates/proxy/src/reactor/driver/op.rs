//! What the kernel has been asked to do, and the memory that it uses for that.

use std::os::fd::RawFd;
use std::rc::Rc;

use crate::reactor::source::Readiness;

/// One request to the kernel that has not been answered. The memory is the kernel's until then.
pub(super) enum Op {
    /// Reads into a buffer of the kernel's choice: [`super::arrivals`].
    Receive { source: Rc<Readiness> },
    /// Sends what the socket has room for at once. It is answered only if that is not all.
    Try {
        source: Rc<Readiness>,
        fd: RawFd,
        bytes: Vec<u8>,
        /// Which of all requests it is.
        number: u64,
    },
    /// Sends, however long it takes; the last so many of the bytes.
    Send {
        source: Rc<Readiness>,
        bytes: Vec<u8>,
        length: usize,
    },
    /// Waits for room to write: a connection attempt has ended.
    Room { source: Rc<Readiness> },
    /// Waits for the bell.
    Bell { _count: Box<[u8; 8]> },
}
