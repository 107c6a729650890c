//! Changing how database proxies behave (4.7.7 to 4.7.10, 4.7.12 to 4.7.14, 4.7.19, 4.7.23, EIP, ALT):
//! the new settings are stored, and the job ends when every node has them.

use futures::FutureExt;
use hyades_types::id::ProxyId;
use hyades_types::model::ProxyConfig;
use hyades_types::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::context::Context;
use super::proxies;
use super::step::{Procedure, Step, StepError};

/// What to change.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ProxyChange {
    /// The changes, each of another proxy of the same instance.
    pub(crate) changes: Vec<Reconfiguration>,
}

/// A change of one proxy.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Reconfiguration {
    /// The proxy.
    pub(crate) proxy: ProxyId,
    /// How it was.
    pub(crate) before: ProxyConfig,
    /// How it is to be. An EIP that comes with it is held for the proxy already.
    pub(crate) after: ProxyConfig,
}

impl Procedure for ProxyChange {
    const NAME: &'static str = "proxy-change-v1";

    fn steps() -> Vec<Step<Self>> {
        vec![
            Step {
                name: "proxy-change.reserve",
                run: |_, _| async { Ok(()) }.boxed(),
                undo: Some(|context, change| take_back(context, change).boxed()),
            },
            Step {
                name: "proxy-change.apply",
                run: |context, change| apply(context, change).boxed(),
                undo: None,
            },
            Step {
                name: "proxy-change.release",
                run: |context, change| {
                    async move { release(&context, &change, |one| &one.after).await }.boxed()
                },
                undo: None,
            },
        ]
    }
}

async fn apply(context: Context, change: ProxyChange) -> Result<(), StepError> {
    configure(&context, &change, |one| &one.after).await?;
    let proxies: Vec<ProxyId> = change.changes.into_iter().map(|one| one.proxy).collect();
    proxies::publish_and_wait(&context, &proxies).await
}

async fn take_back(context: Context, change: ProxyChange) -> Result<(), StepError> {
    configure(&context, &change, |one| &one.before).await?;
    proxies::publish(&context).await?;
    release(&context, &change, |one| &one.before).await
}

async fn configure(
    context: &Context,
    change: &ProxyChange,
    config: fn(&Reconfiguration) -> &ProxyConfig,
) -> Result<(), StepError> {
    let mut tx = context.store.begin().await?;
    for one in &change.changes {
        tx.proxy_configure(&one.proxy, config(one), Timestamp::now())
            .await?;
    }
    Ok(tx.commit().await?)
}

/// Gives back EIPs that are not used any more, now that nobody listens there.
async fn release(
    context: &Context,
    change: &ProxyChange,
    config: fn(&Reconfiguration) -> &ProxyConfig,
) -> Result<(), StepError> {
    let mut tx = context.store.begin().await?;
    for one in &change.changes {
        tx.eips_release(&one.proxy, config(one).eip).await?;
    }
    Ok(tx.commit().await?)
}
