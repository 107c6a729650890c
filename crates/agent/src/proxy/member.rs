//! A process of a proxy node, and what was seen of it.

use std::sync::{Arc, Mutex};

use hyades_agent_api::{AgentError, ProxyNodeObservation};
use hyades_types::time::Timestamp;
use hyades_types::topology::ProxyStatus;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::key::Key;
use super::process::ProxyProcess;
use super::program::Program;
use crate::context::Context;
use crate::held::held;

/// One process of a proxy node.
pub(crate) struct Member {
    pub(crate) key: Key,
    pub(crate) process: ProxyProcess,
    seen: Mutex<(Timestamp, Option<ProxyStatus>)>,
    /// Set once the process is not wanted any more.
    leaving: Mutex<Option<JoinHandle<()>>>,
    /// Whether it takes no more clients.
    has_withdrawn: watch::Sender<bool>,
}

impl Member {
    pub(crate) fn new(context: Arc<Context>, key: Key) -> Self {
        Self {
            process: ProxyProcess::new(Program::node(context, &key)),
            key,
            seen: Mutex::new((Timestamp::now(), None)),
            leaving: Mutex::new(None),
            has_withdrawn: watch::Sender::new(false),
        }
    }

    /// Keeps the process, and waits until it serves this epoch, or cannot.
    pub(crate) async fn serve(&self, epoch: u64) -> Result<ProxyNodeObservation, AgentError> {
        self.recall().await;
        self.process.keep_running();
        let status = self.process.serve(epoch).await?;
        *held(&self.seen) = (Timestamp::now(), status);
        Ok(self.last_seen())
    }

    /// Looks at the process.
    pub(crate) async fn look(&self) {
        let status = self.process.look().await;
        *held(&self.seen) = (Timestamp::now(), status);
    }

    /// What was seen at the last look.
    pub(crate) fn last_seen(&self) -> ProxyNodeObservation {
        let (observed_at, status) = held(&self.seen).clone();
        ProxyNodeObservation {
            node: self.key.node.clone(),
            proxy: self.key.proxy.clone(),
            generation: self.key.generation,
            observed_at,
            started_at: self.process.started_at(),
            status,
        }
    }

    pub(crate) fn is_leaving(&self) -> bool {
        held(&self.leaving).is_some()
    }

    /// Has the process leave; `work` does it. Nothing when it is leaving already.
    pub(crate) fn leave(&self, work: impl Future<Output = ()> + Send + 'static) {
        held(&self.leaving).get_or_insert_with(|| tokio::spawn(work));
    }

    /// Ends the process: it takes no more clients, and those that it has may finish.
    pub(crate) async fn drain(&self) {
        let process = self.process.withdraw().await;
        self.has_withdrawn.send_replace(true);
        if let Some(process) = process {
            self.process.finish(&process).await;
        }
    }

    /// Waits until a process that leaves takes no more clients.
    pub(crate) async fn withdrawn(&self) {
        // It fails only if nobody could tell any more.
        let _ = self.has_withdrawn.subscribe().wait_for(|has| *has).await;
    }

    /// Wanted again after all. A process that has begun to leave does not listen any more, so it
    /// is ended, and a new one takes its place.
    async fn recall(&self) {
        let work = held(&self.leaving).take();
        if let Some(work) = work {
            work.abort();
            // Aborted is how it ends.
            let _ = work.await;
            self.process.stop().await;
            self.has_withdrawn.send_replace(false);
        }
    }

    /// Stops keeping the process and waiting for its end; it goes on.
    pub(crate) async fn let_go(&self) {
        let work = held(&self.leaving).take();
        if let Some(work) = work {
            work.abort();
            let _ = work.await;
        }
        self.process.let_go().await;
    }
}
