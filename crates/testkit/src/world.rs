//! The simulated world: what a host would have.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use hyades_agent_api::{AgentError, HostFacts, NodeSpec};
use hyades_types::id::NodeId;
use hyades_types::time::Timestamp;
use hyades_types::topology::TopologySnapshot;

/// What an agent can be asked to change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verb {
    /// `node_ensure`
    NodeEnsure,
    /// `node_drop`
    NodeDrop,
    /// `node_restart`
    NodeRestart,
    /// `root_account_ensure`
    RootAccountEnsure,
    /// `gateways_apply`
    GatewaysApply,
}

/// A simulated server.
#[derive(Debug, Clone)]
pub(crate) struct SimNode {
    pub(crate) spec: NodeSpec,
    pub(crate) started_at: Timestamp,
}

/// Everything that a host has.
#[derive(Debug, Default)]
pub(crate) struct World {
    pub(crate) nodes: BTreeMap<NodeId, SimNode>,
    pub(crate) topology: TopologySnapshot,
    /// What the host has, once a test has changed it.
    pub(crate) facts: Option<HostFacts>,
    pub(crate) failures: BTreeMap<Verb, VecDeque<AgentError>>,
}

/// What a test compares: which nodes there are, and which addresses are served.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WorldState {
    /// Nodes with a server.
    pub nodes: BTreeSet<String>,
    /// Addresses that are served, each with its backend.
    pub gateways: BTreeSet<String>,
}

impl World {
    pub(crate) fn state(&self) -> WorldState {
        let gateways = self.topology.gateways.iter().map(|gateway| {
            let backend = gateway
                .backend
                .as_ref()
                .map(|backend| backend.endpoint.to_string());
            format!("{} -> {}", gateway.listen, backend.unwrap_or_default())
        });
        WorldState {
            nodes: self.nodes.keys().map(ToString::to_string).collect(),
            gateways: gateways.collect(),
        }
    }

    /// The failure that the test wants next for this verb, if any.
    pub(crate) fn failure(&mut self, verb: Verb) -> Result<(), AgentError> {
        match self.failures.get_mut(&verb).and_then(VecDeque::pop_front) {
            Some(error) => Err(error),
            None => Ok(()),
        }
    }
}
