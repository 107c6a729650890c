//! The simulated agent.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use hyades_agent_api::{
    Agent, AgentError, DataPlaneStatus, EngineBuild, EventName, HostFacts, NodeGoal,
    NodeObservation, NodeSpec, ProxyNodeObservation, RecordFile,
};
use hyades_types::Secret;
use hyades_types::engine::EngineVersion;
use hyades_types::id::{InstanceId, NodeId, ProxyNodeId};
use hyades_types::net::Endpoint;
use hyades_types::record::RecordName;
use hyades_types::time::Timestamp;
use hyades_types::topology::{DatabaseProxy, FailedListener, ProxyStatus, TopologySnapshot};
use hyades_types::units::ByteSize;

use crate::observe::observe;
use crate::world::{SimNode, Verb, World, WorldState};

/// An agent over a world in memory. Everything it is asked to do is done at once.
#[derive(Debug, Default)]
pub struct SimAgent {
    world: Mutex<World>,
}

impl SimAgent {
    /// An agent of an empty host.
    pub fn new() -> Self {
        Self::default()
    }

    /// What there is now.
    pub fn state(&self) -> WorldState {
        self.world().state()
    }

    /// Makes the next call of this verb fail, and so on for further failures in their order.
    pub fn fail_next(&self, verb: Verb, error: AgentError) {
        self.next_of(verb, Some(error));
    }

    /// Lets one more call of this verb through before the failures that are said later.
    pub fn pass_next(&self, verb: Verb) {
        self.next_of(verb, None);
    }

    fn next_of(&self, verb: Verb, outcome: Option<AgentError>) {
        let mut world = self.world();
        world.failures.entry(verb).or_default().push_back(outcome);
    }

    /// What the data plane was told last.
    pub fn topology(&self) -> TopologySnapshot {
        self.world().topology.clone()
    }

    /// Ends a proxy node's process; nobody starts it again until [`Self::revive_proxy_nodes`].
    pub fn kill_proxy_node(&self, node: &ProxyNodeId) {
        self.world().dead.insert(node.clone());
    }

    /// Starts the processes of killed proxy nodes again.
    pub fn revive_proxy_nodes(&self) {
        self.world().dead.clear();
    }

    /// Has a read replica replicate no more.
    pub fn stop_replication(&self, node: &NodeId) {
        self.world().stopped.insert(node.clone());
    }

    /// Has all read replicas replicate again.
    pub fn resume_replication(&self) {
        self.world().stopped.clear();
    }

    /// Enables a scheduled event, as a customer does at a primary.
    pub fn add_event(&self, node: &NodeId, event: EventName) {
        let mut world = self.world();
        world.events.entry(node.clone()).or_default().insert(event);
    }

    /// The nodes on which scheduled events are enabled, with those.
    pub fn events(&self) -> Vec<(NodeId, Vec<EventName>)> {
        let world = self.world();
        let some = world.events.iter().filter(|(_, events)| !events.is_empty());
        some.map(|(node, events)| (node.clone(), events.iter().cloned().collect()))
            .collect()
    }

    /// Has the processes of proxy nodes run a program of this version.
    pub fn run_proxies_as(&self, version: &str) {
        version.clone_into(&mut self.world().proxy_version);
    }

    /// Lets something else listen on an endpoint.
    pub fn take_endpoint(&self, endpoint: Endpoint) {
        self.world().taken.insert(endpoint);
    }

    /// Adds a file with recorded statements.
    pub fn add_record(&self, name: RecordName, updated_at: Timestamp, content: &[u8]) {
        let file = (updated_at, content.to_vec());
        self.world().records.insert(name, file);
    }

    /// Changes what the host has.
    pub fn change_facts(&self, change: impl FnOnce(&mut HostFacts)) {
        change(self.world().facts.get_or_insert_with(ample));
    }

    fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The one build that the simulated host has.
const VERSION: EngineVersion = EngineVersion {
    major: 9,
    minor: 7,
    patch: 4,
};

#[async_trait]
impl Agent for SimAgent {
    async fn host_facts(&self) -> Result<HostFacts, AgentError> {
        Ok(self.world().facts.clone().unwrap_or_else(ample))
    }

    async fn node_ensure(
        &self,
        spec: &NodeSpec,
        _: Duration,
    ) -> Result<NodeObservation, AgentError> {
        let mut world = self.world();
        match spec.goal {
            NodeGoal::Fenced { .. } => world.failure(Verb::NodeFence)?,
            _ => world.failure(Verb::NodeEnsure)?,
        }
        let known = world.nodes.get(&spec.node);
        if let Some(kept) = known.map(|node| node.spec.generation)
            && kept > spec.generation
        {
            return Err(AgentError::Stale {
                offered: spec.generation,
                kept,
            });
        }
        let started_at = known.map_or_else(Timestamp::now, |node| node.started_at);
        let node = SimNode {
            spec: spec.clone(),
            started_at,
        };
        let seen = observe(&node);
        world.nodes.insert(spec.node.clone(), node);
        Ok(seen)
    }

    async fn node_drop(&self, node: &NodeId, _: Duration) -> Result<(), AgentError> {
        let mut world = self.world();
        world.failure(Verb::NodeDrop)?;
        world.nodes.remove(node);
        Ok(())
    }

    async fn node_restart(
        &self,
        node: &NodeId,
        asked_at: Timestamp,
        _: Duration,
    ) -> Result<NodeObservation, AgentError> {
        let mut world = self.world();
        world.failure(Verb::NodeRestart)?;
        let found = world.nodes.get_mut(node);
        let server = found.ok_or_else(|| AgentError::NoSuchNode { node: node.clone() })?;
        if server.started_at < asked_at {
            server.started_at = Timestamp::now();
        }
        Ok(observe(server))
    }

    async fn node_observe(&self, node: &NodeId) -> Result<NodeObservation, AgentError> {
        let world = self.world();
        let server = world.nodes.get(node);
        server
            .map(|server| world.observe(server))
            .ok_or_else(|| AgentError::NoSuchNode { node: node.clone() })
    }

    async fn nodes_observe(&self) -> Result<Vec<NodeObservation>, AgentError> {
        let world = self.world();
        let seen = world.nodes.values().map(|server| world.observe(server));
        Ok(seen.collect())
    }

    async fn root_account_ensure(
        &self,
        node: &NodeId,
        _: &Secret,
        _: Duration,
    ) -> Result<(), AgentError> {
        let mut world = self.world();
        world.failure(Verb::RootAccountEnsure)?;
        if !world.nodes.contains_key(node) {
            return Err(AgentError::NoSuchNode { node: node.clone() });
        }
        Ok(())
    }

    async fn events_enabled(
        &self,
        node: &NodeId,
        _: Duration,
    ) -> Result<Vec<EventName>, AgentError> {
        let events = self.world().events.get(node).cloned();
        Ok(events.unwrap_or_default().into_iter().collect())
    }

    async fn events_enable(
        &self,
        node: &NodeId,
        events: &[EventName],
        _: Duration,
    ) -> Result<(), AgentError> {
        let mut world = self.world();
        world.failure(Verb::EventsEnable)?;
        world.enable_events(node, events);
        Ok(())
    }

    async fn topology_apply(
        &self,
        snapshot: &TopologySnapshot,
        _: Duration,
    ) -> Result<DataPlaneStatus, AgentError> {
        let mut world = self.world();
        world.failure(Verb::TopologyApply)?;
        let kept = world.topology.epoch;
        if kept > snapshot.epoch {
            return Err(AgentError::Stale {
                offered: snapshot.epoch,
                kept,
            });
        }
        world.topology = snapshot.clone();
        Ok(DataPlaneStatus {
            gateways: status(snapshot, snapshot.gateways.len()),
            proxy_nodes: world.proxy_nodes(),
        })
    }

    async fn proxy_nodes_observe(&self) -> Result<Vec<ProxyNodeObservation>, AgentError> {
        Ok(self.world().proxy_nodes())
    }

    async fn records_list(&self, instance: &InstanceId) -> Result<Vec<RecordFile>, AgentError> {
        let world = self.world();
        let own = world
            .records
            .iter()
            .filter(|(name, _)| name.instance() == instance);
        let files = own.map(|(name, (updated_at, content))| RecordFile {
            name: name.clone(),
            size: ByteSize::bytes(content.len() as u64),
            updated_at: *updated_at,
        });
        Ok(files.collect())
    }

    async fn record_read(
        &self,
        name: &RecordName,
        offset: u64,
        limit: usize,
    ) -> Result<Vec<u8>, AgentError> {
        let world = self.world();
        let missing = || AgentError::NoSuchRecord { name: name.clone() };
        let (_, content) = world.records.get(name).ok_or_else(missing)?;
        let offset = usize::try_from(offset).unwrap_or(usize::MAX);
        let rest = content.get(offset..).unwrap_or_default();
        Ok(rest.iter().copied().take(limit).collect())
    }

    async fn records_drop(&self, instance: &InstanceId) -> Result<(), AgentError> {
        let mut world = self.world();
        world.failure(Verb::RecordsDrop)?;
        world.records.retain(|name, _| name.instance() != instance);
        Ok(())
    }
}

/// What a process that serves this snapshot answers.
fn status(snapshot: &TopologySnapshot, listening: usize) -> ProxyStatus {
    ProxyStatus {
        pid: 1,
        epoch: snapshot.epoch,
        listening,
        ..ProxyStatus::default()
    }
}

impl World {
    /// What is enabled on one node comes to the others of the instance as disabled.
    fn enable_events(&mut self, node: &NodeId, events: &[EventName]) {
        for others in self.events.values_mut() {
            others.retain(|event| !events.contains(event));
        }
        let own = self.events.entry(node.clone()).or_default();
        own.extend(events.iter().cloned());
    }

    /// Every proxy node that there is to be: a process serves as well as it can.
    fn proxy_nodes(&self) -> Vec<ProxyNodeObservation> {
        let nodes = |proxy| self.nodes_of_proxy(proxy);
        self.topology.proxies.iter().flat_map(nodes).collect()
    }

    fn nodes_of_proxy(&self, proxy: &DatabaseProxy) -> Vec<ProxyNodeObservation> {
        let now = Timestamp::now();
        let taken = proxy.listen.iter().filter(|at| self.taken.contains(at));
        let failed: Vec<FailedListener> = taken
            .map(|&listen| FailedListener {
                listen,
                reason: "address in use".to_owned(),
            })
            .collect();
        let serving = ProxyStatus {
            failed,
            version: self.proxy_version.clone(),
            ..status(&self.topology, proxy.listen.len())
        };
        let nodes = proxy.nodes.iter().map(|node| {
            let alive = !self.dead.contains(&node.id);
            ProxyNodeObservation {
                node: node.id.clone(),
                proxy: proxy.id.clone(),
                generation: node.generation,
                observed_at: now,
                started_at: alive.then_some(now),
                status: alive.then(|| serving.clone()),
            }
        });
        nodes.collect()
    }
}

/// A host on which everything fits.
fn ample() -> HostFacts {
    HostFacts {
        vcpus: 16,
        memory_total: ByteSize::gib(256),
        memory_available: ByteSize::gib(200),
        disk_total: ByteSize::gib(1000),
        disk_available: ByteSize::gib(900),
        limits_enforced: false,
        engines: vec![EngineBuild {
            version: VERSION,
            location: "simulated".to_owned(),
        }],
    }
}
