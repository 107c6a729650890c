//! The calls of the contract.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use hyades_agent_api::{
    Agent, AgentError, DataPlaneStatus, EventName, HostFacts, NodeGoal, NodeObservation, NodeSpec,
    ProxyNodeObservation, RecordFile,
};
use hyades_types::Secret;
use hyades_types::id::{InstanceId, NodeId};
use hyades_types::record::RecordName;
use hyades_types::time::Timestamp;
use hyades_types::topology::TopologySnapshot;
use tokio::time::Instant;

use super::LocalAgent;
use crate::error::blocking;
use crate::held::held;
use crate::host;
use crate::node::{self, Node, Server, goal};
use crate::proxy::records;
use crate::sql::{catch_up, events, root};

/// The longest that a server gets to end by itself before it is dropped.
const DROP_GRACE: Duration = Duration::from_secs(10);

#[async_trait]
impl Agent for LocalAgent {
    async fn host_facts(&self) -> Result<HostFacts, AgentError> {
        host::facts(&self.context).await
    }

    async fn node_ensure(
        &self,
        spec: &NodeSpec,
        deadline: Duration,
    ) -> Result<NodeObservation, AgentError> {
        let end = Instant::now() + deadline;
        let work = Box::pin(async {
            let (node, attempt) = self.keep(spec).await?;
            node.outcome(attempt).await?;
            if let NodeGoal::Replica { source } = spec.goal {
                let left = end.saturating_duration_since(Instant::now());
                catch_up::wait(&node.server, spec, source, left).await?;
            }
            Ok(node.look().await)
        });
        within(deadline, "making the node ready", work).await
    }

    async fn node_drop(&self, node: &NodeId, deadline: Duration) -> Result<(), AgentError> {
        let work = Box::pin(async {
            let _turn = self.turn(node).await;
            let known = held(&self.nodes).remove(node);
            if let Some(known) = known {
                known.let_go().await;
            }
            let server = Server::new(self.context.clone(), node.clone());
            node::remove(&server, DROP_GRACE.min(deadline / 2)).await
        });
        within(deadline, "dropping the node", work).await
    }

    async fn node_restart(
        &self,
        node: &NodeId,
        asked_at: Timestamp,
        deadline: Duration,
    ) -> Result<NodeObservation, AgentError> {
        let node = self.node(node)?;
        let attempt = node.want_restart(asked_at);
        let work = Box::pin(async {
            node.outcome(attempt).await?;
            Ok(node.look().await)
        });
        within(deadline, "restarting the node", work).await
    }

    async fn node_observe(&self, node: &NodeId) -> Result<NodeObservation, AgentError> {
        Ok(self.node(node)?.look().await)
    }

    async fn nodes_observe(&self) -> Result<Vec<NodeObservation>, AgentError> {
        Ok(held(&self.nodes)
            .values()
            .map(|node| node.last_seen())
            .collect())
    }

    async fn root_account_ensure(
        &self,
        node: &NodeId,
        password: &Secret,
        deadline: Duration,
    ) -> Result<(), AgentError> {
        let node = self.node(node)?;
        let spec = node.spec();
        if spec.goal != NodeGoal::Primary {
            return Err(AgentError::failed(
                "set the root account",
                "the node is no primary",
            ));
        }
        let work = Box::pin(async {
            let mut session = node.server.connect(&spec.accounts.admin, deadline).await?;
            let done = root::ensure(&mut session, password).await;
            session.close().await;
            done
        });
        within(deadline, "setting the root account", work).await
    }

    async fn events_enabled(
        &self,
        node: &NodeId,
        deadline: Duration,
    ) -> Result<Vec<EventName>, AgentError> {
        let node = self.node(node)?;
        let work = Box::pin(async {
            let admin = &node.spec().accounts.admin;
            let mut session = node.server.connect(admin, deadline).await?;
            let enabled = events::enabled(&mut session).await;
            session.close().await;
            enabled
        });
        within(deadline, "reading the scheduled events", work).await
    }

    async fn events_enable(
        &self,
        node: &NodeId,
        events: &[EventName],
        deadline: Duration,
    ) -> Result<(), AgentError> {
        let node = self.node(node)?;
        let work = Box::pin(async {
            let admin = &node.spec().accounts.admin;
            let mut session = node.server.connect(admin, deadline).await?;
            let done = events::enable(&mut session, events).await;
            session.close().await;
            done
        });
        within(deadline, "enabling scheduled events", work).await
    }

    async fn topology_apply(
        &self,
        snapshot: &TopologySnapshot,
        deadline: Duration,
    ) -> Result<DataPlaneStatus, AgentError> {
        let work = Box::pin(self.data_plane.apply(snapshot));
        within(deadline, "applying the topology", work).await
    }

    async fn proxy_nodes_observe(&self) -> Result<Vec<ProxyNodeObservation>, AgentError> {
        Ok(self.data_plane.last_seen())
    }

    async fn records_list(&self, instance: &InstanceId) -> Result<Vec<RecordFile>, AgentError> {
        let (context, instance) = (self.context.clone(), instance.clone());
        blocking(move || records::list(&context.layout, &instance)).await
    }

    async fn record_read(
        &self,
        name: &RecordName,
        offset: u64,
        limit: usize,
    ) -> Result<Vec<u8>, AgentError> {
        let (context, name) = (self.context.clone(), name.clone());
        blocking(move || records::read(&context.layout, &name, offset, limit)).await
    }

    async fn records_drop(&self, instance: &InstanceId) -> Result<(), AgentError> {
        let (context, instance) = (self.context.clone(), instance.clone());
        blocking(move || records::drop_all(&context.layout, &instance)).await
    }
}

impl LocalAgent {
    /// Writes the goal down and has it kept. From here on the node comes up by itself, whether or
    /// not the caller waits.
    async fn keep(&self, spec: &NodeSpec) -> Result<(Arc<Node>, u64), AgentError> {
        goal::check(spec)?;
        self.context.build(spec.engine).await?;
        let _turn = self.turn(&spec.node).await;
        let paths = self.context.layout.node(&spec.node);
        let known = held(&self.nodes).get(&spec.node).cloned();
        let kept = match &known {
            Some(node) => Some((*node.spec()).clone()),
            None => goal::kept(&paths)?,
        };
        if kept.is_none() {
            host::check_capacity(&self.context)?;
        }
        let owned = spec.clone();
        blocking(move || goal::keep(&paths, kept.as_ref(), &owned)).await?;
        if let Some(node) = known {
            let attempt = node.want(spec.clone());
            return Ok((node, attempt));
        }
        let node = Arc::new(Node::keep(self.context.clone(), spec.clone()));
        held(&self.nodes).insert(spec.node.clone(), node.clone());
        Ok((node, Node::FIRST_ATTEMPT))
    }
}

async fn within<T>(
    deadline: Duration,
    what: &str,
    work: impl Future<Output = Result<T, AgentError>>,
) -> Result<T, AgentError> {
    match tokio::time::timeout(deadline, work).await {
        Ok(result) => result,
        Err(_) => Err(AgentError::Deadline {
            what: what.to_owned(),
            seconds: deadline.as_secs(),
        }),
    }
}
