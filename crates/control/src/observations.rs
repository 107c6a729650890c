//! The last look at every node, in memory.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use hyades_agent_api::NodeObservation;
use hyades_types::id::NodeId;

/// What the agents saw last. Replies are made from this, so that reading costs no round trip.
#[derive(Debug, Default)]
pub(crate) struct Observations {
    nodes: RwLock<HashMap<NodeId, NodeObservation>>,
}

impl Observations {
    /// The last look at a node.
    pub(crate) fn get(&self, node: &NodeId) -> Option<NodeObservation> {
        self.nodes
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(node)
            .cloned()
    }

    /// Notes one look, unless a later one is known.
    pub(crate) fn note(&self, seen: NodeObservation) {
        let mut nodes = self.nodes.write().unwrap_or_else(PoisonError::into_inner);
        let newer = nodes
            .get(&seen.node)
            .is_none_or(|known| known.observed_at <= seen.observed_at);
        if newer {
            nodes.insert(seen.node.clone(), seen);
        }
    }

    /// Notes a look at all nodes of the fleet, and forgets the nodes that are gone.
    pub(crate) fn replace(&self, all: Vec<NodeObservation>) {
        let mut fresh: HashMap<NodeId, NodeObservation> = all
            .into_iter()
            .map(|seen| (seen.node.clone(), seen))
            .collect();
        let mut nodes = self.nodes.write().unwrap_or_else(PoisonError::into_inner);
        for (id, known) in nodes.drain() {
            if let Some(seen) = fresh.get_mut(&id)
                && known.observed_at > seen.observed_at
            {
                *seen = known;
            }
        }
        *nodes = fresh;
    }
}
