//! The last look at every node and every proxy node, in memory.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use hyades_agent_api::{NodeObservation, ProxyNodeObservation};
use hyades_types::id::{NodeId, ProxyNodeId};
use hyades_types::time::Timestamp;

/// How long a proxy node that is not seen any more is remembered.
const FORGET_MILLIS: i64 = 5000;

/// What the agents saw last. Replies are made from this, so that reading costs no round trip.
#[derive(Debug, Default)]
pub(crate) struct Observations {
    nodes: RwLock<HashMap<NodeId, NodeObservation>>,
    proxy_nodes: RwLock<HashMap<ProxyNodeId, ProxyNodeObservation>>,
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

    /// The last look at a node of a proxy.
    pub(crate) fn proxy_node(&self, node: &ProxyNodeId) -> Option<ProxyNodeObservation> {
        self.proxy_nodes
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(node)
            .cloned()
    }

    /// Notes a look at proxy nodes, unless a later one is known, and forgets nodes that nobody has seen
    /// for a while. (The look at all of them is up to a second old, and may not know the newest.)
    pub(crate) fn note_proxy_nodes(&self, looks: &[ProxyNodeObservation]) {
        let long_ago = Timestamp::now().as_millis() - FORGET_MILLIS;
        let mut known = self
            .proxy_nodes
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        known.retain(|_, seen| seen.observed_at.as_millis() > long_ago);
        for seen in looks {
            let newer = known
                .get(&seen.node)
                .is_none_or(|known| known.observed_at <= seen.observed_at);
            if newer {
                known.insert(seen.node.clone(), seen.clone());
            }
        }
    }
}
