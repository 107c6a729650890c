//! Goal: what replies say about servers is at most a moment old.

use std::time::Duration;

use futures::StreamExt;
use futures::stream;
use hyades_store::{Store, StoreError};
use hyades_types::status::NodeLifecycle;

use crate::fleet::Fleet;
use crate::observations::Observations;

/// Asks every agent once. When one does not answer, what was seen before stands.
pub(super) async fn pass(fleet: &Fleet, observations: &Observations) {
    let (mut all, mut proxies) = (Vec::new(), Vec::new());
    for host in fleet.hosts() {
        let seen = futures::try_join!(host.agent.nodes_observe(), host.agent.proxy_nodes_observe());
        match seen {
            Ok((mut nodes, mut proxy_nodes)) => {
                all.append(&mut nodes);
                proxies.append(&mut proxy_nodes);
            }
            Err(error) => {
                tracing::warn!(host = %host.id, %error, "a host does not say how its nodes are");
                return;
            }
        }
    }
    observations.replace(all);
    observations.note_proxy_nodes(&proxies);
}

/// How many servers are looked at at a time.
const AT_ONCE: usize = 32;

/// How long the first look may keep the service from starting.
const FIRST_LOOK: Duration = Duration::from_millis(700);

/// Looks at every server itself, before anybody asks: an agent that has just started has not yet,
/// and a reply must not call a server abnormal that was never looked at.
pub(crate) async fn first_look(
    store: &Store,
    fleet: &Fleet,
    observations: &Observations,
) -> Result<(), StoreError> {
    let nodes = store.node_list(Some(NodeLifecycle::Active)).await?;
    let looks = stream::iter(nodes).for_each_concurrent(AT_ONCE, async |node| {
        let Ok(agent) = fleet.agent(&node.host) else {
            return;
        };
        if let Ok(seen) = agent.node_observe(&node.id).await {
            observations.note(seen);
        }
    });
    let proxies = look_at_proxies(fleet, observations);
    // What did not answer by then is abnormal indeed.
    let _ = tokio::time::timeout(FIRST_LOOK, futures::future::join(looks, proxies)).await;
    Ok(())
}

async fn look_at_proxies(fleet: &Fleet, observations: &Observations) {
    for host in fleet.hosts() {
        if let Ok(seen) = host.agent.proxy_nodes_observe().await {
            observations.note_proxy_nodes(&seen);
        }
    }
}
