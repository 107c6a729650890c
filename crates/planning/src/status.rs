//! What the observations of an instance's servers add up to.

use hyades_agent_api::{NodeObservation, NodeState};
use hyades_types::model::{Instance, Node};
use hyades_types::status::{Lifecycle, NodeLifecycle, NodeRole, Operation};

/// How a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NodeStatus {
    /// Being made.
    Creating,
    /// Answers in its role.
    Normal,
    /// Does not answer, or not in its role.
    Abnormal,
}

/// How an instance is. The API's two vocabularies are renderings of this.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InstanceStatus {
    /// Being made.
    Creating,
    /// Making it failed.
    CreateFailed,
    /// Its primary takes writes.
    Normal,
    /// A restart that a user asked for is under way.
    Restarting,
    /// Another node is being made its primary, as a user has asked for.
    Switching,
    /// Its primary does not take writes.
    Abnormal,
}

/// How a node is, by the last look at its server.
pub fn node(node: &Node, observed: Option<&NodeObservation>) -> NodeStatus {
    if node.lifecycle == NodeLifecycle::Creating {
        return NodeStatus::Creating;
    }
    let in_role = observed.is_some_and(|seen| match node.role {
        NodeRole::Primary => seen.read_only == Some(false),
        NodeRole::Replica => seen.replication.as_ref().is_some_and(|r| r.is_running()),
    });
    let serving = observed.is_some_and(|seen| seen.state == NodeState::Serving);
    if serving && in_role {
        NodeStatus::Normal
    } else {
        NodeStatus::Abnormal
    }
}

/// How an instance is, by how its nodes are.
///
/// An instance that is being deleted stays what it was until it is gone: clients that wait for its
/// end know no word for the time between.
pub fn instance(
    instance: &Instance,
    nodes: impl IntoIterator<Item = (NodeRole, NodeStatus)>,
) -> InstanceStatus {
    match instance.lifecycle {
        Lifecycle::Creating => return InstanceStatus::Creating,
        Lifecycle::CreateFailed => return InstanceStatus::CreateFailed,
        Lifecycle::Active => {}
    }
    match instance.busy.as_ref().map(|busy| busy.operation) {
        Some(Operation::Restart | Operation::NodeRestart) => return InstanceStatus::Restarting,
        Some(Operation::Switchover) => return InstanceStatus::Switching,
        Some(Operation::Delete) => return InstanceStatus::Normal,
        _ => {}
    }
    let writable = nodes
        .into_iter()
        .any(|(role, status)| role == NodeRole::Primary && status == NodeStatus::Normal);
    if writable {
        InstanceStatus::Normal
    } else {
        InstanceStatus::Abnormal
    }
}
