//! Changing SQL statement concurrency control (4.12.1, 4.12.3, 4.12.5): switch and rules are stored, and
//! the job ends when the data plane has them.

use futures::FutureExt;
use hyades_types::id::InstanceId;
use hyades_types::model::NodeRule;
use hyades_types::status::Switch;
use serde::{Deserialize, Serialize};

use super::context::Context;
use super::proxies;
use super::step::{Procedure, Step, StepError};

/// What to change.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct SqlFilterChange {
    /// The instance.
    pub(crate) instance: InstanceId,
    /// How it was.
    pub(crate) before: SqlFilter,
    /// How it is to be.
    pub(crate) after: SqlFilter,
}

/// Concurrency control of an instance, whole.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct SqlFilter {
    /// Whether the rules count.
    pub(crate) on: bool,
    /// The rules.
    pub(crate) rules: Vec<NodeRule>,
}

impl Procedure for SqlFilterChange {
    const NAME: &'static str = "sql-filter-change-v1";

    fn steps() -> Vec<Step<Self>> {
        vec![
            Step {
                name: "sql-filter-change.reserve",
                run: |_, _| async { Ok(()) }.boxed(),
                undo: Some(|context, change| {
                    async move { set(&context, &change.instance, &change.before).await }.boxed()
                }),
            },
            Step {
                name: "sql-filter-change.apply",
                run: |context, change| {
                    async move { set(&context, &change.instance, &change.after).await }.boxed()
                },
                undo: None,
            },
        ]
    }
}

async fn set(
    context: &Context,
    instance: &InstanceId,
    filter: &SqlFilter,
) -> Result<(), StepError> {
    let mut tx = context.store.begin().await?;
    tx.switch_set(instance, Switch::SqlFilter, filter.on)
        .await?;
    tx.throttle_rules_replace(instance, &filter.rules).await?;
    tx.commit().await?;
    proxies::publish(context).await
}
