//! What comes at once.

use std::ops::Deref;

use super::{Buffer, Buffers};
use crate::reactor::Lent;

/// Bytes of a stream; none are its end.
#[derive(Debug)]
pub(crate) enum Chunk {
    /// Where the kernel has put them. Whoever has it drops it before waiting for anything.
    Lent(Lent),
    /// In a buffer, up to there.
    Read(Buffer, usize),
}

impl Chunk {
    /// The same, to be kept for as long as one likes.
    pub(crate) fn kept(self, buffers: &Buffers) -> Self {
        match self {
            Self::Lent(lent) => {
                let mut buffer = buffers.take();
                buffer[..lent.len()].copy_from_slice(&lent);
                Self::Read(buffer, lent.len())
            }
            read => read,
        }
    }
}

impl Deref for Chunk {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Self::Lent(lent) => lent,
            Self::Read(buffer, length) => &buffer[..*length],
        }
    }
}
