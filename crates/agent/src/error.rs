//! Turning errors of the system into errors of the contract.

use std::path::Path;

use hyades_agent_api::AgentError;

/// Says what was tried when something failed.
pub(crate) trait During<T> {
    /// `what` is a verb phrase, such as `read the template`.
    fn during(self, what: &str) -> Result<T, AgentError>;

    /// A verb and the file that it was about.
    fn during_file(self, verb: &str, path: &Path) -> Result<T, AgentError>;
}

impl<T, E: std::fmt::Display> During<T> for Result<T, E> {
    fn during(self, what: &str) -> Result<T, AgentError> {
        self.map_err(|error| AgentError::failed(what, error))
    }

    fn during_file(self, verb: &str, path: &Path) -> Result<T, AgentError> {
        self.map_err(|error| AgentError::failed(format!("{verb} {}", path.display()), error))
    }
}

/// Runs work that waits for the file system off the runtime's threads.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, AgentError> + Send + 'static,
) -> Result<T, AgentError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(error) => Err(AgentError::failed("finish work on files", error)),
    }
}
