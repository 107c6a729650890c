//! Renaming an instance (4.3.7).

use hyades_types::error::ApiError;
use hyades_types::id::{InstanceId, JobId, ProjectId};
use hyades_types::model::{JobKind, Node};
use hyades_types::status::Operation;

use super::create::node_name;
use super::rules;
use crate::app::App;
use crate::workflows::{NodeRename, Rename, Target};

impl App {
    /// Renames an instance (4.3.7), and its nodes when `rename_nodes`.
    ///
    /// # Errors
    /// `INSTANCE_NAME_INVALID`, `INSTANCE_NOT_FOUND`, `INSTANCE_BUSY`.
    pub async fn instance_rename(
        &self,
        project: &ProjectId,
        id: &InstanceId,
        name: &str,
        rename_nodes: bool,
    ) -> Result<JobId, ApiError> {
        let new = rules::name(name);
        let mut submission = self.submission(project, id, Operation::Rename).await?;
        let new = new?;
        let nodes = if rename_nodes {
            submission.tx.nodes_of(id).await?
        } else {
            Vec::new()
        };
        let nodes = nodes
            .into_iter()
            .map(|node| rename_node(node, &new))
            .collect();
        let target = Target {
            project: project.clone(),
            instance: id.clone(),
        };
        let rename = Rename {
            target,
            old: submission.instance.name.clone(),
            new,
            nodes,
        };
        self.submit(submission, JobKind::RenameInstance, &rename)
            .await
    }
}

fn rename_node(node: Node, instance: &str) -> NodeRename {
    NodeRename {
        node: node.id,
        old: node.name,
        new: node_name(instance, node.server_id),
    }
}
