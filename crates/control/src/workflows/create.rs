//! Creating an instance (4.3.1).
//!
//! Records, addresses and ids are there before it begins. All servers start at once from the empty
//! template: a replica needs no copy of a primary that holds nothing yet, it replicates from the
//! first transaction on. Undone, the instance stays visible as failed, without nodes or address.

use futures::FutureExt;
use hyades_agent_api::Seed;
use hyades_types::status::{Lifecycle, NodeLifecycle};
use hyades_types::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::context::Context;
use super::nodes::{self, MAKE, Target};
use super::step::{Procedure, Step, StepError};

/// What to create.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Create {
    /// The instance; all its nodes are new.
    pub(crate) target: Target,
    /// The password of `root`, sealed for the instance.
    pub(crate) sealed_password: String,
}

impl Procedure for Create {
    const NAME: &'static str = "instance-create-v1";

    fn steps() -> Vec<Step<Self>> {
        vec![
            Step {
                name: "instance-create.reserve",
                run: |_, _| async { Ok(()) }.boxed(),
                undo: Some(|context, create| give_up(context, create).boxed()),
            },
            Step {
                name: "instance-create.servers",
                run: |context, create| start_servers(context, create).boxed(),
                undo: None,
            },
            Step {
                name: "instance-create.root",
                run: |context, create| create_root(context, create).boxed(),
                undo: None,
            },
            Step {
                name: "instance-create.publish",
                run: |context, create| publish(context, create).boxed(),
                undo: None,
            },
            Step {
                name: "instance-create.verify",
                run: |context, create| verify(context, create).boxed(),
                undo: None,
            },
            Step {
                name: "instance-create.activate",
                run: |context, create| activate(context, create).boxed(),
                undo: None,
            },
        ]
    }
}

async fn start_servers(context: Context, create: Create) -> Result<(), StepError> {
    let instance = create.target.instance(&context).await?;
    let all = create.target.nodes(&context).await?;
    let primary = nodes::primary(&all)?;
    nodes::make(&context, &instance, &all, primary, &Seed::Empty, MAKE).await
}

async fn create_root(context: Context, create: Create) -> Result<(), StepError> {
    let all = create.target.nodes(&context).await?;
    let primary = nodes::primary(&all)?;
    let password = context
        .sealer
        .open(&create.sealed_password, create.target.instance.as_str())
        .map_err(|_| StepError::permanent("the sealed password does not open"))?;
    let agent = context.fleet.agent(&primary.host)?;
    Ok(agent
        .root_account_ensure(&primary.id, &password, MAKE)
        .await?)
}

async fn publish(context: Context, create: Create) -> Result<(), StepError> {
    let all = create.target.nodes(&context).await?;
    nodes::move_to(&context, &all, NodeLifecycle::Active).await
}

async fn verify(context: Context, create: Create) -> Result<(), StepError> {
    let all = create.target.nodes(&context).await?;
    nodes::verify(&context, &all).await
}

async fn activate(context: Context, create: Create) -> Result<(), StepError> {
    let mut tx = context.store.begin().await?;
    let id = &create.target.instance;
    tx.instance_set_lifecycle(id, Lifecycle::Active, Timestamp::now())
        .await?;
    Ok(tx.commit().await?)
}

async fn give_up(context: Context, create: Create) -> Result<(), StepError> {
    let all = create.target.nodes(&context).await?;
    nodes::discard(&context, &all).await?;
    let instance = create.target.instance(&context).await?;
    let mut tx = context.store.begin().await?;
    tx.instance_release_address(&instance).await?;
    tx.instance_set_lifecycle(&instance.id, Lifecycle::CreateFailed, Timestamp::now())
        .await?;
    Ok(tx.commit().await?)
}
