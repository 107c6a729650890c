//! The loop that keeps a proxy process running.

use std::time::Duration;

use hyades_agent_api::AgentError;
use hyades_types::time::Timestamp;
use tokio::sync::watch;

use super::program::Program;
use crate::node::Backoff;
use crate::process::Process;

/// Keeps one process.
pub(crate) struct Keeper {
    pub(crate) program: Program,
    /// When the process that runs was started.
    pub(crate) started: watch::Sender<Option<Timestamp>>,
}

impl Keeper {
    /// Runs until it is aborted; the process goes on.
    pub(crate) async fn run(self) {
        let mut backoff = Backoff::default();
        loop {
            let lived = match self.process() {
                Ok(process) => {
                    self.started.send_replace(Some(process.started_at));
                    process.exited().await;
                    self.started.send_replace(None);
                    let (name, pid) = (&self.program.name, process.identity.pid);
                    tracing::warn!(name, pid, "the proxy ended");
                    let lived = Timestamp::now().as_millis() - process.started_at.as_millis();
                    Duration::from_millis(u64::try_from(lived).unwrap_or_default())
                }
                Err(error) => {
                    tracing::error!(name = self.program.name, %error, "cannot start the proxy");
                    Duration::ZERO
                }
            };
            tokio::time::sleep(backoff.after(lived)).await;
        }
    }

    /// The process that runs, or a new one.
    fn process(&self) -> Result<Process, AgentError> {
        match self.program.find() {
            Some(process) => Ok(process),
            None => self.program.start(),
        }
    }
}
