//! Scheduled events go where the writes go.
//!
//! On a replica no event is enabled, and a replica does not know which ones are on the primary. The old
//! primary does: it keeps them enabled, although it runs none since it refuses writes, until it replicates
//! that the new one has enabled them. So they can be read there as often as that is not done, and nobody
//! else has to remember them.

use std::time::Duration;

use hyades_types::model::Node;
use tokio::time::Instant;

use super::left_until;
use crate::workflows::context::Context;
use crate::workflows::step::StepError;

/// Has the new primary run the events that the old one has run, and no others.
pub(super) async fn take_over(
    context: &Context,
    from: &Node,
    to: &Node,
    deadline: Duration,
) -> Result<(), StepError> {
    let end = Instant::now() + deadline;
    let old = context.fleet.agent(&from.host)?;
    let events = old.events_enabled(&from.id, deadline).await?;
    let new = context.fleet.agent(&to.host)?;
    Ok(new.events_enable(&to.id, &events, left_until(end)).await?)
}
