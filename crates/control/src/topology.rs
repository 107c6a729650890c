//! Tells the data plane of the host what to serve.

mod gateways;
mod held;
mod proxies;
mod sources;
mod throttles;

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use hyades_agent_api::{AgentError, DataPlaneStatus};
use hyades_iam::DeploymentKey;
use hyades_store::{Store, StoreError, Tx};
use hyades_types::status::Switch;
use hyades_types::topology::TopologySnapshot;
use tokio::sync::Mutex;

use crate::fleet::Fleet;
use crate::workflows::StepError;
use held::Held;
use sources::Sources;

/// Publishes topology snapshots, one at a time, each with a higher epoch than the one before.
pub(crate) struct Topology {
    store: Store,
    fleet: Arc<Fleet>,
    key: DeploymentKey,
    publishing: Mutex<()>,
    held: Held,
}

/// Why a snapshot was not published.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PublishError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The agent could not bring the data plane to it.
    #[error(transparent)]
    Agent(#[from] AgentError),
}

impl From<PublishError> for StepError {
    fn from(error: PublishError) -> Self {
        match error {
            PublishError::Store(error) => error.into(),
            PublishError::Agent(error) => error.into(),
        }
    }
}

impl Topology {
    pub(crate) fn new(store: Store, fleet: Arc<Fleet>, key: DeploymentKey) -> Self {
        Self {
            store,
            fleet,
            key,
            publishing: Mutex::new(()),
            held: Held::default(),
        }
    }

    /// Makes the data plane serve what the store says now, and tells what it serves.
    ///
    /// Reading and handing over happen under one lock, so that an older reading never gets a newer
    /// epoch.
    pub(crate) async fn publish(
        &self,
        deadline: Duration,
    ) -> Result<DataPlaneStatus, PublishError> {
        let _turn = self.publishing.lock().await;
        let mut tx = self.store.begin().await?;
        let snapshot = self.snapshot(&mut tx).await?;
        tx.commit().await?;
        let agent = &self.fleet.placement().agent;
        self.held.begin(&snapshot.held);
        let status = agent.topology_apply(&snapshot, deadline).await?;
        self.held.end(&snapshot.held);
        Ok(status)
    }

    /// What the records ask for, with the next epoch.
    async fn snapshot(&self, tx: &mut Tx) -> Result<TopologySnapshot, StoreError> {
        let epoch = tx.topology_epoch_next().await?;
        let instances = tx.instance_list().await?;
        let nodes = tx.node_list().await?;
        let proxies = tx.proxy_list().await?;
        let mut rules = Vec::new();
        for instance in tx.switched_on(Switch::SqlFilter).await? {
            rules.append(&mut tx.throttle_rules_of(&instance).await?);
        }
        let sources = Sources::new(&instances, tx.security_rule_list().await?);
        let gateways = gateways::gateways(&instances, &nodes, &sources);
        // What is about to be deleted is not recorded any more: its records go, too.
        let served: HashSet<_> = gateways.iter().map(|gateway| &gateway.instance).collect();
        let mut recorded = tx.switched_on(Switch::FullSql).await?;
        recorded.retain(|instance| served.contains(instance));
        Ok(TopologySnapshot {
            epoch,
            gateways,
            proxies: proxies::proxies(&self.key, &proxies, &nodes, &sources),
            throttles: throttles::throttles(rules),
            recorded,
            held: tx.switched_on(Switch::Held).await?,
        })
    }
}
