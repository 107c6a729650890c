//! Makes what is served equal to the snapshot.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use hyades_types::net::Endpoint;
use hyades_types::topology::{FailedListener, Gateway, ProxyStatus};

use crate::connection::Shared;
use crate::gateway::Handle;
use crate::listener;
use crate::proxies::Proxies;
use crate::snapshot::{self, Error};
use crate::topology::{Changes, Gateways, Topology, Verdict, diff, judge};

/// Everything that the process serves.
#[derive(Debug)]
pub(crate) struct Supervisor {
    file: PathBuf,
    shared: Arc<Shared>,
    /// The last topology that was accepted, if there ever was one.
    served: Option<Topology>,
    running: BTreeMap<Endpoint, Handle>,
    /// Gateways of the topology that could not listen, and why.
    failed: BTreeMap<Endpoint, String>,
    proxies: Proxies,
}

impl Supervisor {
    pub(crate) fn new(file: PathBuf, shared: Arc<Shared>) -> Self {
        let workers = shared.workers.clone();
        let (running, failed) = (BTreeMap::new(), BTreeMap::new());
        Self {
            file,
            shared,
            served: None,
            running,
            failed,
            proxies: Proxies::new(workers),
        }
    }

    /// Reads the snapshot file and serves what it says, unless it is older than what is served.
    /// Listeners that failed before are tried again. On return, no connection goes to a server
    /// that the snapshot does not name.
    pub(crate) async fn reload(&mut self) -> Result<(), Error> {
        let Some(topology) = snapshot::read(&self.file).await? else {
            return Ok(());
        };
        match judge(self.served.as_ref(), &topology) {
            Verdict::Apply => self.apply(topology).await,
            Verdict::Stale => tracing::warn!(epoch = topology.epoch, "refused an older snapshot"),
            Verdict::Conflict => return Err(Error::Conflict(topology.epoch)),
        }
        Ok(())
    }

    /// What is served now.
    pub(crate) fn status(&self) -> ProxyStatus {
        let failed = self.failed.iter();
        ProxyStatus {
            pid: std::process::id(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            epoch: self.served.as_ref().map_or(0, |served| served.epoch),
            failed: failed
                .map(|(listen, reason)| FailedListener {
                    listen: *listen,
                    reason: reason.clone(),
                })
                .chain(self.proxies.failed())
                .collect(),
            listening: self.running.len() + self.proxies.listening(),
            connections: self.shared.connections.load(Ordering::Relaxed)
                + self.proxies.connections(),
        }
    }

    /// Stops listening on the addresses of database proxies, for good; sessions go on, and follow
    /// new snapshots. (Gateways have no second process that could take over.)
    pub(crate) async fn listen_no_more(&mut self) {
        self.proxies.listen_no_more().await;
    }

    /// Stops listening and closes every connection.
    pub(crate) async fn stop(&mut self) {
        self.proxies.stop();
        let stopping: Vec<_> = std::mem::take(&mut self.running)
            .into_values()
            .map(Handle::stop)
            .collect();
        for gateway in stopping {
            // It ends with an error only if it panicked, and then it has stopped, too.
            let _ = gateway.await;
        }
    }

    async fn apply(&mut self, topology: Topology) {
        let running: Gateways = self
            .running
            .iter()
            .map(|(listen, handle)| (*listen, handle.gateway().clone()))
            .collect();
        let Changes {
            removed,
            mut updated,
            added,
        } = diff(&running, &topology.gateways);
        let turned = self
            .running
            .values()
            .filter(|one| one.holds() != topology.holds(one.gateway()));
        for handle in turned {
            let listen = handle.gateway().listen;
            if !removed.contains(&listen) && !updated.iter().any(|one| one.listen == listen) {
                updated.push(handle.gateway().clone());
            }
        }
        if self.served.as_ref() != Some(&topology) {
            let (epoch, gateways) = (topology.epoch, topology.gateways.len());
            let (removed, updated, added) = (removed.len(), updated.len(), added.len());
            tracing::info!(
                epoch,
                gateways,
                removed,
                updated,
                added,
                "serving a new snapshot"
            );
        }
        self.shared.watch.apply(&topology);
        self.proxies.apply(&topology);
        let with_hold = |gateway| (topology.holds(&gateway), gateway);
        let updated = updated.into_iter().map(&with_hold).collect();
        let added: Vec<_> = added.into_iter().map(with_hold).collect();
        self.served = Some(topology);
        self.fence(&removed, updated).await;
        let failed = std::mem::take(&mut self.failed);
        for (held, gateway) in added {
            self.start(gateway, held, &failed);
        }
    }

    /// Takes connections away from servers: all gateways are told first, then awaited.
    async fn fence(&mut self, removed: &[Endpoint], updated: Vec<(bool, Gateway)>) {
        let stopping: Vec<_> = removed
            .iter()
            .filter_map(|listen| self.running.remove(listen))
            .map(Handle::stop)
            .collect();
        let mut updating = Vec::new();
        for (held, gateway) in updated {
            if let Some(handle) = self.running.get_mut(&gateway.listen) {
                updating.push(handle.update(gateway, held));
            }
        }
        // Either fails only if the gateway panicked, and then its connections are gone, too.
        for gateway in stopping {
            let _ = gateway.await;
        }
        for gateway in updating {
            let _ = gateway.await;
        }
    }

    fn start(&mut self, gateway: Gateway, held: bool, failed_before: &BTreeMap<Endpoint, String>) {
        let listen = gateway.listen;
        match listener::bind(listen) {
            Ok(listener) => {
                let handle = Handle::start(listener, gateway, held, self.shared.clone());
                self.running.insert(listen, handle);
            }
            Err(error) => {
                let reason = error.to_string();
                // Every reload tries again; the log needs to say it once.
                if failed_before.get(&listen) != Some(&reason) {
                    tracing::error!(%listen, %error, "cannot listen");
                }
                self.failed.insert(listen, reason);
            }
        }
    }
}
