//! What the workers of a process share.

use std::path::Path;

use crate::record::{RecordOptions, Recorder};
use crate::throttle::Throttles;
use crate::topology::Topology;

/// Limits on statements, and their record.
#[derive(Debug)]
pub(crate) struct Watch {
    pub(crate) throttles: Throttles,
    pub(crate) recorder: Recorder,
}

impl Watch {
    /// `directory` is where all processes of the host have files.
    pub(crate) fn new(directory: &Path, record: Option<RecordOptions>) -> Self {
        Self {
            throttles: Throttles::new(directory),
            recorder: Recorder::new(record),
        }
    }

    /// Takes over what a snapshot says.
    pub(crate) fn apply(&self, topology: &Topology) {
        self.throttles.apply(&topology.throttles);
        self.recorder.apply(&topology.recorded);
    }
}
