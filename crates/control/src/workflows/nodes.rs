//! What the steps of several workflows do to nodes.

use std::collections::HashSet;
use std::time::Duration;

use futures::future::try_join_all;
use hyades_agent_api::{NodeGoal, NodeSpec, Seed};
use hyades_planning::flavor::Flavor;
use hyades_planning::status::{self, NodeStatus};
use hyades_planning::time_zone;
use hyades_types::id::{InstanceId, NodeId, ProjectId};
use hyades_types::model::{Instance, Node};
use hyades_types::status::{NodeLifecycle, NodeRole};
use hyades_types::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::context::Context;
use super::step::StepError;

/// How long a new server may take: mostly waiting its turn when many are made at once.
pub(super) const MAKE: Duration = Duration::from_secs(600);

/// How long copying a running server's data may take.
pub(super) const CLONE: Duration = Duration::from_secs(6 * 3600);

/// How long a server may take to stop and be removed.
const DROP: Duration = Duration::from_secs(120);

/// How long nodes may take to be in their roles once their servers answer.
const VERIFY: Duration = Duration::from_secs(60);

const LOOK_EVERY: Duration = Duration::from_millis(50);

/// How long the proxy process may take to serve a new topology.
pub(super) const PUBLISH: Duration = Duration::from_secs(30);

/// An instance, as parameters name it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Target {
    /// The owner.
    pub(crate) project: ProjectId,
    /// The instance.
    pub(crate) instance: InstanceId,
}

impl Target {
    /// The instance's record.
    pub(super) async fn instance(&self, context: &Context) -> Result<Instance, StepError> {
        context
            .store
            .instance_fetch(&self.project, &self.instance)
            .await?
            .ok_or_else(|| StepError::permanent("the instance is gone"))
    }

    /// The records of the instance's nodes.
    pub(super) async fn nodes(&self, context: &Context) -> Result<Vec<Node>, StepError> {
        Ok(context
            .store
            .nodes_of(std::slice::from_ref(&self.instance))
            .await?)
    }

    /// The records of some of the instance's nodes, in the order given; ones that are gone are
    /// left out.
    pub(super) async fn some_nodes(
        &self,
        context: &Context,
        wanted: &[NodeId],
    ) -> Result<Vec<Node>, StepError> {
        let nodes = self.nodes(context).await?;
        Ok(wanted
            .iter()
            .filter_map(|id| nodes.iter().find(|n| n.id == *id).cloned())
            .collect())
    }
}

/// The instance's primary among its nodes.
pub(super) fn primary(nodes: &[Node]) -> Result<&Node, StepError> {
    nodes
        .iter()
        .find(|node| node.role == NodeRole::Primary)
        .ok_or_else(|| StepError::permanent("the instance has no primary"))
}

/// Makes the servers of some nodes be there and answer in their roles, all at once.
pub(super) async fn make(
    context: &Context,
    instance: &Instance,
    nodes: &[Node],
    primary: &Node,
    seed: &Seed,
    deadline: Duration,
) -> Result<(), StepError> {
    let made = nodes.iter().map(async |node| {
        let spec = spec(context, instance, node, primary, seed)?;
        let agent = context.fleet.agent(&node.host)?;
        context
            .observations
            .note(agent.node_ensure(&spec, deadline).await?);
        Ok::<_, StepError>(())
    });
    try_join_all(made).await.map(drop)
}

/// The goal of a node, as the records say.
pub(super) fn spec(
    context: &Context,
    instance: &Instance,
    node: &Node,
    primary: &Node,
    seed: &Seed,
) -> Result<NodeSpec, StepError> {
    let flavor = Flavor::find(&instance.flavor)
        .ok_or_else(|| StepError::permanent(format_args!("no flavor {}", instance.flavor)))?;
    let time_zone = time_zone::to_mysql(&instance.time_zone)
        .ok_or_else(|| StepError::permanent(format_args!("no time zone {}", instance.time_zone)))?;
    let goal = match node.role {
        NodeRole::Primary => NodeGoal::Primary,
        NodeRole::Replica => NodeGoal::Replica {
            source: primary.backend,
        },
    };
    Ok(NodeSpec {
        node: node.id.clone(),
        instance: instance.id.clone(),
        generation: node.generation,
        engine: instance.engine,
        backend: node.backend,
        advertised: instance.address.into_iter().chain([node.address]).collect(),
        server_id: node.server_id,
        resources: flavor.resources(),
        lower_case_table_names: instance.lower_case_table_names,
        time_zone,
        seed: seed.clone(),
        goal,
        accounts: context.internal_accounts(&instance.id),
    })
}

/// Moves nodes on in their life, and lets the data plane follow.
pub(super) async fn move_to(
    context: &Context,
    nodes: &[Node],
    lifecycle: NodeLifecycle,
) -> Result<(), StepError> {
    let mut tx = context.store.begin().await?;
    for node in nodes {
        tx.node_set_lifecycle(&node.id, lifecycle, Timestamp::now())
            .await?;
    }
    tx.commit().await?;
    let status = context.topology.publish(PUBLISH).await?.gateways;
    let ours: HashSet<_> = nodes.iter().map(|node| node.address).collect();
    match status
        .failed
        .iter()
        .find(|failed| ours.contains(&failed.listen.address))
    {
        Some(failed) if lifecycle == NodeLifecycle::Active => Err(StepError::permanent(
            format_args!("cannot listen on {}: {}", failed.listen, failed.reason),
        )),
        _ => Ok(()),
    }
}

/// Removes nodes that are out of the data plane: their servers, their data, then their records.
/// Each record goes as soon as nothing is left of its node.
pub(super) async fn remove(context: &Context, nodes: &[Node]) -> Result<(), StepError> {
    for node in nodes {
        context
            .fleet
            .agent(&node.host)?
            .node_drop(&node.id, DROP)
            .await?;
        let mut tx = context.store.begin().await?;
        tx.node_delete(node).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Takes back nodes that were being made. One whose server cannot be removed now stays recorded
/// as discarded, with its address; the sweeper goes on with it.
pub(super) async fn discard(context: &Context, nodes: &[Node]) -> Result<(), StepError> {
    move_to(context, nodes, NodeLifecycle::Discarded).await?;
    for node in nodes {
        if let Err(error) = remove(context, std::slice::from_ref(node)).await {
            tracing::warn!(node = %node.id, %error, "a node cannot be removed yet");
        }
    }
    Ok(())
}

/// Checks that nodes answer in their roles, by a fresh look at each. A replica whose source was
/// restarted takes a moment to find it again, which is waited for.
pub(super) async fn verify(context: &Context, nodes: &[Node]) -> Result<(), StepError> {
    let end = tokio::time::Instant::now() + VERIFY;
    loop {
        match verify_now(context, nodes).await {
            Err(_) if tokio::time::Instant::now() < end => tokio::time::sleep(LOOK_EVERY).await,
            verified => return verified,
        }
    }
}

async fn verify_now(context: &Context, nodes: &[Node]) -> Result<(), StepError> {
    for node in nodes {
        let seen = context
            .fleet
            .agent(&node.host)?
            .node_observe(&node.id)
            .await?;
        context.observations.note(seen.clone());
        if status::node(node, Some(&seen)) != NodeStatus::Normal {
            return Err(StepError::permanent(format_args!(
                "{} does not answer as a {}",
                node.name,
                node.role.as_str()
            )));
        }
    }
    Ok(())
}
