//! One process of the data plane: kept running, told what to serve, watched, ended.

use std::sync::Mutex;
use std::time::Duration;

use hyades_agent_api::AgentError;
use hyades_types::time::Timestamp;
use hyades_types::topology::ProxyStatus;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::control::{self, Answer};
use super::keeper::Keeper;
use super::program::Program;
use crate::held::held;
use crate::process::Process;

/// How often a process that is starting is asked again.
const PATIENCE: Duration = Duration::from_millis(20);

/// How long the clients of a process that is not wanted any more may go on.
const DRAIN: Duration = Duration::from_secs(25);

/// By then it has ended by itself, or is ended.
const DRAIN_LIMIT: Duration = Duration::from_secs(28);

/// How long a process may take that is told to end.
const GRACE: Duration = Duration::from_secs(2);

/// A process of the data plane.
pub(crate) struct ProxyProcess {
    pub(crate) program: Program,
    keeper: Mutex<Option<JoinHandle<()>>>,
    started: watch::Sender<Option<Timestamp>>,
}

impl ProxyProcess {
    pub(crate) fn new(program: Program) -> Self {
        Self {
            program,
            keeper: Mutex::new(None),
            started: watch::Sender::new(None),
        }
    }

    /// Has the process run from now on.
    pub(crate) fn keep_running(&self) {
        let mut slot = held(&self.keeper);
        if slot.is_none() {
            let keeper = Keeper {
                program: self.program.clone(),
                started: self.started.clone(),
            };
            *slot = Some(tokio::spawn(keeper.run()));
        }
    }

    /// Whether somebody sees to it that it runs.
    pub(crate) fn is_kept(&self) -> bool {
        held(&self.keeper).is_some()
    }

    /// Stops keeping the process; it goes on.
    pub(crate) async fn let_go(&self) {
        let keeper = held(&self.keeper).take();
        if let Some(keeper) = keeper {
            keeper.abort();
            // Aborted is how it ends.
            let _ = keeper.await;
        }
    }

    /// When the process that runs was started.
    pub(crate) fn started_at(&self) -> Option<Timestamp> {
        *self.started.borrow()
    }

    /// Asks until the process serves this epoch.
    pub(crate) async fn serve(&self, epoch: u64) -> Result<ProxyStatus, AgentError> {
        loop {
            match control::reload(&self.program.socket).await {
                Ok(Answer::Status(status)) if status.epoch >= epoch => return Ok(status),
                Ok(Answer::Refused { error }) => {
                    let what = format!("have {} serve the snapshot", self.program.name);
                    return Err(AgentError::failed(what, error));
                }
                // Starting, or about to be started again.
                Ok(Answer::Status(_)) | Err(_) => tokio::time::sleep(PATIENCE).await,
            }
        }
    }

    /// Tells a process that may be about to end to read its files again.
    pub(crate) async fn tell(&self) {
        if let Ok(Answer::Refused { error }) = control::reload(&self.program.socket).await {
            tracing::warn!(name = self.program.name, error, "the proxy did not reload");
        }
    }

    /// What the process says of itself now.
    pub(crate) async fn look(&self) -> Option<ProxyStatus> {
        match control::status(&self.program.socket).await {
            Ok(Answer::Status(status)) => Some(status),
            _ => None,
        }
    }

    /// Ends the process in at most half a minute: its clients may finish meanwhile.
    pub(crate) async fn drain(&self) {
        self.let_go().await;
        let Some(process) = self.program.find() else {
            return;
        };
        let finished = async {
            match control::drain(&self.program.socket, DRAIN).await {
                Ok(Answer::Status(_)) => process.exited().await,
                // It is ended at once: one that does not take clients any more, or never did.
                Ok(Answer::Refused { error }) => {
                    tracing::warn!(name = self.program.name, error, "the proxy cannot drain");
                }
                Err(error) => {
                    tracing::warn!(name = self.program.name, %error, "the proxy does not drain");
                }
            }
        };
        // Over or not, what runs after it is ended.
        let _ = tokio::time::timeout(DRAIN_LIMIT, finished).await;
        self.end(&process).await;
    }

    /// Ends the process now.
    pub(crate) async fn stop(&self) {
        self.let_go().await;
        if let Some(process) = self.program.find() {
            self.end(&process).await;
        }
    }

    async fn end(&self, process: &Process) {
        if let Err(error) = process.stop(GRACE).await {
            tracing::error!(name = self.program.name, %error, "cannot end the proxy");
        }
    }
}
