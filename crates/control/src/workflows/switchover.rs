//! Promoting a read replica (4.3.19), in order.
//!
//! The replica is level with the primary before anybody has to wait. Then statements are held at the
//! gateways, the primary refuses writes once open transactions have ended, and the replica executes what
//! there is. If that is not done in time, the primary takes writes again before statements have waited
//! for too long, and the job fails with the reason.
//!
//! The records of the roles are the point of no return. Before it the replica never takes writes, after
//! it the old primary never does; what comes after it is done until it is done. The old primary
//! replicates from the new one before statements go on, so that a commit is acknowledged as it should be
//! from the first one on; other replicas and scheduled events follow behind.
//!
//! Goals have generations: one more than all before for the fence, two for what comes of it.

mod events;
mod weights;

use std::time::Duration;

use futures::FutureExt;
use futures::future::{BoxFuture, join_all};
use hyades_agent_api::{NodeGoal, NodeSpec, Seed};
use hyades_types::id::NodeId;
use hyades_types::model::{Instance, Node};
use hyades_types::status::{NodeLifecycle, NodeRole, Switch};
use hyades_types::time::Timestamp;
use serde::{Deserialize, Serialize};
use tokio::time::{Instant, sleep};

use super::context::Context;
use super::nodes::{self, PUBLISH, Target};
use super::step::{Procedure, Step, StepError};

/// How long the replica may take to be nearly level, while nobody waits for it.
const LEVEL: Duration = Duration::from_secs(90);

/// It is nearly level when it executes what there is in this time.
const NEARLY: Duration = Duration::from_secs(1);

/// Statements wait for 3 s at most. This much of it is for taking the writes from the primary and for the
/// replica to execute what there is; the rest is for promoting it, or for putting everything back.
const HELD: Duration = Duration::from_millis(2300);

/// How much of that is the replica's.
const CATCH_UP: Duration = Duration::from_millis(500);

/// How long the old primary may take to replicate before statements go on without it.
const ATTACH: Duration = Duration::from_secs(1);

/// How long a server may take to become the primary: it may have to be started anew.
const PROMOTE: Duration = Duration::from_secs(120);

/// How long it may take until scheduled events run again: the server that knows which may be starting.
const EVENTS: Duration = Duration::from_secs(60);

/// How long another replica may take to follow. Its agent goes on by itself.
const FOLLOW: Duration = Duration::from_secs(60);

const AGAIN: Duration = Duration::from_millis(200);

/// What to promote.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Switchover {
    /// The instance.
    pub(crate) target: Target,
    /// Its primary.
    pub(crate) from: NodeId,
    /// The replica.
    pub(crate) to: NodeId,
    /// The highest generation of its nodes before.
    pub(crate) generation: u64,
}

impl Procedure for Switchover {
    const NAME: &'static str = "switchover-v1";

    fn steps() -> Vec<Step<Self>> {
        vec![
            Step {
                name: "switchover.level",
                run: |context, switchover| {
                    async move { level(&context, &switchover).await }.boxed()
                },
                undo: Some(|context, switchover| {
                    async move { put_back(&context, &switchover).await }.boxed()
                }),
            },
            Step {
                name: "switchover.drain",
                run: |context, switchover| {
                    async move {
                        // Done again, it would be done too late.
                        let drained = drain(&context, &switchover).await;
                        drained.map_err(StepError::permanent)
                    }
                    .boxed()
                },
                undo: None,
            },
            Step {
                name: "switchover.promote",
                run: |context, switchover| {
                    async move { promote(&context, &switchover).await }.boxed()
                },
                undo: None,
            },
        ]
    }
}

/// The two nodes that change their roles, and the other ones that there are.
struct Cast {
    instance: Instance,
    from: Node,
    to: Node,
    others: Vec<Node>,
}

impl Switchover {
    async fn cast(&self, context: &Context) -> Result<Cast, StepError> {
        let instance = self.target.instance(context).await?;
        let mut others = self.target.nodes(context).await?;
        others.retain(|node| node.lifecycle == NodeLifecycle::Active);
        let mut take = |id: &NodeId| {
            let found = others.iter().position(|node| node.id == *id);
            let found = found.ok_or_else(|| StepError::permanent("a node is gone"))?;
            Ok::<_, StepError>(others.swap_remove(found))
        };
        let (from, to) = (take(&self.from)?, take(&self.to)?);
        Ok(Cast {
            instance,
            from,
            to,
            others,
        })
    }
}

impl Cast {
    /// Makes a server what its record says.
    async fn ensure(
        &self,
        context: &Context,
        node: &Node,
        deadline: Duration,
    ) -> Result<(), StepError> {
        let primary = match self.to.role {
            NodeRole::Primary => &self.to,
            NodeRole::Replica => &self.from,
        };
        let node = std::slice::from_ref(node);
        let seed = Seed::Empty;
        nodes::make(context, &self.instance, node, primary, &seed, deadline).await
    }
}

async fn level(context: &Context, switchover: &Switchover) -> Result<(), StepError> {
    let end = Instant::now() + LEVEL;
    let cast = switchover.cast(context).await?;
    loop {
        let begun = Instant::now();
        cast.ensure(context, &cast.to, LEVEL).await?;
        let took = begun.elapsed();
        tracing::debug!(node = %cast.to.id, ?took, "the read replica has what there was");
        if took <= NEARLY {
            return Ok(());
        }
        if Instant::now() >= end {
            return Err(StepError::permanent(
                "the read replica does not keep up with the primary",
            ));
        }
    }
}

/// Has nobody write any more, and the replica execute all that has been written.
async fn drain(context: &Context, switchover: &Switchover) -> Result<(), StepError> {
    let cast = switchover.cast(context).await?;
    let agent = context.fleet.agent(&cast.from.host)?;
    let seen = agent.node_observe(&cast.from.id).await?;
    // After a crash statements may have stopped waiting. They have to wait anew as long as the primary
    // still takes what they write.
    if seen.read_only != Some(true) && is_held(context, switchover).await? {
        hold(context, switchover, false).await?;
    }
    let end = Instant::now() + HELD;
    hold(context, switchover, true).await?;
    let patience = left_until(end).saturating_sub(CATCH_UP);
    let goal = NodeGoal::Fenced {
        patience_millis: u64::try_from(patience.as_millis()).unwrap_or_default(),
    };
    let spec = NodeSpec {
        goal,
        generation: switchover.generation + 1,
        ..nodes::spec(
            context,
            &cast.instance,
            &cast.from,
            &cast.from,
            &Seed::Empty,
        )?
    };
    let seen = agent.node_ensure(&spec, left_until(end)).await?;
    context.observations.note(seen);
    cast.ensure(context, &cast.to, left_until(end)).await
}

fn left_until(end: Instant) -> Duration {
    end.saturating_duration_since(Instant::now())
}

async fn is_held(context: &Context, switchover: &Switchover) -> Result<bool, StepError> {
    let mut tx = context.store.begin().await?;
    let held = tx.switched_on(Switch::Held).await?;
    tx.commit().await?;
    Ok(held.contains(&switchover.target.instance))
}

/// Has statements wait, or lets them go on.
async fn hold(context: &Context, switchover: &Switchover, held: bool) -> Result<(), StepError> {
    let mut tx = context.store.begin().await?;
    tx.switch_set(&switchover.target.instance, Switch::Held, held)
        .await?;
    tx.commit().await?;
    context.topology.publish(PUBLISH).await?;
    Ok(())
}

async fn promote(context: &Context, switchover: &Switchover) -> Result<(), StepError> {
    record(context, switchover).await?;
    let cast = switchover.cast(context).await?;
    let (promoted, attached) = futures::join!(
        ensure_promoted(context, &cast),
        cast.ensure(context, &cast.from, ATTACH),
    );
    if let Err(error) = attached {
        // Commits go on without its acknowledgement, as they do when a replica is away.
        tracing::warn!(node = %cast.from.id, %error, "the old primary does not replicate yet");
    }
    release(context).await;
    let followed = cast.others.iter().map(async |node| {
        if let Err(error) = cast.ensure(context, node, FOLLOW).await {
            tracing::warn!(node = %node.id, %error, "a replica does not follow the new primary yet");
        }
    });
    let events = async {
        promoted?;
        ensure_events(context, &cast).await
    };
    let (_, events) = futures::join!(join_all(followed), events);
    events
}

async fn ensure_promoted(context: &Context, cast: &Cast) -> Result<(), StepError> {
    insist(PROMOTE, "the new primary does not take writes", |left| {
        cast.ensure(context, &cast.to, left).boxed()
    })
    .await
}

async fn ensure_events(context: &Context, cast: &Cast) -> Result<(), StepError> {
    insist(EVENTS, "scheduled events do not run any more", |left| {
        events::take_over(context, &cast.from, &cast.to, left).boxed()
    })
    .await
}

/// There is no way back: a server that dies of it is started again by its agent.
async fn insist<'a>(
    limit: Duration,
    complaint: &str,
    work: impl Fn(Duration) -> BoxFuture<'a, Result<(), StepError>>,
) -> Result<(), StepError> {
    let end = Instant::now() + limit;
    loop {
        let Err(error) = work(left_until(end)).await else {
            return Ok(());
        };
        if left_until(end).is_zero() {
            return Err(StepError::permanent(format_args!("{complaint}: {error}")));
        }
        tracing::warn!(%error, "{complaint}; trying again");
        sleep(AGAIN).await;
    }
}

/// The point of no return.
async fn record(context: &Context, switchover: &Switchover) -> Result<(), StepError> {
    let cast = switchover.cast(context).await?;
    let (now, generation) = (Timestamp::now(), switchover.generation + 2);
    let mut tx = context.store.begin().await?;
    // Done again, it would be taken back.
    if cast.to.role == NodeRole::Replica {
        let pair = (&switchover.from, &switchover.to);
        weights::exchange(&mut tx, &switchover.target.instance, pair, now).await?;
    }
    tx.node_set_role(&switchover.to, NodeRole::Primary, generation, now)
        .await?;
    let replicas = cast.others.iter().map(|node| &node.id);
    for node in replicas.chain([&switchover.from]) {
        tx.node_set_role(node, NodeRole::Replica, generation, now)
            .await?;
    }
    tx.switch_set(&switchover.target.instance, Switch::Held, false)
        .await?;
    Ok(tx.commit().await?)
}

/// Has the data plane follow the records, for as long as that takes.
async fn release(context: &Context) {
    while let Err(error) = context.topology.publish(PUBLISH).await {
        tracing::error!(
            error = &error as &dyn std::error::Error,
            "the data plane does not follow a switchover; trying again"
        );
        sleep(AGAIN).await;
    }
}

/// Has the primary take writes again, unless it is none any more, and lets statements go on.
async fn put_back(context: &Context, switchover: &Switchover) -> Result<(), StepError> {
    let from = switchover.cast(context).await?.from;
    let restored = match from.role {
        NodeRole::Primary => unfence(context, switchover).await,
        NodeRole::Replica => Ok(()),
    };
    // Also when that has failed: its agent goes on trying.
    hold(context, switchover, false).await?;
    restored
}

async fn unfence(context: &Context, switchover: &Switchover) -> Result<(), StepError> {
    let mut tx = context.store.begin().await?;
    let generation = switchover.generation + 2;
    tx.node_set_role(
        &switchover.from,
        NodeRole::Primary,
        generation,
        Timestamp::now(),
    )
    .await?;
    tx.commit().await?;
    let cast = switchover.cast(context).await?;
    cast.ensure(context, &cast.from, PROMOTE).await
}
