//! What records are about: a node of an instance.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use hyades_types::id::{InstanceId, NodeId};

/// A node of an instance, and how its recording goes. Written with few statements, if any.
#[derive(Debug)]
pub(crate) struct Source {
    pub(crate) instance: InstanceId,
    pub(crate) node: NodeId,
    is_recorded: AtomicBool,
    kept: AtomicU64,
    lost: AtomicU64,
    /// Of those, the ones that no file tells of yet.
    unsaid: AtomicU64,
    bytes: AtomicU64,
}

impl Source {
    pub(super) const fn new(instance: InstanceId, node: NodeId) -> Self {
        Self {
            instance,
            node,
            is_recorded: AtomicBool::new(false),
            kept: AtomicU64::new(0),
            lost: AtomicU64::new(0),
            unsaid: AtomicU64::new(0),
            bytes: AtomicU64::new(0),
        }
    }

    /// Whether its statements are to be recorded.
    pub(crate) fn is_recorded(&self) -> bool {
        self.is_recorded.load(Ordering::Relaxed)
    }

    pub(super) fn record(&self, is_recorded: bool) {
        self.is_recorded.store(is_recorded, Ordering::Relaxed);
    }

    /// Statements have not been recorded.
    pub(super) fn lost(&self, count: u64) {
        self.lost.fetch_add(count, Ordering::Relaxed);
        self.unsay(count);
    }

    /// Statements lost that a file is about to tell of.
    pub(super) fn say(&self) -> u64 {
        self.unsaid.swap(0, Ordering::Relaxed)
    }

    /// The file could not.
    pub(super) fn unsay(&self, count: u64) {
        self.unsaid.fetch_add(count, Ordering::Relaxed);
    }

    pub(super) fn kept(&self, count: u64, bytes: u64) {
        self.kept.fetch_add(count, Ordering::Relaxed);
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Statements in files, statements lost, and bytes in files.
    pub(super) fn counts(&self) -> [u64; 3] {
        [&self.kept, &self.lost, &self.bytes].map(|count| count.load(Ordering::Relaxed))
    }
}
