//! Steps, and how the workflow library runs them.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt;
use futures::future::BoxFuture;
use hyades_agent_api::AgentError;
use hyades_store::StoreError;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use steno::{Action, ActionContext, ActionError, ActionName, ActionResult, SagaType, UndoResult};

use super::context::Context;

/// What the workflow library calls a saga's type.
#[derive(Debug)]
pub(crate) struct Flow;

impl SagaType for Flow {
    type ExecContextType = Context;
}

/// Why a step failed. The reason ends up in the job, for the user to read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{reason}")]
pub(crate) struct StepError {
    reason: String,
    /// Whether the same step may go through a moment later.
    transient: bool,
}

impl StepError {
    /// A failure that repeating will not mend.
    pub(crate) fn permanent(reason: impl fmt::Display) -> Self {
        Self {
            reason: reason.to_string(),
            transient: false,
        }
    }

    /// A failure that may be gone a moment later.
    pub(crate) fn transient(reason: impl fmt::Display) -> Self {
        Self {
            reason: reason.to_string(),
            transient: true,
        }
    }
}

impl From<AgentError> for StepError {
    fn from(error: AgentError) -> Self {
        match error {
            // The deadline of a step is long; waiting as long again would only hide the failure.
            AgentError::Deadline { .. } => Self::permanent(error),
            error if error.is_transient() => Self::transient(error),
            error => Self::permanent(error),
        }
    }
}

impl From<StoreError> for StepError {
    fn from(error: StoreError) -> Self {
        Self::transient(error)
    }
}

/// The body of a step: it gets the ports and the workflow's parameters.
pub(crate) type Body<P> = fn(Context, P) -> BoxFuture<'static, Result<(), StepError>>;

/// One step of a procedure.
pub(crate) struct Step<P> {
    /// `<workflow>.<step>`: the key under which the log finds it again.
    pub(crate) name: &'static str,
    /// Makes something true.
    pub(crate) run: Body<P>,
    /// Makes it untrue again; `None` when there is nothing to take back.
    pub(crate) undo: Option<Body<P>>,
}

/// A workflow: its versioned name, its steps in order, and by its type the parameters.
pub(crate) trait Procedure:
    fmt::Debug + Clone + Serialize + DeserializeOwned + Send + Sync + 'static
{
    /// Name and version, such as `instance-create-v1`.
    const NAME: &'static str;

    /// The steps, in order.
    fn steps() -> Vec<Step<Self>>;
}

/// How often a step with a transient failure is tried in all.
const TRIES: u32 = 3;

/// How often taking a step back is tried: there is no other way out than to succeed.
const UNDO_TRIES: u32 = 10;

const PAUSE: Duration = Duration::from_millis(500);

impl<P> fmt::Debug for Step<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl<P: Procedure> Action<Flow> for Step<P> {
    fn do_it(&self, context: ActionContext<Flow>) -> BoxFuture<'_, ActionResult> {
        async move {
            let params: P = context.saga_params()?;
            let done = attempt(TRIES, self.name, || {
                (self.run)(context.user_data().clone(), params.clone())
            });
            done.await.map_err(ActionError::action_failed)?;
            Ok(Arc::new(serde_json::Value::Null))
        }
        .boxed()
    }

    fn undo_it(&self, context: ActionContext<Flow>) -> BoxFuture<'_, UndoResult> {
        async move {
            let Some(undo) = self.undo else { return Ok(()) };
            let params: P = context.saga_params()?;
            let done = attempt(UNDO_TRIES, self.name, || {
                undo(context.user_data().clone(), params.clone())
            });
            Ok(done.await?)
        }
        .boxed()
    }

    fn name(&self) -> ActionName {
        ActionName::new(self.name)
    }
}

async fn attempt(
    tries: u32,
    step: &str,
    body: impl Fn() -> BoxFuture<'static, Result<(), StepError>>,
) -> Result<(), StepError> {
    let mut tried = 0;
    loop {
        let Err(error) = body().await else {
            return Ok(());
        };
        tried += 1;
        if !error.transient || tried >= tries {
            return Err(error);
        }
        tracing::warn!(step, tried, %error, "a step failed, trying again");
        tokio::time::sleep(PAUSE * tried).await;
    }
}
