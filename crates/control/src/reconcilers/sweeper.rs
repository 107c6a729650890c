//! Goal: nothing is left of nodes whose making was undone.

use std::time::Duration;

use hyades_store::{Store, StoreError};
use hyades_types::model::Node;
use hyades_types::status::NodeLifecycle;

use crate::fleet::Fleet;

const DROP: Duration = Duration::from_secs(60);

/// Removes discarded nodes; what does not go now is tried again at the next pass.
pub(crate) async fn pass(store: &Store, fleet: &Fleet) {
    let nodes = match store.node_list(Some(NodeLifecycle::Discarded)).await {
        Ok(nodes) => nodes,
        Err(error) => {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "cannot list discarded nodes"
            );
            return;
        }
    };
    for node in nodes {
        match remove(store, fleet, &node).await {
            Ok(()) => tracing::info!(node = %node.id, "removed what was left of a discarded node"),
            Err(error) => tracing::warn!(node = %node.id, error = &*error,
                "cannot remove a discarded node yet"),
        }
    }
}

async fn remove(
    store: &Store,
    fleet: &Fleet,
    node: &Node,
) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    fleet.agent(&node.host)?.node_drop(&node.id, DROP).await?;
    forget(store, node).await?;
    Ok(())
}

async fn forget(store: &Store, node: &Node) -> Result<(), StoreError> {
    let mut tx = store.begin().await?;
    tx.node_delete(node).await?;
    tx.commit().await
}
