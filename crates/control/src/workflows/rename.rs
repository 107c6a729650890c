//! Renaming an instance (4.3.7), with its nodes unless the caller wants otherwise.

use futures::FutureExt;
use hyades_types::id::NodeId;
use hyades_types::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::context::Context;
use super::nodes::Target;
use super::step::{Procedure, Step, StepError};

/// What to rename, and the names before.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Rename {
    /// The instance.
    pub(crate) target: Target,
    /// Its name before.
    pub(crate) old: String,
    /// Its new name.
    pub(crate) new: String,
    /// Nodes to rename.
    pub(crate) nodes: Vec<NodeRename>,
}

/// A node's names.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct NodeRename {
    /// The node.
    pub(crate) node: NodeId,
    /// Its name before.
    pub(crate) old: String,
    /// Its new name.
    pub(crate) new: String,
}

impl Procedure for Rename {
    const NAME: &'static str = "instance-rename-v1";

    fn steps() -> Vec<Step<Self>> {
        vec![Step {
            name: "instance-rename.rename",
            run: |context, rename| {
                async move { set(&context, &rename, &rename.new, |node| &node.new).await }.boxed()
            },
            undo: Some(|context, rename| {
                async move { set(&context, &rename, &rename.old, |node| &node.old).await }.boxed()
            }),
        }]
    }
}

async fn set(
    context: &Context,
    rename: &Rename,
    name: &str,
    node_name: fn(&NodeRename) -> &String,
) -> Result<(), StepError> {
    let now = Timestamp::now();
    let mut tx = context.store.begin().await?;
    tx.instance_set_name(&rename.target.instance, name, now)
        .await?;
    for node in &rename.nodes {
        tx.node_rename(&node.node, node_name(node), now).await?;
    }
    Ok(tx.commit().await?)
}
