//! What looks at simulated servers show.

use hyades_agent_api::{NodeGoal, NodeObservation, NodeState, ReplicationObservation};
use hyades_types::net::Endpoint;
use hyades_types::time::Timestamp;
use hyades_types::units::ByteSize;

use crate::world::{SimNode, World};

impl World {
    /// What a look at a server shows.
    pub(crate) fn observe(&self, node: &SimNode) -> NodeObservation {
        let mut seen = observe(node);
        if let Some(replication) = seen.replication.as_mut()
            && self.stopped.contains(&node.spec.node)
        {
            replication.applying = false;
            replication.lag_seconds = None;
        }
        seen
    }
}

/// A server that is as it should be.
pub(crate) fn observe(node: &SimNode) -> NodeObservation {
    let source = match &node.spec.goal {
        NodeGoal::Primary | NodeGoal::Fenced { .. } => None,
        NodeGoal::Replica { source } => Some(*source),
    };
    NodeObservation {
        node: node.spec.node.clone(),
        instance: node.spec.instance.clone(),
        observed_at: Timestamp::now(),
        generation: node.spec.generation,
        state: NodeState::Serving,
        started_at: Some(node.started_at),
        pid: Some(1),
        version: Some(node.spec.engine),
        read_only: Some(node.spec.goal != NodeGoal::Primary),
        max_connections: Some(node.spec.resources.max_connections),
        gtid_executed: Some(String::new()),
        replication: source.map(running),
        semi_sync_replicas: source.is_none().then_some(0),
        volume_used: ByteSize::mib(200),
        resident: Some(ByteSize::mib(150)),
    }
}

fn running(source: Endpoint) -> ReplicationObservation {
    ReplicationObservation {
        source,
        receiving: true,
        applying: true,
        lag_seconds: Some(0),
        last_error: None,
    }
}
