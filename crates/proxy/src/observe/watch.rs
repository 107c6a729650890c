//! What the workers of a process share.

use std::path::Path;
use std::sync::{Arc, OnceLock, Weak};

use crate::frontend::SessionIds;
use crate::record::{RecordOptions, Recorder};
use crate::throttle::Throttles;
use crate::topology::Topology;
use crate::worker::Workers;

/// Limits on statements, and their record; the ids of sessions, and the way to those of other workers.
#[derive(Debug)]
pub(crate) struct Watch {
    pub(crate) throttles: Throttles,
    pub(crate) recorder: Recorder,
    pub(crate) session_ids: Arc<SessionIds>,
    workers: OnceLock<Weak<Workers>>,
}

impl Watch {
    /// All processes of the host have files where this one's control socket is.
    pub(crate) fn new(control_socket: &Path, record: Option<RecordOptions>) -> Self {
        let directory = control_socket.parent().unwrap_or(Path::new("."));
        Self {
            throttles: Throttles::new(directory),
            recorder: Recorder::new(record),
            session_ids: Arc::new(SessionIds::new(control_socket)),
            workers: OnceLock::new(),
        }
    }

    /// The workers have been started.
    pub(crate) fn set_workers(&self, workers: &Arc<Workers>) {
        self.workers.get_or_init(|| Arc::downgrade(workers));
    }

    /// The workers, as long as they are there.
    pub(crate) fn workers(&self) -> Option<Arc<Workers>> {
        self.workers.get()?.upgrade()
    }

    /// Takes over what a snapshot says.
    pub(crate) fn apply(&self, topology: &Topology) {
        self.throttles.apply(&topology.throttles);
        self.recorder.apply(&topology.recorded);
    }
}
