//! Goal: what replies say about servers is at most a moment old.

use crate::fleet::Fleet;
use crate::observations::Observations;

/// Asks every agent once. When one does not answer, what was seen before stands.
pub(super) async fn pass(fleet: &Fleet, observations: &Observations) {
    let mut all = Vec::new();
    for host in fleet.hosts() {
        match host.agent.nodes_observe().await {
            Ok(mut seen) => all.append(&mut seen),
            Err(error) => {
                tracing::warn!(host = %host.id, %error, "a host does not say how its nodes are");
                return;
            }
        }
    }
    observations.replace(all);
}
