//! The life of a primary and its replica.

use std::os::unix::fs::MetadataExt;
use std::time::Duration;

use hyades_agent_api::{Agent, AgentError, NodeGoal, NodeSpec, NodeState};
use hyades_types::net::Endpoint;
use hyades_types::time::Timestamp;
use hyades_types::units::ByteSize;
use mysql_async::prelude::Queryable;

use crate::world::{DEADLINE, World, eventually, is_running, root, value};

#[tokio::test(flavor = "multi_thread")]
async fn a_replica_has_what_the_primary_has() {
    let Some(world) = World::start().await else {
        return;
    };
    let primary = world.ready_primary().await;
    let replica = world.replica_of(&primary, 2);
    let seen = world.ensure(&replica).await;
    assert_eq!(seen.state, NodeState::Serving);
    assert_eq!(seen.read_only, Some(true));
    let replication = seen.replication.unwrap();
    assert!(replication.is_running());
    assert_eq!(replication.source, primary.backend);

    let mut writer = root(&primary).await;
    writer.query_drop("CREATE DATABASE d").await.unwrap();
    writer
        .query_drop("CREATE TABLE d.t (id INT PRIMARY KEY)")
        .await
        .unwrap();
    writer
        .query_drop("INSERT INTO d.t VALUES (1), (2), (3)")
        .await
        .unwrap();
    // Ensuring again waits until the replica has caught up.
    let caught_up = world.ensure(&replica).await;
    let mut reader = root(&replica).await;
    assert_eq!(value(&mut reader, "SELECT COUNT(*) FROM d.t").await, "3");
    let refused = reader
        .query_drop("INSERT INTO d.t VALUES (4)")
        .await
        .unwrap_err();
    assert!(refused.to_string().contains("super-read-only"), "{refused}");

    let seen = world.agent.node_observe(&primary.node).await.unwrap();
    assert_eq!(seen.semi_sync_replicas, Some(1));
    assert_eq!(seen.gtid_executed, caught_up.gtid_executed);
    assert_eq!(seen.read_only, Some(false));
    assert_eq!(seen.max_connections, Some(200));
    assert_eq!(seen.version, Some(world.version));
    assert!(seen.resident.unwrap() > ByteSize::mib(50));
    assert!(seen.volume_used > ByteSize::mib(10));
    let zone = value(&mut writer, "SELECT @@time_zone").await;
    assert_eq!(zone, "+08:00");
}

#[tokio::test(flavor = "multi_thread")]
async fn files_with_secrets_are_private_and_the_init_file_is_gone() {
    let Some(world) = World::start().await else {
        return;
    };
    let primary = world.primary();
    // As if the agent had inherited it.
    let open = std::fs::File::open(&world.options.tls.ca_key).unwrap();
    rustix::io::fcntl_setfd(&open, rustix::io::FdFlags::empty()).unwrap();
    let seen = world.ensure(&primary).await;
    let dir = world.node_dir(&primary.node);
    for (name, mode) in [
        ("", 0o700),
        ("spec.json", 0o600),
        ("my.cnf", 0o600),
        ("data", 0o700),
    ] {
        let meta = dir.join(name).metadata().unwrap();
        assert_eq!(meta.mode() & 0o777, mode, "{name}");
    }
    assert!(!dir.join("init.sql").exists());
    let pid = seen.pid.unwrap();
    for file in ["cmdline", "environ"] {
        let text = std::fs::read(format!("/proc/{pid}/{file}")).unwrap();
        let text = String::from_utf8_lossy(&text);
        for secret in [&primary.accounts.admin, &primary.accounts.replication] {
            assert!(!text.contains(secret.expose()), "{file}");
        }
    }
    let descriptors = std::fs::read_dir(format!("/proc/{pid}/fd"))
        .unwrap()
        .flatten();
    let mut files = descriptors.filter_map(|entry| std::fs::read_link(entry.path()).ok());
    assert!(
        !files.any(|file| file == world.options.tls.ca_key),
        "a descriptor was inherited"
    );
    drop(open);
    let pid = rustix::process::Pid::from_raw(pid as i32);
    assert_eq!(rustix::process::getsid(pid).ok(), pid);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_happens_once_and_keeps_the_role() {
    let Some(world) = World::start().await else {
        return;
    };
    let primary = world.ready_primary().await;
    let replica = world.replica_of(&primary, 2);
    let first = world.ensure(&replica).await;
    let asked_at = Timestamp::now();
    let restart = |node| world.agent.node_restart(node, asked_at, DEADLINE);
    let second = restart(&replica.node).await.unwrap();
    assert_ne!(first.pid, second.pid);
    assert!(second.started_at >= Some(asked_at));
    let again = restart(&replica.node).await.unwrap();
    assert_eq!(second.pid, again.pid);
    assert_eq!(again.read_only, Some(true));
    assert!(again.replication.is_some());

    let restarted = restart(&primary.node).await.unwrap();
    assert_eq!(restarted.read_only, Some(false));
    world.ensure(&replica).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_spec_is_followed_and_an_older_one_refused() {
    let Some(world) = World::start().await else {
        return;
    };
    let first = world.primary();
    let before = world.ensure(&first).await;
    let same = world.ensure(&first).await;
    assert_eq!(before.pid, same.pid, "nothing to do, nothing done");

    let mut larger = NodeSpec {
        generation: 2,
        ..first.clone()
    };
    larger.resources.max_connections = 300;
    let after = world.ensure(&larger).await;
    assert_ne!(before.pid, after.pid);
    assert_eq!(after.max_connections, Some(300));

    let refused = world.agent.node_ensure(&first, DEADLINE).await.unwrap_err();
    assert_eq!(
        refused,
        AgentError::Stale {
            offered: 1,
            kept: 2
        }
    );
    let unknown = NodeSpec {
        engine: "9.99.1".parse().unwrap(),
        ..world.primary()
    };
    let refused = world
        .agent
        .node_ensure(&unknown, DEADLINE)
        .await
        .unwrap_err();
    assert!(
        matches!(refused, AgentError::NoSuchEngine { .. }),
        "{refused}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replica_is_promoted_and_the_old_primary_follows_it() {
    let Some(world) = World::start().await else {
        return;
    };
    let primary = world.ready_primary().await;
    let replica = world.replica_of(&primary, 2);
    world.ensure(&replica).await;
    let mut writer = root(&primary).await;
    writer.query_drop("CREATE DATABASE d").await.unwrap();

    let promoted = NodeSpec {
        generation: 2,
        goal: NodeGoal::Primary,
        ..replica.clone()
    };
    let source = promoted.backend;
    let demoted = NodeSpec {
        generation: 2,
        goal: NodeGoal::Replica { source },
        ..primary
    };
    let seen = world.ensure(&promoted).await;
    assert_eq!((seen.read_only, seen.replication), (Some(false), None));
    let mut writer = root(&promoted).await;
    writer
        .query_drop("CREATE TABLE d.t (id INT PRIMARY KEY)")
        .await
        .unwrap();
    let seen = world.ensure(&demoted).await;
    assert_eq!(seen.replication.unwrap().source, source);
    let mut reader = root(&demoted).await;
    assert_eq!(value(&mut reader, "SELECT COUNT(*) FROM d.t").await, "0");
}

#[tokio::test(flavor = "multi_thread")]
async fn dropping_leaves_nothing() {
    let Some(world) = World::start().await else {
        return;
    };
    let primary = world.primary();
    let pid = world.ensure(&primary).await.pid.unwrap();
    world
        .agent
        .node_drop(&primary.node, DEADLINE)
        .await
        .unwrap();
    assert!(!is_running(pid));
    let left = std::fs::read_dir(world.data_dir().join("nodes"))
        .unwrap()
        .count();
    assert_eq!(left, 0);
    let sockets = std::fs::read_dir(world.data_dir().join("run"))
        .unwrap()
        .count();
    assert_eq!(sockets, 0);
    world
        .agent
        .node_drop(&primary.node, DEADLINE)
        .await
        .unwrap();
    let unknown = world.agent.node_observe(&primary.node).await.unwrap_err();
    assert_eq!(unknown, AgentError::NoSuchNode { node: primary.node });
    assert_eq!(world.agent.nodes_observe().await.unwrap(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_port_that_is_taken_is_said_and_the_node_comes_up_once_it_is_free() {
    let Some(world) = World::start().await else {
        return;
    };
    let primary = world.primary();
    let taken = std::net::TcpListener::bind(primary.backend.to_socket_addr()).unwrap();
    let error = world
        .agent
        .node_ensure(&primary, DEADLINE)
        .await
        .unwrap_err();
    assert!(
        error.to_string().contains("Address already in use"),
        "{error}"
    );
    drop(taken);
    let agent = &world.agent;
    eventually("serving", Duration::from_secs(30), || async {
        let seen = agent.node_observe(&primary.node).await.unwrap();
        seen.state == NodeState::Serving && seen.read_only == Some(false)
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_source_that_is_not_there_is_named_at_the_deadline() {
    let Some(world) = World::start().await else {
        return;
    };
    let primary = world.primary();
    let nowhere = Endpoint::new(primary.backend.address, 9);
    let replica = NodeSpec {
        goal: NodeGoal::Replica { source: nowhere },
        ..primary
    };
    let error = world
        .agent
        .node_ensure(&replica, Duration::from_secs(8))
        .await
        .unwrap_err();
    assert!(error.to_string().contains(&nowhere.to_string()), "{error}");
}
