//! Locking what no panic can leave half changed.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// The value, also after a thread that held it panicked.
pub(crate) fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
