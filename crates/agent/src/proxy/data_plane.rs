//! [`DataPlane`]: everything of the host that serves clients' connections.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use hyades_agent_api::{AgentError, DataPlaneStatus, ProxyNodeObservation};
use hyades_types::topology::TopologySnapshot;
use tokio::sync::{OwnedMutexGuard, oneshot};
use tokio::task::JoinHandle;

use super::goal;
use super::key::Key;
use super::member::Member;
use super::process::ProxyProcess;
use super::program::Program;
use super::watch;
use crate::context::Context;
use crate::error::blocking;
use crate::held::held;

/// The snapshot that is kept. Locked while files follow from it: whoever writes or removes some
/// takes the lock along, so that no change is overtaken by one before it.
pub(super) type Kept = OwnedMutexGuard<Option<Arc<TopologySnapshot>>>;

/// What a settling comes to.
type Outcome = Result<DataPlaneStatus, AgentError>;

/// The processes that serve.
pub(crate) struct DataPlane {
    pub(super) context: Arc<Context>,
    kept: Arc<tokio::sync::Mutex<Option<Arc<TopologySnapshot>>>>,
    pub(super) gateways: Arc<ProxyProcess>,
    members: Mutex<BTreeMap<Key, Arc<Member>>>,
    /// Brings the processes to the kept snapshot; there is one at a time.
    settling: Mutex<Option<JoinHandle<()>>>,
    watching: Mutex<Vec<JoinHandle<()>>>,
}

impl DataPlane {
    /// Takes over what runs, and goes on towards the kept snapshot if there ever was one.
    pub(crate) fn take(context: Arc<Context>) -> Result<Arc<Self>, AgentError> {
        let kept = goal::read(&context.layout)?.map(Arc::new);
        if let Some(whole) = &kept {
            goal::write_parts(&context, whole)?;
        }
        let members = Key::on_disk(&context.layout).into_iter().map(|key| {
            let member = Member::new(context.clone(), key.clone());
            (key, Arc::new(member))
        });
        let plane = Arc::new(Self {
            gateways: Arc::new(ProxyProcess::new(Program::gateways(context.clone()))),
            members: Mutex::new(members.collect()),
            context,
            kept: Arc::new(tokio::sync::Mutex::new(kept.clone())),
            settling: Mutex::new(None),
            watching: Mutex::new(Vec::new()),
        });
        if let Some(whole) = kept {
            // Nobody waits for it.
            drop(plane.begin_to_settle(whole));
        }
        let look = tokio::spawn(watch::look_at_nodes(Arc::downgrade(&plane)));
        let renew = tokio::spawn(watch::renew_certificates(Arc::downgrade(&plane)));
        held(&plane.watching).extend([look, renew]);
        Ok(plane)
    }

    /// Keeps the snapshot, and waits until every process serves it. Once kept, the processes come
    /// to it whether or not the caller waits.
    pub(crate) async fn apply(self: &Arc<Self>, snapshot: &TopologySnapshot) -> Outcome {
        let accept = self.clone().accept(Arc::new(snapshot.clone()));
        // A task of its own: a caller that gives up must not leave a half of it.
        let accepted = tokio::spawn(Box::pin(accept)).await;
        let settled =
            accepted.map_err(|error| AgentError::failed("keep the snapshot", error))??;
        settled.await.unwrap_or_else(|_| {
            let detail = "a later call took over, or the agent stops";
            Err(AgentError::failed(
                "wait until the snapshot is served",
                detail,
            ))
        })
    }

    async fn accept(
        self: Arc<Self>,
        offered: Arc<TopologySnapshot>,
    ) -> Result<oneshot::Receiver<Outcome>, AgentError> {
        let mut kept = self.lock().await;
        let (context, whole) = (self.context.clone(), offered.clone());
        let kept = blocking(move || {
            goal::keep(&context, kept.as_deref(), &whole)?;
            *kept = Some(whole);
            Ok(kept)
        });
        let _kept = kept.await?;
        let before = held(&self.settling).take();
        if let Some(before) = before {
            before.abort();
            // Aborted is how it ends.
            let _ = before.await;
        }
        Ok(self.begin_to_settle(offered))
    }

    fn begin_to_settle(
        self: &Arc<Self>,
        whole: Arc<TopologySnapshot>,
    ) -> oneshot::Receiver<Outcome> {
        let (done, settled) = oneshot::channel();
        let plane = self.clone();
        let task = tokio::spawn(async move {
            let outcome = Box::pin(plane.settle(&whole)).await;
            if let Err(error) = &outcome {
                tracing::warn!(epoch = whole.epoch, %error, "the data plane is not as wanted");
            }
            // The caller may have given up.
            let _ = done.send(outcome);
        });
        *held(&self.settling) = Some(task);
        settled
    }

    /// What was seen of the proxy nodes at the last look. Of a node that is being replaced it is
    /// the newest process that answers.
    pub(crate) fn last_seen(&self) -> Vec<ProxyNodeObservation> {
        let mut seen: BTreeMap<_, ProxyNodeObservation> = BTreeMap::new();
        // In the order of generations.
        for member in self.members(|member| !member.is_leaving()) {
            let newer = member.last_seen();
            if newer.status.is_some() || !seen.contains_key(&newer.node) {
                seen.insert(newer.node.clone(), newer);
            }
        }
        seen.into_values().collect()
    }

    /// Stops keeping things as they should be; the processes go on.
    pub(crate) async fn let_go(&self) {
        let tasks = std::mem::take(&mut *held(&self.watching));
        let settling = held(&self.settling).take();
        for task in tasks.into_iter().chain(settling) {
            task.abort();
            let _ = task.await;
        }
        self.gateways.let_go().await;
        let members = std::mem::take(&mut *held(&self.members));
        for member in members.into_values() {
            member.let_go().await;
        }
    }

    pub(super) async fn lock(&self) -> Kept {
        self.kept.clone().lock_owned().await
    }

    /// The member with this key, which is new if there was none.
    pub(super) fn member(&self, key: &Key) -> Arc<Member> {
        let mut members = held(&self.members);
        let new = || Arc::new(Member::new(self.context.clone(), key.clone()));
        members.entry(key.clone()).or_insert_with(new).clone()
    }

    /// Members that are so, by proxy, node and generation.
    pub(super) fn members(&self, so: impl Fn(&Member) -> bool) -> Vec<Arc<Member>> {
        let members = held(&self.members);
        members
            .values()
            .filter(|member| so(member))
            .cloned()
            .collect()
    }

    pub(super) fn forget(&self, key: &Key) {
        held(&self.members).remove(key);
    }
}
