//! One node: its goal, the loop that keeps its server so, and the eye that looks at it.

mod backoff;
pub(crate) mod error_log;
pub(crate) mod goal;
mod observer;
mod remove;
mod runner;
mod seed;
mod server;
mod status;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use hyades_agent_api::{AgentError, NodeObservation, NodeSpec};
use hyades_types::time::Timestamp;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::context::Context;
pub(crate) use backoff::Backoff;
use observer::Observer;
use runner::Runner;
use status::{Status, Wanted};

pub(crate) use remove::remove;
pub(crate) use server::Server;

/// A node that this host keeps.
pub(crate) struct Node {
    pub(crate) server: Server,
    wanted: watch::Sender<Wanted>,
    status: watch::Receiver<Status>,
    observer: Arc<Observer>,
    tasks: Mutex<JoinSet<()>>,
}

impl Node {
    /// The attempt that a new node begins with.
    pub(crate) const FIRST_ATTEMPT: u64 = 1;

    /// Begins to keep a node as its goal says.
    pub(crate) fn keep(context: Arc<Context>, spec: NodeSpec) -> Self {
        let server = Server::new(context, spec.node.clone());
        let first = Wanted {
            spec: Arc::new(spec),
            restart_before: None,
            attempt: Self::FIRST_ATTEMPT,
        };
        let (wanted, wanted_receiver) = watch::channel(first);
        let (status_sender, status) = watch::channel(Status::default());
        let observer = Observer::new(
            server.clone(),
            wanted_receiver.clone(),
            status_sender.subscribe(),
        );
        let observer = Arc::new(observer);
        let runner = Runner {
            server: server.clone(),
            wanted: wanted_receiver,
            status: status_sender,
        };
        let mut tasks = JoinSet::new();
        tasks.spawn(runner.run());
        tasks.spawn(observer.clone().run());
        Self {
            server,
            wanted,
            status,
            observer,
            tasks: Mutex::new(tasks),
        }
    }

    /// The goal that is kept.
    pub(crate) fn spec(&self) -> Arc<NodeSpec> {
        self.wanted.borrow().spec.clone()
    }

    /// Changes the goal, and says which attempt to wait for.
    pub(crate) fn want(&self, spec: NodeSpec) -> u64 {
        self.change(|wanted| wanted.spec = Arc::new(spec))
    }

    /// Wants a process that was started at or after this time.
    pub(crate) fn want_restart(&self, asked_at: Timestamp) -> u64 {
        self.change(|wanted| wanted.restart_before = wanted.restart_before.max(Some(asked_at)))
    }

    fn change(&self, change: impl FnOnce(&mut Wanted)) -> u64 {
        let mut attempt = 0;
        self.wanted.send_modify(|wanted| {
            change(wanted);
            wanted.attempt += 1;
            attempt = wanted.attempt;
        });
        attempt
    }

    /// Waits until an attempt succeeded or failed.
    pub(crate) async fn outcome(&self, attempt: u64) -> Result<(), AgentError> {
        let mut status = self.status.clone();
        let stopped = || AgentError::failed("keep the node", "the agent stopped doing so");
        let known = status
            .wait_for(|status| status.outcome(attempt).is_some())
            .await;
        let known = known.map_err(|_| stopped())?;
        known.outcome(attempt).unwrap_or_else(|| Err(stopped()))
    }

    /// Looks at the server now.
    pub(crate) async fn look(&self) -> NodeObservation {
        self.observer.look(Duration::ZERO).await
    }

    /// What was seen at the last look.
    pub(crate) fn last_seen(&self) -> NodeObservation {
        self.observer.last()
    }

    /// Stops keeping the node; its server stays as it is.
    pub(crate) async fn let_go(&self) {
        let mut tasks =
            std::mem::take(&mut *self.tasks.lock().unwrap_or_else(PoisonError::into_inner));
        tasks.shutdown().await;
    }
}
