//! Deleting (4.3.3) and restarting (4.3.2) an instance.

use hyades_types::error::{ApiError, ErrorCode};
use hyades_types::id::{InstanceId, JobId, NodeId, ProjectId};
use hyades_types::model::JobKind;
use hyades_types::status::{NodeRole, Operation};

use crate::app::App;
use crate::workflows::{Delete, Restart, Target};

impl App {
    /// Deletes an instance (4.3.3).
    ///
    /// # Errors
    /// [`ErrorCode::INSTANCE_NOT_FOUND`], [`ErrorCode::INSTANCE_BUSY`].
    pub async fn instance_delete(
        &self,
        project: &ProjectId,
        id: &InstanceId,
    ) -> Result<JobId, ApiError> {
        let submission = self.submission(project, id, Operation::Delete).await?;
        let target = Target {
            project: project.clone(),
            instance: id.clone(),
        };
        self.submit(submission, JobKind::DeleteInstance, &Delete { target })
            .await
    }

    /// Restarts every server of an instance (4.3.2), the primary last.
    ///
    /// # Errors
    /// [`ErrorCode::INSTANCE_NOT_FOUND`], [`ErrorCode::INSTANCE_BUSY`];
    /// [`ErrorCode::UNSUPPORTED_OPERATION`] for a delayed restart.
    pub async fn instance_restart(
        &self,
        project: &ProjectId,
        id: &InstanceId,
        delayed: bool,
    ) -> Result<JobId, ApiError> {
        let mut submission = self.submission(project, id, Operation::Restart).await?;
        refuse_delay(delayed)?;
        let mut nodes = submission.tx.nodes_of(id).await?;
        nodes.sort_by_key(|node| node.role == NodeRole::Primary);
        let nodes: Vec<NodeId> = nodes.into_iter().map(|node| node.id).collect();
        let target = Target {
            project: project.clone(),
            instance: id.clone(),
        };
        let restart = Restart {
            target,
            nodes,
            asked_at: submission.now,
        };
        self.submit(submission, JobKind::RestartInstance, &restart)
            .await
    }
}

/// Nothing is scheduled for the maintenance window yet, and a restart now is not what was asked.
pub(in crate::app) fn refuse_delay(delayed: bool) -> Result<(), ApiError> {
    if delayed {
        return Err(ApiError::new(ErrorCode::UNSUPPORTED_OPERATION)
            .field("delay")
            .detail("is not supported yet"));
    }
    Ok(())
}
