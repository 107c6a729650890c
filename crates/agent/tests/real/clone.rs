//! Replicas that begin as a copy of a running server.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use hyades_agent_api::{Agent, NodeSpec, NodeState, Seed};
use mysql_async::prelude::Queryable;

use crate::world::{DEADLINE, World, next_endpoint, root, value};

#[tokio::test(flavor = "multi_thread")]
async fn a_clone_made_under_writes_misses_none() {
    let Some(world) = World::start().await else {
        return;
    };
    let primary = world.ready_primary().await;
    let mut conn = root(&primary).await;
    conn.query_drop("CREATE DATABASE d").await.unwrap();
    conn.query_drop("CREATE TABLE d.t (id INT PRIMARY KEY, v VARCHAR(200))")
        .await
        .unwrap();

    let (stop, written) = (
        Arc::new(AtomicBool::new(false)),
        Arc::new(AtomicU32::new(0)),
    );
    let writer = tokio::spawn({
        let (stop, written) = (stop.clone(), written.clone());
        async move {
            while !stop.load(Ordering::Relaxed) {
                let id = written.load(Ordering::Relaxed) + 1;
                let insert = format!("INSERT INTO d.t VALUES ({id}, REPEAT('x', 200))");
                conn.query_drop(insert).await.unwrap();
                written.store(id, Ordering::Relaxed);
            }
        }
    });
    let seed = Seed::Clone {
        donor: primary.backend,
    };
    let replica = NodeSpec {
        seed,
        ..world.replica_of(&primary, 2)
    };
    let seen = world.ensure(&replica).await;
    assert!(seen.replication.unwrap().is_running());
    assert!(!world.node_dir(&replica.node).join("clone").exists());
    let during = written.load(Ordering::Relaxed);
    assert!(during > 0);
    stop.store(true, Ordering::Relaxed);
    writer.await.unwrap();

    world.ensure(&replica).await;
    let mut reader = root(&replica).await;
    let count = value(&mut reader, "SELECT COUNT(*) FROM d.t").await;
    assert_eq!(count, written.load(Ordering::Relaxed).to_string());
    let primary = world.agent.node_observe(&primary.node).await.unwrap();
    let replica = world.agent.node_observe(&replica.node).await.unwrap();
    assert_eq!(primary.gtid_executed, replica.gtid_executed);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replica_is_a_donor_too() {
    let Some(world) = World::start().await else {
        return;
    };
    let primary = world.ready_primary().await;
    let first = world.replica_of(&primary, 2);
    world.ensure(&first).await;
    let seed = Seed::Clone {
        donor: first.backend,
    };
    let second = NodeSpec {
        seed,
        ..world.replica_of(&primary, 3)
    };
    let seen = world.ensure(&second).await;
    assert_eq!(seen.replication.unwrap().source, primary.backend);
    let primary = world.agent.node_observe(&primary.node).await.unwrap();
    assert_eq!(primary.semi_sync_replicas, Some(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_donor_that_is_not_there_fails_the_call_and_leaves_nothing_behind() {
    let Some(world) = World::start().await else {
        return;
    };
    let primary = world.primary();
    world.ensure(&primary).await;
    let seed = Seed::Clone {
        donor: next_endpoint(),
    };
    let replica = NodeSpec {
        seed,
        ..world.replica_of(&primary, 2)
    };
    let error = world
        .agent
        .node_ensure(&replica, DEADLINE)
        .await
        .unwrap_err();
    assert!(error.to_string().contains("clone the server at"), "{error}");
    assert!(!error.to_string().contains("pass"), "{error}");
    let seen = world.agent.node_observe(&replica.node).await.unwrap();
    assert!(!matches!(seen.state, NodeState::Serving));
    world
        .agent
        .node_drop(&replica.node, DEADLINE)
        .await
        .unwrap();
    assert!(!world.node_dir(&replica.node).exists());
}
