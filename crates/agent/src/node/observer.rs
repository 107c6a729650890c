//! Looking at one node's server, about once a second, over a connection that stays open.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use hyades_agent_api::{NodeObservation, NodeState};
use hyades_types::time::Timestamp;
use hyades_types::units::ByteSize;
use tokio::sync::watch;

use super::server::Server;
use super::status::{Status, Wanted};
use crate::sql::{Session, status};
use crate::{files, host};

const INTERVAL: Duration = Duration::from_secs(1);

/// A server that takes longer counts as not answering.
const LIMIT: Duration = Duration::from_secs(2);

/// How old a measured size may be: measuring walks through all files.
const SIZE_AGE: Duration = Duration::from_secs(5);

/// Looks at a node, and remembers what it saw.
pub(crate) struct Observer {
    server: Server,
    wanted: watch::Receiver<Wanted>,
    status: watch::Receiver<Status>,
    session: tokio::sync::Mutex<Option<Session>>,
    size: Mutex<Option<(Instant, ByteSize)>>,
    last: Mutex<NodeObservation>,
}

impl Observer {
    pub(crate) fn new(
        server: Server,
        wanted: watch::Receiver<Wanted>,
        status: watch::Receiver<Status>,
    ) -> Self {
        let spec = wanted.borrow().spec.clone();
        let last = NodeObservation {
            node: spec.node.clone(),
            instance: spec.instance.clone(),
            observed_at: Timestamp::now(),
            generation: spec.generation,
            state: NodeState::Starting,
            started_at: None,
            pid: None,
            version: None,
            read_only: None,
            max_connections: None,
            gtid_executed: None,
            replication: None,
            semi_sync_replicas: None,
            volume_used: ByteSize::default(),
            resident: None,
        };
        Self {
            server,
            wanted,
            status,
            session: tokio::sync::Mutex::new(None),
            size: Mutex::new(None),
            last: Mutex::new(last),
        }
    }

    /// Looks again and again.
    pub(crate) async fn run(self: Arc<Self>) {
        loop {
            self.look(SIZE_AGE).await;
            tokio::time::sleep(INTERVAL).await;
        }
    }

    /// What was seen last.
    pub(crate) fn last(&self) -> NodeObservation {
        self.last
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Looks now; the size of the data directory may be this old.
    pub(crate) async fn look(&self, size_age: Duration) -> NodeObservation {
        let spec = self.wanted.borrow().spec.clone();
        let status = self.status.borrow().clone();
        let answer = self.ask(&status).await;
        let volume_used = self.size(size_age).await;
        let seen = NodeObservation {
            node: spec.node.clone(),
            instance: spec.instance.clone(),
            observed_at: Timestamp::now(),
            generation: spec.generation,
            state: state(&status, answer.is_some()),
            started_at: status.process.map(|(_, started_at)| started_at),
            pid: status.process.map(|(pid, _)| pid),
            version: answer.as_ref().and_then(|answer| answer.version),
            read_only: answer.as_ref().map(|answer| answer.read_only),
            max_connections: answer.as_ref().map(|answer| answer.max_connections),
            semi_sync_replicas: answer.as_ref().and_then(|answer| answer.semi_sync_replicas),
            replication: answer
                .as_ref()
                .and_then(|answer| answer.replication.clone()),
            gtid_executed: answer.map(|answer| answer.gtid_executed),
            volume_used,
            resident: status.process.and_then(|(pid, _)| host::resident(pid)),
        };
        self.last
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone_from(&seen);
        seen
    }

    /// Asks the server, over the open connection or else a new one.
    async fn ask(&self, status: &Status) -> Option<status::Status> {
        let mut slot = self.session.lock().await;
        let open = slot.take();
        status.process?;
        if let Some(mut session) = open
            && let Ok(answer) = status::read(&mut session).await
        {
            *slot = Some(session);
            return Some(answer);
        }
        let password = self.wanted.borrow().spec.accounts.admin.clone();
        let mut session = self.server.connect(&password, LIMIT).await.ok()?;
        let answer = status::read(&mut session).await.ok()?;
        *slot = Some(session);
        Some(answer)
    }

    async fn size(&self, age: Duration) -> ByteSize {
        let known = *self.size.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((measured_at, size)) = known
            && measured_at.elapsed() < age
        {
            return size;
        }
        let data = self.server.paths.data();
        let measured = tokio::task::spawn_blocking(move || files::space_used(&data));
        let size = measured.await.unwrap_or_default();
        *self.size.lock().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), size));
        size
    }
}

fn state(status: &Status, answers: bool) -> NodeState {
    match status.process {
        Some(_) if answers => NodeState::Serving,
        Some(_) => NodeState::Starting,
        None if status.reason.is_empty() => NodeState::Starting,
        None => NodeState::Down {
            reason: status.reason.clone(),
        },
    }
}
