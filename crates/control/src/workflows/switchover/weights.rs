//! Read weights belong to the places that two nodes have in an instance, which they exchange.
//!
//! The primary's weight is bounded by other rules than a replica's. At a read-only proxy it is 0: if it stayed
//! with the old primary, there might be nobody left to read from.

use hyades_store::{StoreError, Tx};
use hyades_types::id::{InstanceId, NodeId};
use hyades_types::time::Timestamp;

/// Exchanges the weights of two nodes at every proxy. Who does not take part has none.
pub(super) async fn exchange(
    tx: &mut Tx,
    instance: &InstanceId,
    (one, other): (&NodeId, &NodeId),
    now: Timestamp,
) -> Result<(), StoreError> {
    for proxy in tx.proxies_of(instance).await? {
        let mut config = proxy.config;
        let (first, second) = (config.weights.remove(one), config.weights.remove(other));
        let exchanged = [(one, second), (other, first)];
        let exchanged = exchanged
            .into_iter()
            .filter_map(|(node, weight)| Some((node.clone(), weight?)));
        config.weights.extend(exchanged);
        tx.proxy_configure(&proxy.id, &config, now).await?;
    }
    Ok(())
}
