//! Counts of what the process does now.

use tokio::sync::{Semaphore, SemaphorePermit};

/// The client connections that are open, never more than a limit.
#[derive(Debug)]
pub(crate) struct Connections {
    places: Semaphore,
    limit: usize,
}

/// One open connection; its place is free again when this is dropped.
pub(crate) type Place<'a> = SemaphorePermit<'a>;

impl Connections {
    pub(crate) fn new(limit: usize) -> Self {
        let limit = limit.min(Semaphore::MAX_PERMITS);
        Self {
            places: Semaphore::new(limit),
            limit,
        }
    }

    /// Takes a place, if there is one.
    pub(crate) fn open(&self) -> Option<Place<'_>> {
        self.places.try_acquire().ok()
    }

    /// How many are open.
    pub(crate) fn count(&self) -> usize {
        self.limit - self.places.available_permits()
    }

    /// How many may be open.
    pub(crate) fn limit(&self) -> usize {
        self.limit
    }
}
