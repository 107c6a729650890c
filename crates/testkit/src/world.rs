//! The simulated world: what a host would have.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use hyades_agent_api::{AgentError, EventName, HostFacts, NodeGoal, NodeSpec};
use hyades_types::id::{NodeId, ProxyNodeId};
use hyades_types::net::Endpoint;
use hyades_types::record::RecordName;
use hyades_types::time::Timestamp;
use hyades_types::topology::{DatabaseProxy, ProxyNode, TopologySnapshot};

/// What an agent can be asked to change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verb {
    /// `node_ensure`
    NodeEnsure,
    /// `node_ensure` of a server that is to refuse writes
    NodeFence,
    /// `node_drop`
    NodeDrop,
    /// `node_restart`
    NodeRestart,
    /// `root_account_ensure`
    RootAccountEnsure,
    /// `events_enable`
    EventsEnable,
    /// `topology_apply`
    TopologyApply,
    /// `records_drop`
    RecordsDrop,
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
    /// Read replicas that do not replicate.
    pub(crate) stopped: BTreeSet<NodeId>,
    /// Where scheduled events are enabled.
    pub(crate) events: BTreeMap<NodeId, BTreeSet<EventName>>,
    /// Proxy nodes without a process: killed, and not started again yet.
    pub(crate) dead: BTreeSet<ProxyNodeId>,
    /// What processes of proxy nodes say that their version is.
    pub(crate) proxy_version: String,
    /// Endpoints that something else listens on.
    pub(crate) taken: BTreeSet<Endpoint>,
    /// What the host has, once a test has changed it.
    pub(crate) facts: Option<HostFacts>,
    /// Files with recorded statements: when they were written, and what is in them.
    pub(crate) records: BTreeMap<RecordName, (Timestamp, Vec<u8>)>,
    pub(crate) failures: BTreeMap<Verb, VecDeque<Option<AgentError>>>,
}

/// What a test compares: which nodes there are, which addresses are served, and how.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WorldState {
    /// Nodes with a server, each with what it is for.
    pub nodes: BTreeSet<String>,
    /// Addresses that are served, each with its backend.
    pub gateways: BTreeSet<String>,
    /// Nodes of proxies, each with where it listens, what is behind it, and how it behaves.
    pub proxies: BTreeSet<String>,
    /// Limits on statements, by node.
    pub throttles: BTreeSet<String>,
    /// Instances whose statements are recorded.
    pub recorded: BTreeSet<String>,
    /// Files with recorded statements.
    pub records: BTreeSet<String>,
    /// Instances whose statements wait.
    pub held: BTreeSet<String>,
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
            nodes: self.nodes.values().map(node).collect(),
            gateways: gateways.collect(),
            proxies: self.topology.proxies.iter().flat_map(proxy).collect(),
            throttles: self
                .topology
                .throttles
                .iter()
                .map(|throttle| format!("{} {:?}", throttle.node, throttle.rules))
                .collect(),
            recorded: self
                .topology
                .recorded
                .iter()
                .map(ToString::to_string)
                .collect(),
            records: self.records.keys().map(ToString::to_string).collect(),
            held: self.topology.held.iter().map(ToString::to_string).collect(),
        }
    }

    /// The failure that the test wants next for this verb, if any.
    pub(crate) fn failure(&mut self, verb: Verb) -> Result<(), AgentError> {
        match self.failures.get_mut(&verb).and_then(VecDeque::pop_front) {
            Some(Some(error)) => Err(error),
            Some(None) | None => Ok(()),
        }
    }
}

fn node(node: &SimNode) -> String {
    match &node.spec.goal {
        NodeGoal::Primary => format!("{} primary", node.spec.node),
        NodeGoal::Fenced { .. } => format!("{} fenced", node.spec.node),
        NodeGoal::Replica { source } => format!("{} replica of {source}", node.spec.node),
    }
}

fn proxy(proxy: &DatabaseProxy) -> Vec<String> {
    let servers: Vec<String> = proxy
        .backends
        .iter()
        .map(|backend| format!("{}*{}", backend.server.node, backend.weight))
        .collect();
    let of_node = |node: &ProxyNode| {
        format!(
            "{} {:?} -> {servers:?} {:?}",
            node.id, proxy.listen, proxy.settings
        )
    };
    proxy.nodes.iter().map(of_node).collect()
}
