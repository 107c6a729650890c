//! The sessions of a worker.

use std::rc::Rc;

use super::{Frontend, Handle, SessionId};
use crate::reactor::TaskId;

impl Frontend {
    /// A number for a session, different from those of other workers.
    pub(crate) fn session_opened(&self) -> u64 {
        self.shared.counters.session_opened()
    }

    /// A session's task.
    pub(crate) fn joined(&self, task: TaskId) {
        let mut sessions = self.sessions.borrow_mut();
        // Those that have ended are forgotten when as many others have come.
        if sessions.len() >= self.session_limit.get() {
            sessions.retain(|task| self.core.is_alive(*task));
            self.session_limit.set(sessions.len() * 2 + 64);
        }
        sessions.push(task);
    }

    /// The id that a session's greeting names.
    pub(crate) fn next_connection_id(&self) -> SessionId {
        self.desk.watch().session_ids.take()
    }

    /// A session that others can reach now.
    pub(crate) fn enter(&self, handle: &Rc<Handle>) {
        if let Some(id) = handle.id() {
            self.handles.borrow_mut().insert(id, handle.clone());
        }
    }

    /// It is over.
    pub(crate) fn left(&self, handle: &Handle) {
        if let Some(id) = handle.id() {
            self.handles.borrow_mut().remove(&id);
        }
    }

    /// The session of this worker that has this id.
    pub(crate) fn handle(&self, id: u32) -> Option<Rc<Handle>> {
        self.handles.borrow().get(&id).cloned()
    }
}
