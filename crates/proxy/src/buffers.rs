//! Buffers for bytes on their way, shared by all connections.
//!
//! A connection holds one only while it has bytes to pass on, so that idle connections, which are
//! most of them, cost no buffer.

use std::sync::{Mutex, PoisonError};

/// Large enough that big results move in few system calls.
const BUFFER_SIZE: usize = 64 * 1024;
/// Free buffers that are kept for the next use: 4 MiB.
const KEPT: usize = 64;

/// The buffers that are free.
#[derive(Debug, Default)]
pub(crate) struct BufferPool {
    free: Mutex<Vec<Box<[u8]>>>,
}

/// A buffer in use; it goes back to its pool when dropped.
#[derive(Debug)]
pub(crate) struct Buffer<'a> {
    pub(crate) bytes: Box<[u8]>,
    /// How much of `bytes` the holder has filled.
    pub(crate) filled: usize,
    pool: &'a BufferPool,
}

impl BufferPool {
    /// A buffer with nothing in it.
    pub(crate) fn take(&self) -> Buffer<'_> {
        let free = self
            .free
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        let bytes = free.unwrap_or_else(|| vec![0; BUFFER_SIZE].into_boxed_slice());
        Buffer {
            bytes,
            filled: 0,
            pool: self,
        }
    }
}

impl Buffer<'_> {
    pub(crate) fn filled(&self) -> &[u8] {
        &self.bytes[..self.filled]
    }
}

impl Drop for Buffer<'_> {
    fn drop(&mut self) {
        let mut free = self
            .pool
            .free
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
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
        let pool = BufferPool::default();
        let first = pool.take().bytes.as_ptr();
        assert_eq!(pool.take().bytes.as_ptr(), first);
        let many: Vec<_> = (0..KEPT + 10).map(|_| pool.take()).collect();
        drop(many);
        assert_eq!(pool.free.lock().unwrap().len(), KEPT);
    }
}
