//! The loop that keeps one node's server as its goal says.
//!
//! One pass makes everything right, from the data directory to the role; whatever is right already
//! is left alone. Then the loop waits until the server dies or the goal changes.

use std::time::Duration;

use hyades_agent_api::{AgentError, NodeGoal, NodeSpec};
use hyades_types::time::Timestamp;
use tokio::sync::watch;

use super::backoff::Backoff;
use super::error_log;
use super::seed;
use super::server::Server;
use super::status::{Status, Wanted};
use crate::engine::Build;
use crate::process::Process;
use crate::sql::{monitor, role};

/// How long a server gets to end by itself: it writes its buffer pool out.
const GRACE: Duration = Duration::from_secs(120);

/// Others may start after this time even if a server that is starting does not answer yet.
const TURN: Duration = Duration::from_secs(10);

/// How long whoever has asked to take the writes from a server has to take that back when it has not
/// been possible, before it is tried again.
const FENCE_REST: Duration = Duration::from_secs(10);

/// Keeps one node's server as it is wanted.
pub(crate) struct Runner {
    pub(crate) server: Server,
    pub(crate) wanted: watch::Receiver<Wanted>,
    pub(crate) status: watch::Sender<Status>,
}

impl Runner {
    /// Runs until it is aborted, or nobody can want anything any more. The server stays.
    pub(crate) async fn run(mut self) {
        let mut backoff = Backoff::default();
        loop {
            let wanted = self.wanted.borrow_and_update().clone();
            let lived = match Box::pin(self.pass(&wanted)).await {
                Ok(process) => {
                    self.status
                        .send_modify(|status| status.ready(wanted.attempt));
                    let Some(lived) = self.watch(&process).await else {
                        continue;
                    };
                    lived
                }
                Err(error) => {
                    tracing::warn!(node = %self.server.node, %error, "the node is not as wanted");
                    let lives = self.server.process().is_some();
                    self.status
                        .send_modify(|status| status.failed(wanted.attempt, error, lives));
                    Duration::ZERO
                }
            };
            let mut rest = backoff.after(lived);
            if matches!(wanted.spec.goal, NodeGoal::Fenced { .. }) {
                rest = rest.max(FENCE_REST);
            }
            let wait = tokio::time::sleep(rest);
            tokio::select! {
                () = wait => {}
                changed = self.wanted.changed() => if changed.is_err() { return },
            }
        }
    }

    /// Waits until the server dies and says how long it lived; `None` when the goal changed.
    async fn watch(&mut self, process: &Process) -> Option<Duration> {
        tokio::select! {
            () = process.exited() => {}
            changed = self.wanted.changed() => match changed {
                Ok(()) => return None,
                // Nobody is left to change it, and the task is about to be aborted.
                Err(_) => process.exited().await,
            },
        }
        let lived = Timestamp::now().as_millis() - process.started_at.as_millis();
        tracing::warn!(node = %self.server.node, "the server ended");
        self.status
            .send_modify(|status| status.ended("the server ended"));
        Some(Duration::from_millis(
            u64::try_from(lived).unwrap_or_default(),
        ))
    }

    async fn pass(&self, wanted: &Wanted) -> Result<Process, AgentError> {
        let (server, spec) = (&self.server, &*wanted.spec);
        let build = server.context.build(spec.engine).await?;
        let fresh = seed::ensure(server, spec, &build).await?;
        let finish = async {
            match fresh {
                Some(fresh) => fresh.finish(&server.paths).await,
                None => Ok(()),
            }
        };
        let (process, finished) = tokio::join!(self.running(wanted, &build), finish);
        finished?;
        process
    }

    /// The server's process, in its role.
    async fn running(&self, wanted: &Wanted, build: &Build) -> Result<Process, AgentError> {
        let (server, spec) = (&self.server, &*wanted.spec);
        if let Some(process) = server.process() {
            if self.is_right(&process, wanted, build) {
                self.publish(&process);
                self.give_role(&process, spec, 0).await?;
                return Ok(process);
            }
            self.status
                .send_modify(|status| status.ended("the server is restarted"));
            server.stop(&process, &spec.accounts.admin, GRACE).await?;
        }
        let turn = server.context.starts.acquire().await;
        let log_start = error_log::end(&server.paths.error_log());
        let process = server.start(spec, build).await?;
        self.publish(&process);
        let role = Box::pin(self.give_role(&process, spec, log_start));
        passing_on(turn, role).await?;
        Ok(process)
    }

    fn is_right(&self, process: &Process, wanted: &Wanted, build: &Build) -> bool {
        let purpose = self.server.purpose(&wanted.spec, build);
        // Without a record nobody knows what it was started for.
        let same = self
            .server
            .purpose_of_process()
            .is_some_and(|known| known == purpose);
        let young = wanted
            .restart_before
            .is_none_or(|asked| process.started_at >= asked);
        same && young
    }

    fn publish(&self, process: &Process) {
        self.status
            .send_modify(|status| status.up(process.identity.pid, process.started_at));
    }

    async fn give_role(
        &self,
        process: &Process,
        spec: &NodeSpec,
        log_start: u64,
    ) -> Result<(), AgentError> {
        let mut session = self.server.answers(process, spec, log_start).await?;
        let ca_certificate = self.server.context.ca_certificate();
        let give = async {
            role::apply(&mut session, spec, &ca_certificate).await?;
            monitor::ensure(&mut session, spec).await
        };
        let given = tokio::select! {
            given = give => given,
            () = process.exited() => Err(AgentError::failed("give the server its role", "it ended")),
        };
        session.close().await;
        given
    }
}

/// Holds a turn at starting until the work is done, but not for longer than `TURN`.
async fn passing_on<T>(turn: impl Sized, mut work: impl Future<Output = T> + Unpin) -> T {
    if let Ok(done) = tokio::time::timeout(TURN, &mut work).await {
        return done;
    }
    drop(turn);
    work.await
}
