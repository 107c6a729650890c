//! Deleting a read replica (4.3.5).

use hyades_types::error::{ApiError, ErrorCode};
use hyades_types::id::{InstanceId, JobId, NodeId, ProjectId};
use hyades_types::model::{AzMode, Instance, JobKind, Node, ProxyBusy};
use hyades_types::status::{NodeLifecycle, NodeRole, Operation, ProxyActivity};

use crate::app::App;
use crate::app::submit::Submission;
use crate::workflows::{NodeDelete, Target};

impl App {
    /// Deletes a read replica (4.3.5).
    ///
    /// # Errors
    /// `INSTANCE_NOT_FOUND`, `INSTANCE_BUSY`, `NODE_NOT_FOUND`; `UNSUPPORTED_OPERATION` for the
    /// primary, or when the zones of the rest would not do for a multi-zone instance.
    pub async fn node_delete(
        &self,
        project: &ProjectId,
        id: &InstanceId,
        node: &NodeId,
    ) -> Result<JobId, ApiError> {
        let mut submission = self.submission(project, id, Operation::NodeDelete).await?;
        let nodes = submission.tx.nodes_of(id).await?;
        let doomed = find(&nodes, node)?;
        check(&submission.instance, &nodes, doomed)?;
        show_at_proxies(&mut submission, node).await?;
        let target = Target {
            project: project.clone(),
            instance: id.clone(),
        };
        let delete = NodeDelete {
            target,
            node: node.clone(),
        };
        self.submit(submission, JobKind::DeleteNode, &delete).await
    }
}

/// Shows, at the proxies that use the replica, that it leaves them.
async fn show_at_proxies(submission: &mut Submission, node: &NodeId) -> Result<(), ApiError> {
    let tx = &mut submission.tx;
    for proxy in tx.proxies_of(&submission.instance.id).await? {
        if !proxy.config.weights.contains_key(node) {
            continue;
        }
        let busy = ProxyBusy {
            activity: ProxyActivity::DeletingReplicas,
            job: submission.job.clone(),
        };
        tx.proxy_occupy(&proxy.id, &busy).await?;
    }
    Ok(())
}

/// The node with this id among those of the instance.
pub(super) fn find<'a>(nodes: &'a [Node], id: &NodeId) -> Result<&'a Node, ApiError> {
    nodes
        .iter()
        .find(|node| node.id == *id && node.lifecycle == NodeLifecycle::Active)
        .ok_or_else(|| {
            ApiError::new(ErrorCode::NODE_NOT_FOUND)
                .field("node_id")
                .detail("is no node of the instance")
        })
}

fn check(instance: &Instance, nodes: &[Node], doomed: &Node) -> Result<(), ApiError> {
    let refuse = |why| {
        Err(ApiError::new(ErrorCode::UNSUPPORTED_OPERATION)
            .field("node_id")
            .detail(why))
    };
    if doomed.role == NodeRole::Primary {
        return refuse("is the primary, which cannot be deleted");
    }
    let rest: Vec<&Node> = nodes.iter().filter(|node| node.id != doomed.id).collect();
    let replicas = rest.iter().any(|node| node.role == NodeRole::Replica);
    let other_zone = rest.iter().any(|node| node.az != instance.master_az);
    if instance.az_mode == AzMode::Multi && replicas && !other_zone {
        return refuse("is the last node in another zone than the primary's");
    }
    Ok(())
}
