//! Adding read replicas (4.3.4): each is a copy of the running primary, taken online.

use futures::FutureExt;
use hyades_agent_api::Seed;
use hyades_types::id::NodeId;
use hyades_types::status::NodeLifecycle;
use serde::{Deserialize, Serialize};

use super::context::Context;
use super::nodes::{self, CLONE, Target};
use super::step::{Procedure, Step, StepError};

/// What to add.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct NodeAdd {
    /// The instance.
    pub(crate) target: Target,
    /// The new nodes; their records and addresses are there.
    pub(crate) nodes: Vec<NodeId>,
}

impl Procedure for NodeAdd {
    const NAME: &'static str = "node-add-v1";

    fn steps() -> Vec<Step<Self>> {
        vec![
            Step {
                name: "node-add.reserve",
                run: |_, _| async { Ok(()) }.boxed(),
                undo: Some(|context, add| give_up(context, add).boxed()),
            },
            Step {
                name: "node-add.servers",
                run: |context, add| start_servers(context, add).boxed(),
                undo: None,
            },
            Step {
                name: "node-add.publish",
                run: |context, add| publish(context, add).boxed(),
                undo: None,
            },
            Step {
                name: "node-add.verify",
                run: |context, add| verify(context, add).boxed(),
                undo: None,
            },
        ]
    }
}

async fn start_servers(context: Context, add: NodeAdd) -> Result<(), StepError> {
    let instance = add.target.instance(&context).await?;
    let all = add.target.nodes(&context).await?;
    let primary = nodes::primary(&all)?;
    let new = add.target.some_nodes(&context, &add.nodes).await?;
    let seed = Seed::Clone {
        donor: primary.backend,
    };
    nodes::make(&context, &instance, &new, primary, &seed, CLONE).await
}

async fn publish(context: Context, add: NodeAdd) -> Result<(), StepError> {
    let new = add.target.some_nodes(&context, &add.nodes).await?;
    nodes::move_to(&context, &new, NodeLifecycle::Active).await
}

async fn verify(context: Context, add: NodeAdd) -> Result<(), StepError> {
    let new = add.target.some_nodes(&context, &add.nodes).await?;
    nodes::verify(&context, &new).await
}

async fn give_up(context: Context, add: NodeAdd) -> Result<(), StepError> {
    let new = add.target.some_nodes(&context, &add.nodes).await?;
    nodes::discard(&context, &new).await
}
