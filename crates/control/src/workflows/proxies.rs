//! What the steps of several workflows do to database proxies.

use std::time::Duration;

use hyades_agent_api::ProxyNodeObservation;
use hyades_planning::proxy::status;
use hyades_types::id::{ProxyId, ProxyNodeId};
use hyades_types::model::{Proxy, ProxyNode};
use hyades_types::status::{ProxyLifecycle, ProxyNodeLifecycle};
use hyades_types::time::Timestamp;

use super::context::Context;
use super::nodes::PUBLISH;
use super::step::StepError;

/// How long the nodes of a proxy may take to serve what they are told to.
const SERVE: Duration = Duration::from_secs(30);

/// How long an address may be somebody else's, who may be about to leave.
const LISTEN: Duration = Duration::from_secs(2);

const LOOK_EVERY: Duration = Duration::from_millis(50);

/// The records of some proxies; ones that are gone are left out.
pub(super) async fn records(
    context: &Context,
    wanted: &[ProxyId],
) -> Result<Vec<Proxy>, StepError> {
    let mut found = Vec::with_capacity(wanted.len());
    for id in wanted {
        found.extend(context.store.proxy_fetch(id).await?);
    }
    Ok(found)
}

/// Lets the data plane follow the records.
pub(super) async fn publish(context: &Context) -> Result<(), StepError> {
    let status = context.topology.publish(PUBLISH).await?;
    context.observations.note_proxy_nodes(&status.proxy_nodes);
    Ok(())
}

/// Lets the data plane follow the records, and waits until every node of these proxies does.
pub(super) async fn publish_and_wait(
    context: &Context,
    wanted: &[ProxyId],
) -> Result<(), StepError> {
    let status = context.topology.publish(PUBLISH).await?;
    let epoch = status.gateways.epoch;
    let proxies = records(context, wanted).await?;
    let begun = tokio::time::Instant::now();
    let mut seen = status.proxy_nodes;
    loop {
        context.observations.note_proxy_nodes(&seen);
        let Some(waiting) = find_waiting(&proxies, &seen, epoch) else {
            return Ok(());
        };
        let (reason, patience) = explain(waiting, &seen);
        if begun.elapsed() >= patience {
            return Err(StepError::permanent(reason));
        }
        tokio::time::sleep(LOOK_EVERY).await;
        seen = context
            .fleet
            .placement()
            .agent
            .proxy_nodes_observe()
            .await?;
    }
}

/// A node that does not serve this epoch yet.
fn find_waiting<'p>(
    proxies: &'p [Proxy],
    seen: &[ProxyNodeObservation],
    epoch: u64,
) -> Option<&'p ProxyNode> {
    proxies
        .iter()
        .flat_map(|proxy| &proxy.nodes)
        .filter(|node| node.lifecycle == ProxyNodeLifecycle::Active)
        .find(|node| !seen.iter().any(|seen| status::serves(node, seen, epoch)))
}

/// Why a node does not serve, and how long that may last.
fn explain(node: &ProxyNode, seen: &[ProxyNodeObservation]) -> (String, Duration) {
    let status = seen.iter().find(|seen| seen.node == node.id);
    let failed = status
        .and_then(|seen| seen.status.as_ref())
        .and_then(|status| status.failed.first());
    match failed {
        Some(failed) => {
            let reason = format!("cannot listen on {}: {}", failed.listen, failed.reason);
            (reason, LISTEN)
        }
        None => (format!("the proxy node {} does not serve", node.id), SERVE),
    }
}

/// The ids of a proxy's nodes.
pub(super) fn node_ids(proxy: &Proxy) -> Vec<ProxyNodeId> {
    proxy.nodes.iter().map(|node| node.id.clone()).collect()
}

/// Moves some nodes on in their life.
pub(super) async fn move_nodes(
    context: &Context,
    nodes: &[ProxyNodeId],
    lifecycle: ProxyNodeLifecycle,
) -> Result<(), StepError> {
    let mut tx = context.store.begin().await?;
    for node in nodes {
        tx.proxy_node_set_lifecycle(node, lifecycle).await?;
    }
    Ok(tx.commit().await?)
}

/// Moves proxies that are at one point of their life on to another.
pub(super) async fn move_proxies(
    context: &Context,
    proxies: &[Proxy],
    from: ProxyLifecycle,
    to: ProxyLifecycle,
) -> Result<(), StepError> {
    let mut tx = context.store.begin().await?;
    for proxy in proxies.iter().filter(|proxy| proxy.lifecycle == from) {
        tx.proxy_set_lifecycle(&proxy.id, to, Timestamp::now())
            .await?;
    }
    Ok(tx.commit().await?)
}
