//! What the kernel has been asked to do, and the memory that it uses for that.

use std::rc::Rc;

use crate::reactor::source::Readiness;

/// How much is read at a time before it is known that more is there. Each connection holds this
/// much while it waits, so it is small; most commands and answers are smaller still.
pub(in crate::reactor) const FIRST: usize = 2048;

/// The memory of a read.
pub(in crate::reactor) type First = Box<[u8; FIRST]>;

/// One request to the kernel that has not been answered. The memory is the kernel's until then.
pub(super) enum Op {
    Receive {
        source: Rc<Readiness>,
        into: First,
    },
    Send {
        source: Rc<Readiness>,
        bytes: Vec<u8>,
    },
    /// Waits for room to write: a connection attempt has ended.
    Room {
        source: Rc<Readiness>,
    },
    /// Waits for the bell.
    Bell {
        _count: Box<[u8; 8]>,
    },
}
