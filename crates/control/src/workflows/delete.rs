//! Deleting an instance (4.3.3).
//!
//! First the addresses go, then in one step, from which there is no way back, the servers with
//! their data, replicas before the primary, and the record. A failure before it brings everything
//! back; one in its middle leaves an instance that says it is abnormal and can be deleted again.

use futures::FutureExt;
use hyades_types::model::Node;
use hyades_types::status::{NodeLifecycle, NodeRole};
use serde::{Deserialize, Serialize};

use super::context::Context;
use super::nodes::{self, Target};
use super::step::{Procedure, Step, StepError};

/// What to delete.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Delete {
    /// The instance.
    pub(crate) target: Target,
}

impl Procedure for Delete {
    const NAME: &'static str = "instance-delete-v1";

    fn steps() -> Vec<Step<Self>> {
        vec![
            // A step that fails is not undone itself: what takes the withdrawal back has to stand
            // before it.
            Step {
                name: "instance-delete.reserve",
                run: |_, _| async { Ok(()) }.boxed(),
                undo: Some(|context, delete| {
                    move_all(context, delete, NodeLifecycle::Active).boxed()
                }),
            },
            Step {
                name: "instance-delete.withdraw",
                run: |context, delete| move_all(context, delete, NodeLifecycle::Deleting).boxed(),
                undo: None,
            },
            Step {
                name: "instance-delete.remove",
                run: |context, delete| remove(context, delete).boxed(),
                undo: None,
            },
        ]
    }
}

async fn move_all(
    context: Context,
    delete: Delete,
    lifecycle: NodeLifecycle,
) -> Result<(), StepError> {
    let all = delete.target.nodes(&context).await?;
    nodes::move_to(&context, &all, lifecycle).await
}

async fn remove(context: Context, delete: Delete) -> Result<(), StepError> {
    let (primaries, replicas): (Vec<Node>, Vec<Node>) = delete
        .target
        .nodes(&context)
        .await?
        .into_iter()
        .partition(|node| node.role == NodeRole::Primary);
    nodes::remove(&context, &replicas).await?;
    nodes::remove(&context, &primaries).await?;
    forget(&context, &delete).await
}

async fn forget(context: &Context, delete: &Delete) -> Result<(), StepError> {
    let mut tx = context.store.begin().await?;
    let Some(instance) = tx.instance_fetch(&delete.target.instance).await? else {
        return Ok(());
    };
    tx.instance_delete(&instance).await?;
    Ok(tx.commit().await?)
}
