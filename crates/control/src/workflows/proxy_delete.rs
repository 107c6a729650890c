//! Deleting database proxies (4.7.2): first their processes and addresses go, then their records.

use futures::FutureExt;
use hyades_types::id::ProxyId;
use hyades_types::status::ProxyLifecycle;
use hyades_types::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::context::Context;
use super::proxies;
use super::step::{Procedure, Step, StepError};

/// What to delete.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ProxyDelete {
    /// The proxies, each with where it was in its life.
    pub(crate) proxies: Vec<(ProxyId, ProxyLifecycle)>,
}

impl Procedure for ProxyDelete {
    const NAME: &'static str = "proxy-delete-v1";

    fn steps() -> Vec<Step<Self>> {
        vec![
            Step {
                name: "proxy-delete.reserve",
                run: |_, _| async { Ok(()) }.boxed(),
                undo: Some(|context, delete| bring_back(context, delete).boxed()),
            },
            Step {
                name: "proxy-delete.withdraw",
                run: |context, delete| withdraw(context, delete).boxed(),
                undo: None,
            },
            Step {
                name: "proxy-delete.forget",
                run: |context, delete| forget(context, delete).boxed(),
                undo: None,
            },
        ]
    }
}

async fn withdraw(context: Context, delete: ProxyDelete) -> Result<(), StepError> {
    let all = delete
        .proxies
        .iter()
        .map(|(id, _)| (id, ProxyLifecycle::Deleting));
    move_each(&context, all).await
}

async fn bring_back(context: Context, delete: ProxyDelete) -> Result<(), StepError> {
    let all = delete.proxies.iter().map(|(id, before)| (id, *before));
    move_each(&context, all).await
}

async fn move_each<'d>(
    context: &Context,
    proxies: impl Iterator<Item = (&'d ProxyId, ProxyLifecycle)>,
) -> Result<(), StepError> {
    let mut tx = context.store.begin().await?;
    for (proxy, lifecycle) in proxies {
        tx.proxy_set_lifecycle(proxy, lifecycle, Timestamp::now())
            .await?;
    }
    tx.commit().await?;
    proxies::publish(context).await
}

async fn forget(context: Context, delete: ProxyDelete) -> Result<(), StepError> {
    let mut tx = context.store.begin().await?;
    for (proxy, _) in &delete.proxies {
        if let Some(proxy) = tx.proxy_fetch(proxy).await? {
            tx.proxy_delete(&proxy).await?;
        }
    }
    Ok(tx.commit().await?)
}
