//! Loops that keep standing goals true, woken by a timer. Each reads the world anew at every pass.

mod observer;
pub(crate) mod sweeper;

pub(crate) use observer::first_look;

use std::sync::Arc;
use std::time::Duration;

use hyades_store::Store;
use tokio::task::JoinSet;

use crate::fleet::Fleet;
use crate::observations::Observations;
use crate::topology::Topology;

/// How often the agents are asked what they see.
const OBSERVE_EVERY: Duration = Duration::from_secs(1);

/// How often what undone jobs left is looked for.
const SWEEP_EVERY: Duration = Duration::from_secs(10);

/// How long to wait before telling the data plane again what it did not take.
const PUBLISH_AGAIN: Duration = Duration::from_secs(5);

/// Starts all of them. They end when the set is dropped.
pub(crate) fn start(
    store: &Store,
    fleet: &Arc<Fleet>,
    observations: &Arc<Observations>,
    topology: &Arc<Topology>,
) -> JoinSet<()> {
    let mut all = JoinSet::new();
    let (watched, seen) = (fleet.clone(), observations.clone());
    all.spawn(async move {
        loop {
            observer::pass(&watched, &seen).await;
            tokio::time::sleep(OBSERVE_EVERY).await;
        }
    });
    let (records, hosts) = (store.clone(), fleet.clone());
    all.spawn(async move {
        loop {
            sweeper::pass(&records, &hosts).await;
            tokio::time::sleep(SWEEP_EVERY).await;
        }
    });
    let topology = topology.clone();
    all.spawn(async move { publish_at_start(&topology).await });
    all
}

/// After a start the data plane may be gone, or be behind.
async fn publish_at_start(topology: &Topology) {
    while let Err(error) = topology.publish(Duration::from_secs(30)).await {
        tracing::error!(
            error = &error as &dyn std::error::Error,
            "the data plane does not serve the current topology; trying again"
        );
        tokio::time::sleep(PUBLISH_AGAIN).await;
    }
}
