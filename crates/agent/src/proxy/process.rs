//! One process of the data plane: kept running, told what to serve, watched, ended.

use std::io::ErrorKind;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
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

/// How long a process may take to serve a snapshot, from its start if it is starting.
const SERVE_LIMIT: Duration = Duration::from_secs(6);

/// A process that has not answered so many looks in a row never will.
const MISSED_LOOKS: u32 = 5;

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
    missed: AtomicU32,
}

impl ProxyProcess {
    pub(crate) fn new(program: Program) -> Self {
        Self {
            program,
            keeper: Mutex::new(None),
            started: watch::Sender::new(None),
            missed: AtomicU32::new(0),
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

    /// Has the process serve this epoch. One that does not come to it is ended, as it would go on with
    /// servers that are wrong by now, and another takes its place. `None` when that one does not, either.
    pub(crate) async fn serve(&self, epoch: u64) -> Result<Option<ProxyStatus>, AgentError> {
        for _ in 0..2 {
            match tokio::time::timeout(SERVE_LIMIT, self.ask_to_serve(epoch)).await {
                Ok(served) => return served.map(Some),
                Err(_) => self.end_stuck().await,
            }
        }
        Ok(None)
    }

    async fn ask_to_serve(&self, epoch: u64) -> Result<ProxyStatus, AgentError> {
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
        match control::reload(&self.program.socket).await {
            Ok(Answer::Refused { error }) => {
                tracing::warn!(name = self.program.name, error, "the proxy did not reload");
            }
            Err(error) if error.kind() == ErrorKind::TimedOut => self.end_stuck().await,
            Ok(Answer::Status(_)) | Err(_) => {}
        }
    }

    /// What the process says of itself now. One that is there but has been silent for long is ended, and
    /// its keeper starts another.
    pub(crate) async fn look(&self) -> Option<ProxyStatus> {
        let answer = control::status(&self.program.socket).await;
        let is_silent = matches!(&answer, Err(error) if error.kind() == ErrorKind::TimedOut);
        if !is_silent {
            self.missed.store(0, Ordering::Relaxed);
        } else if self.missed.fetch_add(1, Ordering::Relaxed) + 1 >= MISSED_LOOKS {
            self.missed.store(0, Ordering::Relaxed);
            self.end_stuck().await;
        }
        match answer {
            Ok(Answer::Status(status)) => Some(status),
            _ => None,
        }
    }

    /// Has the process take no more clients, and tells which process that is. On return nobody listens any
    /// more: one that does not do it is ended.
    pub(crate) async fn withdraw(&self) -> Option<Process> {
        self.let_go().await;
        let process = self.program.find()?;
        let name = &self.program.name;
        match control::drain(&self.program.socket, DRAIN).await {
            Ok(Answer::Status(_)) => return Some(process),
            Ok(Answer::Refused { error }) => tracing::warn!(name, error, "the proxy cannot drain"),
            Err(error) => tracing::warn!(name, %error, "the proxy does not drain"),
        }
        self.end(&process).await;
        None
    }

    /// Waits until the clients of a process that has withdrawn are gone, at most half a minute.
    pub(crate) async fn finish(&self, process: &Process) {
        // Over or not, what runs after it is ended.
        let _ = tokio::time::timeout(DRAIN_LIMIT, process.exited()).await;
        self.end(process).await;
    }

    /// Ends the process now.
    pub(crate) async fn stop(&self) {
        self.let_go().await;
        if let Some(process) = self.program.find() {
            self.end(&process).await;
        }
    }

    /// Ends a process that does not answer.
    async fn end_stuck(&self) {
        if let Some(process) = self.program.find() {
            tracing::error!(
                name = self.program.name,
                pid = process.identity.pid,
                "the proxy does not answer and is ended"
            );
            self.end(&process).await;
        }
    }

    async fn end(&self, process: &Process) {
        if let Err(error) = process.stop(GRACE).await {
            tracing::error!(name = self.program.name, %error, "cannot end the proxy");
        }
    }
}
