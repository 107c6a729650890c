//! Promoting a read replica (4.3.19).

use hyades_planning::status::{self, NodeStatus};
use hyades_types::error::{ApiError, ErrorCode};
use hyades_types::id::{InstanceId, JobId, NodeId, ProjectId};
use hyades_types::model::{JobKind, Node};
use hyades_types::status::{NodeLifecycle, NodeRole, Operation};

use super::delete::find;
use crate::app::App;
use crate::workflows::{Switchover, Target};

/// Seconds behind the primary up to which a replica may be: it has to be level before statements have to
/// wait, and that must not take for ever.
const MAX_LAG_SECONDS: u64 = 60;

/// The only failover priority with which a replica is promoted by hand.
const PRIORITY: i32 = 1;

impl App {
    /// Makes a read replica the primary, and the primary a read replica (4.3.19).
    ///
    /// # Errors
    /// `INSTANCE_NOT_FOUND`; `ID_FORMAT` and `NODE_NOT_FOUND`; `UNSUPPORTED_OPERATION` for the primary;
    /// `SWITCHOVER_PRIORITY`; `INSTANCE_BUSY` when another operation runs, or a server is not as it should be.
    pub async fn node_promote(
        &self,
        project: &ProjectId,
        id: &InstanceId,
        node: &str,
    ) -> Result<JobId, ApiError> {
        let mut submission = self.submission(project, id, Operation::Switchover).await?;
        let node: NodeId = node
            .parse()
            .map_err(|_| ApiError::new(ErrorCode::ID_FORMAT).field("node_id"))?;
        let nodes = submission.tx.nodes_of(id).await?;
        let to = find(&nodes, &node)?;
        let is_primary = |node: &&Node| {
            node.role == NodeRole::Primary && node.lifecycle == NodeLifecycle::Active
        };
        let from = nodes.iter().find(is_primary).ok_or_else(|| {
            ApiError::new(ErrorCode::INSTANCE_BUSY).detail("the instance has no primary")
        })?;
        check_choice(to)?;
        self.check_servers(from, to)?;
        let generations = nodes.iter().map(|node| node.generation);
        let switchover = Switchover {
            target: Target {
                project: project.clone(),
                instance: id.clone(),
            },
            from: from.id.clone(),
            to: to.id.clone(),
            generation: generations.max().unwrap_or_default(),
        };
        self.submit(submission, JobKind::Switchover, &switchover)
            .await
    }

    /// Both servers have to be as they should be, and the replica not far behind.
    fn check_servers(&self, from: &Node, to: &Node) -> Result<(), ApiError> {
        let refuse = |detail| Err(ApiError::new(ErrorCode::INSTANCE_BUSY).detail(detail));
        for (node, detail) in [
            (from, "the primary does not take writes"),
            (to, "the read replica does not replicate"),
        ] {
            let seen = self.observations.get(&node.id);
            if status::node(node, seen.as_ref()) != NodeStatus::Normal {
                return refuse(detail);
            }
        }
        let replication = self
            .observations
            .get(&to.id)
            .and_then(|seen| seen.replication);
        let lag = replication.and_then(|replication| replication.lag_seconds);
        if lag.is_none_or(|lag| lag > MAX_LAG_SECONDS) {
            return refuse("the read replica is too far behind the primary");
        }
        Ok(())
    }
}

fn check_choice(to: &Node) -> Result<(), ApiError> {
    let refuse = |code, detail| Err(ApiError::new(code).field("node_id").detail(detail));
    if to.role == NodeRole::Primary {
        return refuse(ErrorCode::UNSUPPORTED_OPERATION, "is the primary already");
    }
    if to.priority != PRIORITY {
        return refuse(
            ErrorCode::SWITCHOVER_PRIORITY,
            "has another failover priority",
        );
    }
    Ok(())
}
