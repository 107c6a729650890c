//! Tells the data plane of the host what to serve.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use hyades_agent_api::AgentError;
use hyades_store::{Store, StoreError};
use hyades_types::id::InstanceId;
use hyades_types::model::{Instance, Node};
use hyades_types::net::Endpoint;
use hyades_types::status::{NodeLifecycle, NodeRole};
use hyades_types::topology::{Backend, Gateway, GatewayRole, ProxyStatus, TopologySnapshot};
use tokio::sync::Mutex;

use crate::fleet::Fleet;
use crate::workflows::StepError;

/// Publishes topology snapshots, one at a time, each with a higher epoch than the one before.
pub(crate) struct Topology {
    store: Store,
    fleet: Arc<Fleet>,
    publishing: Mutex<()>,
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
    pub(crate) fn new(store: Store, fleet: Arc<Fleet>) -> Self {
        Self {
            store,
            fleet,
            publishing: Mutex::new(()),
        }
    }

    /// Makes the data plane serve what the store says now, and tells what it serves.
    ///
    /// Reading and handing over happen under one lock, so that an older reading never gets a newer
    /// epoch.
    pub(crate) async fn publish(&self, deadline: Duration) -> Result<ProxyStatus, PublishError> {
        let _turn = self.publishing.lock().await;
        let mut tx = self.store.begin().await?;
        let epoch = tx.topology_epoch_next().await?;
        let instances = tx.instance_list().await?;
        let nodes = tx.node_list().await?;
        tx.commit().await?;
        let snapshot = TopologySnapshot {
            epoch,
            gateways: gateways(&instances, &nodes),
        };
        let agent = &self.fleet.placement().agent;
        Ok(agent.gateways_apply(&snapshot, deadline).await?)
    }
}

/// The listeners that the records ask for: each node's own address, and for each instance the one
/// that follows its primary. Only nodes that are part of their instance are advertised.
fn gateways(instances: &[Instance], nodes: &[Node]) -> Vec<Gateway> {
    let ports: HashMap<&InstanceId, &Instance> = instances
        .iter()
        .map(|instance| (&instance.id, instance))
        .collect();
    let mut gateways = Vec::new();
    for node in nodes
        .iter()
        .filter(|node| node.lifecycle == NodeLifecycle::Active)
    {
        let Some(instance) = ports.get(&node.instance) else {
            continue;
        };
        let backend = Backend {
            node: node.id.clone(),
            endpoint: node.backend,
        };
        gateways.push(Gateway {
            listen: Endpoint::new(node.address, instance.port),
            instance: instance.id.clone(),
            role: GatewayRole::Node(node.id.clone()),
            backend: Some(backend.clone()),
        });
        if let (NodeRole::Primary, Some(address)) = (node.role, instance.address) {
            gateways.push(Gateway {
                listen: Endpoint::new(address, instance.port),
                instance: instance.id.clone(),
                role: GatewayRole::Primary,
                backend: Some(backend),
            });
        }
    }
    gateways
}
