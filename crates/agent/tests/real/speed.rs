//! How fast nodes come to be; figures are printed, and only the grossest failure fails.

use std::time::{Duration, Instant};

use hyades_agent_api::Seed;

use crate::world::{DEADLINE, World};
use hyades_agent_api::Agent;

#[tokio::test(flavor = "multi_thread")]
async fn nodes_are_fast() {
    let Some(world) = World::start().await else {
        return;
    };
    // Makes the template.
    let first = world.primary();
    world.ensure(&first).await;
    world.agent.node_drop(&first.node, DEADLINE).await.unwrap();

    let primary = world.primary();
    let replica = world.replica_of(&primary, 2);
    let start = Instant::now();
    world.ensure(&primary).await;
    let alone = start.elapsed();
    let start = Instant::now();
    world.ensure(&replica).await;
    let second = start.elapsed();
    let cloned = world.replica_of(&primary, 3);
    let cloned = hyades_agent_api::NodeSpec {
        seed: Seed::Clone {
            donor: primary.backend,
        },
        ..cloned
    };
    let start = Instant::now();
    world.ensure(&cloned).await;
    let clone = start.elapsed();

    let primary = world.primary();
    let replica = world.replica_of(&primary, 2);
    let start = Instant::now();
    tokio::join!(world.ensure(&primary), world.ensure(&replica));
    let both = start.elapsed();
    tokio::time::sleep(Duration::from_secs(2)).await;
    let seen = world.agent.node_observe(&primary.node).await.unwrap();
    let start = Instant::now();
    world
        .agent
        .node_drop(&primary.node, DEADLINE)
        .await
        .unwrap();
    let dropped = start.elapsed();
    println!(
        "primary {alone:.2?}, replica {second:.2?}, clone {clone:.2?}, both at once {both:.2?}, \
         drop {dropped:.2?}; resident {} MiB, volume {} MiB",
        seen.resident.unwrap_or_default().as_mib(),
        seen.volume_used.as_mib(),
    );
    assert!(both < Duration::from_secs(30), "{both:?}");
}
