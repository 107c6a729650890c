//! Buffers for bytes on their way, shared by the connections of a worker.
//!
//! A connection holds one only while it has bytes to pass on, so that idle connections, which are
//! most of them, cost no buffer.

use std::cell::RefCell;
use std::ops::{Deref, DerefMut};
use std::rc::Rc;

/// Large enough that big results move in few system calls.
const SIZE: usize = 64 * 1024;
/// Free buffers that are kept for the next use: 4 MiB a worker.
const KEPT: usize = 64;

/// The buffers of a worker that are free.
#[derive(Debug, Clone, Default)]
pub(crate) struct Buffers(Rc<RefCell<Vec<Box<[u8]>>>>);

/// A buffer in use; it goes back when dropped.
#[derive(Debug)]
pub(crate) struct Buffer {
    bytes: Box<[u8]>,
    free: Buffers,
}

impl Buffers {
    /// A buffer with whatever was in it before.
    pub(crate) fn take(&self) -> Buffer {
        let kept = self.0.borrow_mut().pop();
        Buffer {
            bytes: kept.unwrap_or_else(|| vec![0; SIZE].into_boxed_slice()),
            free: self.clone(),
        }
    }
}

impl Deref for Buffer {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes
    }
}

impl DerefMut for Buffer {
    fn deref_mut(&mut self) -> &mut [u8] {
        &mut self.bytes
    }
}

impl Drop for Buffer {
    fn drop(&mut self) {
        let mut free = self.free.0.borrow_mut();
        if free.len() < KEPT {
            free.push(std::mem::take(&mut self.bytes));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buffers_are_reused_and_few_are_kept() {
        let buffers = Buffers::default();
        let first = buffers.take().as_ptr();
        assert_eq!(buffers.take().as_ptr(), first);
        let many: Vec<_> = (0..KEPT + 10).map(|_| buffers.take()).collect();
        drop(many);
        assert_eq!(buffers.0.borrow().len(), KEPT);
    }
}
