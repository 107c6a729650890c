//! Creating a database proxy (4.7.1).
//!
//! Its records, addresses and ids are there before it begins; its nodes are processes that start
//! when the data plane is told about them. Undone, the proxy stays visible as failed, without nodes
//! or addresses.

use std::time::Duration;

use futures::FutureExt;
use hyades_types::id::ProxyId;
use hyades_types::status::{ProxyLifecycle, ProxyNodeLifecycle};
use hyades_types::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::context::Context;
use super::proxies;
use super::step::{Procedure, Step, StepError};

/// What to create.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ProxyCreate {
    /// The proxy.
    pub(crate) proxy: ProxyId,
    /// Until when it is shown as being created, however fast it is.
    pub(crate) shown_until: Timestamp,
}

impl Procedure for ProxyCreate {
    const NAME: &'static str = "proxy-create-v1";

    fn steps() -> Vec<Step<Self>> {
        vec![
            Step {
                name: "proxy-create.reserve",
                run: |_, _| async { Ok(()) }.boxed(),
                undo: Some(|context, create| give_up(context, create).boxed()),
            },
            Step {
                name: "proxy-create.serve",
                run: |context, create| serve(context, create).boxed(),
                undo: None,
            },
            Step {
                name: "proxy-create.activate",
                run: |context, create| activate(context, create).boxed(),
                undo: None,
            },
        ]
    }
}

async fn serve(context: Context, create: ProxyCreate) -> Result<(), StepError> {
    for proxy in proxies::records(&context, std::slice::from_ref(&create.proxy)).await? {
        let nodes = proxies::node_ids(&proxy);
        proxies::move_nodes(&context, &nodes, ProxyNodeLifecycle::Active).await?;
    }
    proxies::publish_and_wait(&context, &[create.proxy]).await
}

async fn activate(context: Context, create: ProxyCreate) -> Result<(), StepError> {
    let left = create.shown_until.as_millis() - Timestamp::now().as_millis();
    tokio::time::sleep(Duration::from_millis(u64::try_from(left).unwrap_or(0))).await;
    let mut tx = context.store.begin().await?;
    tx.proxy_set_lifecycle(&create.proxy, ProxyLifecycle::Active, Timestamp::now())
        .await?;
    Ok(tx.commit().await?)
}

/// Its address is free again only when nobody listens there any more.
async fn give_up(context: Context, create: ProxyCreate) -> Result<(), StepError> {
    let found = proxies::records(&context, &[create.proxy]).await?;
    for proxy in &found {
        let nodes = proxies::node_ids(proxy);
        proxies::move_nodes(&context, &nodes, ProxyNodeLifecycle::Deleting).await?;
    }
    proxies::publish(&context).await?;
    let mut tx = context.store.begin().await?;
    for proxy in &found {
        for node in &proxy.nodes {
            tx.proxy_node_delete(&node.id).await?;
        }
        tx.proxy_release_addresses(proxy).await?;
        tx.proxy_set_lifecycle(&proxy.id, ProxyLifecycle::CreateFailed, Timestamp::now())
            .await?;
    }
    Ok(tx.commit().await?)
}
