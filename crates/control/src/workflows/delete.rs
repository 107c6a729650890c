//! Deleting an instance (4.3.3).
//!
//! First the database proxies end and the addresses go, then in one step, from which there is no way
//! back, the servers with their data, replicas before the primary, the statements that were recorded,
//! and the records. A failure before it brings everything back; one in its middle leaves an instance
//! that says it is abnormal and can be deleted again.

use futures::FutureExt;
use hyades_types::model::Node;
use hyades_types::status::{NodeLifecycle, NodeRole, ProxyLifecycle};
use serde::{Deserialize, Serialize};

use super::context::Context;
use super::nodes::{self, Target};
use super::proxies;
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
                undo: Some(|context, delete| bring_back(context, delete).boxed()),
            },
            Step {
                name: "instance-delete.withdraw",
                run: |context, delete| withdraw(context, delete).boxed(),
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

async fn withdraw(context: Context, delete: Delete) -> Result<(), StepError> {
    let proxies = context.store.proxies_of(&delete.target.instance).await?;
    if !proxies.is_empty() {
        let (from, to) = (ProxyLifecycle::Active, ProxyLifecycle::Deleting);
        proxies::move_proxies(&context, &proxies, from, to).await?;
        proxies::publish(&context).await?;
    }
    let all = delete.target.nodes(&context).await?;
    nodes::move_to(&context, &all, NodeLifecycle::Deleting).await
}

async fn bring_back(context: Context, delete: Delete) -> Result<(), StepError> {
    let proxies = context.store.proxies_of(&delete.target.instance).await?;
    let (from, to) = (ProxyLifecycle::Deleting, ProxyLifecycle::Active);
    proxies::move_proxies(&context, &proxies, from, to).await?;
    let all = delete.target.nodes(&context).await?;
    nodes::move_to(&context, &all, NodeLifecycle::Active).await
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
    for host in context.fleet.hosts() {
        host.agent.records_drop(&delete.target.instance).await?;
    }
    forget(&context, &delete).await
}

async fn forget(context: &Context, delete: &Delete) -> Result<(), StepError> {
    let mut tx = context.store.begin().await?;
    let Some(instance) = tx.instance_fetch(&delete.target.instance).await? else {
        return Ok(());
    };
    for proxy in tx.proxies_of(&instance.id).await? {
        tx.proxy_delete(&proxy).await?;
    }
    tx.instance_delete(&instance).await?;
    Ok(tx.commit().await?)
}
