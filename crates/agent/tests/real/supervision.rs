//! Servers that die come back by themselves.

use std::time::Duration;

use hyades_agent::stop_all;
use hyades_agent_api::{Agent, NodeState};

use crate::world::{DEADLINE, World, eventually, is_running, kill, root, value};
use mysql_async::prelude::Queryable;

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_server_is_back_in_its_role() {
    let Some(world) = World::start().await else {
        return;
    };
    let primary = world.ready_primary().await;
    let replica = world.replica_of(&primary, 2);
    world.ensure(&replica).await;
    let mut writer = root(&primary).await;
    writer.query_drop("CREATE DATABASE d").await.unwrap();
    for spec in [&primary, &replica] {
        let first = world.agent.node_observe(&spec.node).await.unwrap().pid;
        kill(first.unwrap());
        let agent = &world.agent;
        let back = eventually("back", Duration::from_secs(20), || async {
            let seen = agent.node_observe(&spec.node).await.unwrap();
            seen.state == NodeState::Serving && seen.pid != first
        })
        .await;
        println!("killed, and serving again after {back:.2?}");
        world.ensure(spec).await;
    }
    let seen = world.agent.node_observe(&primary.node).await.unwrap();
    assert_eq!(seen.read_only, Some(false));
    // The second death right after a start is not followed at once.
    let mut reader = root(&replica).await;
    assert_eq!(value(&mut reader, "SHOW DATABASES LIKE 'd'").await, "d");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_server_leaves_no_zombie() {
    let Some(world) = World::start().await else {
        return;
    };
    let primary = world.primary();
    let pid = world.ensure(&primary).await.pid.unwrap();
    kill(pid);
    eventually("reaped", Duration::from_secs(5), || async {
        !std::path::Path::new(&format!("/proc/{pid}")).exists()
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frozen_server_does_not_block_the_others() {
    let Some(world) = World::start().await else {
        return;
    };
    let (frozen, well) = (world.primary(), world.primary());
    let pid = world.ensure(&frozen).await.pid.unwrap();
    world.ensure(&well).await;
    let signal = |signal| {
        let pid = rustix::process::Pid::from_raw(pid as i32).unwrap();
        rustix::process::kill_process(pid, signal).unwrap();
    };
    signal(rustix::process::Signal::STOP);
    let agent = &world.agent;
    eventually("seen as not answering", Duration::from_secs(10), || async {
        let seen = agent.nodes_observe().await.unwrap();
        let of = |node| seen.iter().find(|seen| &seen.node == node).unwrap();
        of(&frozen.node).state == NodeState::Starting && of(&well.node).state == NodeState::Serving
    })
    .await;
    signal(rustix::process::Signal::CONT);
    eventually("serving again", Duration::from_secs(10), || async {
        let seen = agent.node_observe(&frozen.node).await.unwrap();
        seen.state == NodeState::Serving && seen.pid == Some(pid)
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_stops_without_an_agent_and_not_against_one() {
    let Some(mut world) = World::start().await else {
        return;
    };
    let (one, two) = (world.primary(), world.primary());
    let (first, second) = tokio::join!(world.ensure(&one), world.ensure(&two));
    let busy = stop_all(world.data_dir(), DEADLINE).await.unwrap_err();
    assert!(busy.to_string().contains("another process"), "{busy}");

    world.agent.stop_supervising().await;
    let pids = [first.pid.unwrap(), second.pid.unwrap()];
    assert!(pids.iter().all(|pid| is_running(*pid)));
    let report = stop_all(world.data_dir(), DEADLINE).await.unwrap();
    assert_eq!(report.stopped.len(), 2);
    assert!(report.stopped.iter().all(|stopped| stopped.clean));
    assert!(!pids.iter().any(|pid| is_running(*pid)));
    assert_eq!(
        stop_all(world.data_dir(), DEADLINE).await.unwrap().stopped,
        []
    );

    // As after the machine's restart.
    world.restart_agent().await;
    let (first, second) = tokio::join!(world.ensure(&one), world.ensure(&two));
    assert_eq!(
        (first.state, second.state),
        (NodeState::Serving, NodeState::Serving)
    );
}
