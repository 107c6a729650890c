//! Adding, removing and renewing the nodes of a database proxy (4.7.5, 4.7.6, 4.7.15, 4.7.24).
//!
//! New nodes serve before others go, and one is renewed after the other, so that the proxy serves all
//! the while. A renewal is not undone: there is no older process to go back to.

use futures::FutureExt;
use hyades_types::id::{ProxyId, ProxyNodeId};
use hyades_types::status::ProxyNodeLifecycle;
use serde::{Deserialize, Serialize};

use super::context::Context;
use super::proxies;
use super::step::{Procedure, Step, StepError};

/// What becomes of the nodes.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ProxyNodesChange {
    /// The proxy.
    pub(crate) proxy: ProxyId,
    /// Nodes that are new; their records are there.
    pub(crate) add: Vec<ProxyNodeId>,
    /// Nodes that get a new process, each with the generation of that.
    pub(crate) renew: Vec<(ProxyNodeId, u64)>,
    /// The version of the new processes.
    pub(crate) version: String,
    /// Nodes that go.
    pub(crate) remove: Vec<ProxyNodeId>,
}

impl Procedure for ProxyNodesChange {
    const NAME: &'static str = "proxy-nodes-change-v1";

    fn steps() -> Vec<Step<Self>> {
        vec![
            Step {
                name: "proxy-nodes-change.reserve",
                run: |_, _| async { Ok(()) }.boxed(),
                undo: Some(|context, change| take_back(context, change).boxed()),
            },
            Step {
                name: "proxy-nodes-change.add",
                run: |context, change| add(context, change).boxed(),
                undo: None,
            },
            Step {
                name: "proxy-nodes-change.renew",
                run: |context, change| renew(context, change).boxed(),
                undo: None,
            },
            Step {
                name: "proxy-nodes-change.withdraw",
                run: |context, change| withdraw(context, change).boxed(),
                undo: None,
            },
            Step {
                name: "proxy-nodes-change.forget",
                run: |context, change| {
                    async move { forget(&context, &change.remove).await }.boxed()
                },
                undo: None,
            },
        ]
    }
}

async fn add(context: Context, change: ProxyNodesChange) -> Result<(), StepError> {
    if change.add.is_empty() {
        return Ok(());
    }
    proxies::move_nodes(&context, &change.add, ProxyNodeLifecycle::Active).await?;
    proxies::publish_and_wait(&context, &[change.proxy]).await
}

async fn renew(context: Context, change: ProxyNodesChange) -> Result<(), StepError> {
    for (node, generation) in &change.renew {
        let mut tx = context.store.begin().await?;
        tx.proxy_node_renew(node, *generation, &change.version)
            .await?;
        tx.commit().await?;
        proxies::publish_and_wait(&context, std::slice::from_ref(&change.proxy)).await?;
    }
    Ok(())
}

/// Returns when the clients of the nodes have left, or were told to.
async fn withdraw(context: Context, change: ProxyNodesChange) -> Result<(), StepError> {
    if change.remove.is_empty() {
        return Ok(());
    }
    proxies::move_nodes(&context, &change.remove, ProxyNodeLifecycle::Deleting).await?;
    proxies::publish_and_wait(&context, &[change.proxy]).await
}

async fn forget(context: &Context, nodes: &[ProxyNodeId]) -> Result<(), StepError> {
    let mut tx = context.store.begin().await?;
    for node in nodes {
        tx.proxy_node_delete(node).await?;
    }
    Ok(tx.commit().await?)
}

async fn take_back(context: Context, change: ProxyNodesChange) -> Result<(), StepError> {
    proxies::move_nodes(&context, &change.add, ProxyNodeLifecycle::Deleting).await?;
    proxies::move_nodes(&context, &change.remove, ProxyNodeLifecycle::Active).await?;
    proxies::publish(&context).await?;
    forget(&context, &change.add).await
}
