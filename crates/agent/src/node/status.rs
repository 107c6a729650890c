//! What is wanted of a node's server, and how it stands.

use std::sync::Arc;

use hyades_agent_api::{AgentError, NodeSpec};
use hyades_types::time::Timestamp;

/// What is wanted of a server.
#[derive(Debug, Clone)]
pub(crate) struct Wanted {
    pub(crate) spec: Arc<NodeSpec>,
    /// A process that was started earlier is to be replaced.
    pub(crate) restart_before: Option<Timestamp>,
    /// Rises with every call, so that a caller can tell whether its own call was answered.
    pub(crate) attempt: u64,
}

/// How a server stands.
#[derive(Debug, Clone, Default)]
pub(crate) struct Status {
    /// Process id and start of the process, when there is one.
    pub(crate) process: Option<(u32, Timestamp)>,
    /// Why there is no process.
    pub(crate) reason: String,
    ready: Option<u64>,
    failure: Option<(u64, AgentError)>,
}

impl Status {
    pub(crate) fn up(&mut self, pid: u32, started_at: Timestamp) {
        self.process = Some((pid, started_at));
    }

    pub(crate) fn ended(&mut self, reason: &str) {
        self.down(reason, false);
    }

    fn down(&mut self, reason: &str, lives: bool) {
        if !lives {
            self.process = None;
        }
        self.ready = None;
        reason.clone_into(&mut self.reason);
    }

    pub(crate) fn ready(&mut self, attempt: u64) {
        self.ready = Some(attempt);
        self.failure = None;
    }

    /// `lives` tells whether there is a process nevertheless.
    pub(crate) fn failed(&mut self, attempt: u64, error: AgentError, lives: bool) {
        self.down(&error.to_string(), lives);
        self.failure = Some((attempt, error));
    }

    /// The outcome of a call; `None` while it is not known.
    pub(crate) fn outcome(&self, attempt: u64) -> Option<Result<(), AgentError>> {
        if self.ready.is_some_and(|ready| ready >= attempt) {
            return Some(Ok(()));
        }
        let (failed, error) = self.failure.as_ref()?;
        (*failed >= attempt).then(|| Err(error.clone()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outcome_belongs_to_its_attempt() {
        let mut status = Status::default();
        assert_eq!(status.outcome(1), None);
        let error = AgentError::failed("start the server", "no");
        status.failed(1, error.clone(), false);
        assert_eq!(status.outcome(1), Some(Err(error)));
        assert_eq!(status.outcome(2), None);
        status.ready(2);
        assert_eq!(status.outcome(2), Some(Ok(())));
        assert_eq!(status.outcome(3), None);
        status.ended("the server ended");
        assert_eq!(status.outcome(2), None);
    }
}
