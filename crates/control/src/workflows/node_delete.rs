//! Deleting a read replica (4.3.5): first its address goes, then its server, then its record.

use futures::FutureExt;
use hyades_types::id::NodeId;
use hyades_types::status::NodeLifecycle;
use serde::{Deserialize, Serialize};

use super::context::Context;
use super::nodes::{self, Target};
use super::step::{Procedure, Step, StepError};

/// What to delete.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct NodeDelete {
    /// The instance.
    pub(crate) target: Target,
    /// The replica.
    pub(crate) node: NodeId,
}

impl Procedure for NodeDelete {
    const NAME: &'static str = "node-delete-v1";

    fn steps() -> Vec<Step<Self>> {
        vec![
            // A step that fails is not undone itself: what takes the withdrawal back has to stand
            // before it.
            Step {
                name: "node-delete.reserve",
                run: |_, _| async { Ok(()) }.boxed(),
                undo: Some(|context, delete| {
                    move_to(context, delete, NodeLifecycle::Active).boxed()
                }),
            },
            Step {
                name: "node-delete.withdraw",
                run: |context, delete| move_to(context, delete, NodeLifecycle::Deleting).boxed(),
                undo: None,
            },
            Step {
                name: "node-delete.remove",
                run: |context, delete| remove(context, delete).boxed(),
                undo: None,
            },
        ]
    }
}

async fn move_to(
    context: Context,
    delete: NodeDelete,
    lifecycle: NodeLifecycle,
) -> Result<(), StepError> {
    let node = delete.target.some_nodes(&context, &[delete.node]).await?;
    nodes::move_to(&context, &node, lifecycle).await
}

async fn remove(context: Context, delete: NodeDelete) -> Result<(), StepError> {
    let node = delete.target.some_nodes(&context, &[delete.node]).await?;
    nodes::remove(&context, &node).await
}
