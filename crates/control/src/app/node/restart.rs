//! Restarting one node (4.3.14).

use hyades_types::error::ApiError;
use hyades_types::id::{InstanceId, JobId, NodeId, ProjectId};
use hyades_types::model::JobKind;
use hyades_types::status::Operation;

use super::delete::find;
use crate::app::App;
use crate::app::instance::refuse_delay;
use crate::workflows::{Restart, Target};

impl App {
    /// Restarts one server (4.3.14).
    ///
    /// # Errors
    /// `INSTANCE_NOT_FOUND`, `INSTANCE_BUSY`, `NODE_NOT_FOUND`; `UNSUPPORTED_OPERATION` for a
    /// delayed restart.
    pub async fn node_restart(
        &self,
        project: &ProjectId,
        id: &InstanceId,
        node: &NodeId,
        delayed: bool,
    ) -> Result<JobId, ApiError> {
        let mut submission = self.submission(project, id, Operation::NodeRestart).await?;
        refuse_delay(delayed)?;
        let nodes = submission.tx.nodes_of(id).await?;
        find(&nodes, node)?;
        let target = Target {
            project: project.clone(),
            instance: id.clone(),
        };
        let restart = Restart {
            target,
            nodes: vec![node.clone()],
            asked_at: submission.now,
        };
        self.submit(submission, JobKind::RestartNode, &restart)
            .await
    }
}
