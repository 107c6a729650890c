//! Bringing the processes to a snapshot.
//!
//! Everything that serves gets it first. Then nodes with a new generation are replaced, one after
//! the other: the new process listens before the old one stops. Last, what the snapshot does not
//! name leaves: when the call ends it takes no more clients, so that its addresses are free; those that it
//! has may finish behind the call. Each step may be the last one of this agent.

use std::sync::Arc;

use futures::future;
use hyades_agent_api::{AgentError, DataPlaneStatus, ProxyNodeObservation};
use hyades_types::id::ProxyId;
use hyades_types::topology::{DatabaseProxy, TopologySnapshot};

use super::data_plane::DataPlane;
use super::key::Key;
use super::member::Member;
use crate::error::blocking;
use crate::files;

impl DataPlane {
    /// Waits until every process that the snapshot names serves it. One that cannot be brought to it has been
    /// ended, and has no status in the outcome.
    pub(super) async fn settle(
        self: &Arc<Self>,
        whole: &TopologySnapshot,
    ) -> Result<DataPlaneStatus, AgentError> {
        self.gateways.keep_running();
        let named = |proxy: &ProxyId| whole.proxies.iter().any(|known| known.id == *proxy);
        self.retire(|member| !named(&member.key.proxy));
        let proxies = whole
            .proxies
            .iter()
            .map(|proxy| self.settle_proxy(proxy, whole.epoch));
        // All of them get the snapshot, whatever becomes of one.
        let (gateways, proxies) =
            tokio::join!(self.gateways.serve(whole.epoch), future::join_all(proxies));
        for member in self.members(Member::is_leaving) {
            member.withdrawn().await;
        }
        let silent = || AgentError::failed("have the gateways serve the snapshot", "no answer");
        let mut status = DataPlaneStatus {
            gateways: gateways?.ok_or_else(silent)?,
            proxy_nodes: Vec::new(),
        };
        for nodes in proxies {
            status.proxy_nodes.extend(nodes?);
        }
        Ok(status)
    }

    async fn settle_proxy(
        self: &Arc<Self>,
        proxy: &DatabaseProxy,
        epoch: u64,
    ) -> Result<Vec<ProxyNodeObservation>, AgentError> {
        let wanted = Key::wanted(proxy);
        let spare =
            self.members(|member| member.key.proxy == proxy.id && !wanted.contains(&member.key));
        let told = future::join_all(spare.iter().map(|member| member.process.tell()));
        let (_, nodes) = tokio::join!(told, self.roll(&wanted, epoch));
        let nodes = nodes?;
        self.retire(|member| member.key.proxy == proxy.id && !wanted.contains(&member.key));
        Ok(nodes)
    }

    async fn roll(
        self: &Arc<Self>,
        wanted: &[Key],
        epoch: u64,
    ) -> Result<Vec<ProxyNodeObservation>, AgentError> {
        let (replacing, there): (Vec<_>, Vec<_>) = wanted
            .iter()
            .map(|key| self.member(key))
            .partition(|member| !member.process.is_kept() && self.replaces_another(member));
        let serve = there.iter().map(|member| member.serve(epoch));
        let mut nodes = Vec::new();
        for node in future::join_all(serve).await {
            nodes.push(node?);
        }
        for member in replacing {
            nodes.push(member.serve(epoch).await?);
            let new = &member.key;
            self.retire(|old| old.key.node == new.node && old.key != *new);
        }
        Ok(nodes)
    }

    /// Whether another process of the node still serves.
    fn replaces_another(&self, new: &Member) -> bool {
        let serves =
            |old: &Member| old.key.node == new.key.node && old.key != new.key && !old.is_leaving();
        !self.members(serves).is_empty()
    }

    /// Has members leave: their clients may finish, then nothing is left of them.
    fn retire(self: &Arc<Self>, which: impl Fn(&Member) -> bool) {
        for member in self.members(which) {
            let plane = Arc::downgrade(self);
            let leaver = Arc::downgrade(&member);
            member.leave(async move {
                let Some(member) = leaver.upgrade() else {
                    return;
                };
                tracing::info!(name = member.process.program.name, "the proxy leaves");
                member.drain().await;
                if let Some(plane) = plane.upgrade() {
                    plane.remove(&member).await;
                }
            });
        }
    }

    /// Removes the files of a process that has ended.
    async fn remove(&self, member: &Member) {
        let kept = self.lock().await;
        let key = &member.key;
        let proxies = kept.iter().flat_map(|whole| &whole.proxies);
        let proxy = proxies.clone().find(|proxy| proxy.id == key.proxy);
        if proxy.is_some_and(|proxy| Key::wanted(proxy).contains(key)) {
            // Wanted again: its files have been written anew, and it is about to be recalled.
            return;
        }
        self.forget(key);
        let socket = member.process.program.socket.clone();
        let mut paths = vec![
            socket.with_extension("sock.lock"),
            socket,
            member.process.program.paths.dir().to_owned(),
        ];
        let last = self
            .members(|other| other.key.proxy == key.proxy)
            .is_empty();
        if proxy.is_none() && last {
            paths.push(self.context.layout.database_proxy(&key.proxy));
        }
        let removed = blocking(move || {
            let _kept = kept;
            paths.iter().try_for_each(|path| files::remove(path))
        });
        if let Err(error) = removed.await {
            tracing::warn!(%error, "cannot remove what is left of a proxy");
        }
    }
}
