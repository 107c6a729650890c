//! Restarting an instance (4.3.2) or one node (4.3.14): really stopping and starting mysqld.
//!
//! Replicas go first and one after the other, so that the instance serves as long as it can. There
//! is nothing to undo: a server that does not come back is shown as what it is.

use std::time::Duration;

use futures::FutureExt;
use hyades_types::id::NodeId;
use hyades_types::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::context::Context;
use super::nodes::{self, Target};
use super::step::{Procedure, Step, StepError};

/// How long a server may take to stop, start and recover.
const RESTART: Duration = Duration::from_secs(900);

/// What to restart.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Restart {
    /// The instance.
    pub(crate) target: Target,
    /// The nodes, in order.
    pub(crate) nodes: Vec<NodeId>,
    /// When it was asked for: a server that was started later has been restarted already.
    pub(crate) asked_at: Timestamp,
}

impl Procedure for Restart {
    const NAME: &'static str = "restart-v1";

    fn steps() -> Vec<Step<Self>> {
        vec![
            Step {
                name: "restart.servers",
                run: |context, restart| servers(context, restart).boxed(),
                undo: None,
            },
            Step {
                name: "restart.verify",
                run: |context, restart| verify(context, restart).boxed(),
                undo: None,
            },
        ]
    }
}

async fn servers(context: Context, restart: Restart) -> Result<(), StepError> {
    for node in restart.target.some_nodes(&context, &restart.nodes).await? {
        let agent = context.fleet.agent(&node.host)?;
        let seen = agent
            .node_restart(&node.id, restart.asked_at, RESTART)
            .await?;
        context.observations.note(seen);
    }
    Ok(())
}

async fn verify(context: Context, restart: Restart) -> Result<(), StepError> {
    let all = restart.target.nodes(&context).await?;
    nodes::verify(&context, &all).await
}
