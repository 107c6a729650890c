//! The account with which database proxies look at servers.

use hyades_agent_api::{Agent, NodeSpec};
use hyades_types::Secret;
use hyades_types::time::Timestamp;
use mysql_async::prelude::Queryable;
use mysql_async::{Conn, OptsBuilder};

use crate::world::{DEADLINE, World, root, value};

async fn monitor(world: &World, spec: &NodeSpec) -> Result<Conn, mysql_async::Error> {
    let socket = world.socket(&spec.node);
    let opts = OptsBuilder::default()
        .socket(Some(socket.to_string_lossy()))
        .user(Some("hyades_monitor"))
        .pass(Some(spec.accounts.monitor.expose()));
    Conn::new(opts).await
}

/// The account is there and can do what it is for.
async fn works(world: &World, spec: &NodeSpec) -> Conn {
    let mut conn = monitor(world, spec).await.unwrap();
    for query in [
        "SHOW REPLICA STATUS",
        "SELECT @@GLOBAL.gtid_executed, @@GLOBAL.super_read_only",
        "SELECT Host, User, plugin, ssl_type, account_locked FROM mysql.user",
        "SELECT * FROM performance_schema.replication_connection_status",
        "SELECT * FROM performance_schema.replication_applier_status_by_worker",
    ] {
        conn.query_drop(query)
            .await
            .unwrap_or_else(|error| panic!("{query}: {error}"));
    }
    conn
}

#[tokio::test(flavor = "multi_thread")]
async fn it_looks_at_primary_and_replica_and_does_nothing_else() {
    let Some(world) = World::start().await else {
        return;
    };
    let primary = world.ready_primary().await;
    let replica = world.replica_of(&primary, 2);
    world.ensure(&replica).await;
    let mut customer = root(&primary).await;
    customer.query_drop("CREATE DATABASE shop").await.unwrap();
    customer
        .query_drop("CREATE TABLE shop.t (id INT)")
        .await
        .unwrap();

    works(&world, &replica).await;
    let mut conn = works(&world, &primary).await;
    let sessions = "SELECT GROUP_CONCAT(processlist_user) FROM performance_schema.threads";
    let sessions = value(&mut conn, sessions).await;
    assert!(sessions.contains("root"), "{sessions}");
    for statement in [
        "SELECT authentication_string FROM mysql.user",
        "SELECT * FROM mysql.db",
        "SELECT * FROM shop.t",
        "CREATE DATABASE x",
        "SET GLOBAL read_only = 1",
        "CREATE USER x",
        "SHUTDOWN",
    ] {
        assert!(conn.query_drop(statement).await.is_err(), "{statement}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_from_before_gets_it_at_the_next_ensure_or_start() {
    let Some(mut world) = World::start().await else {
        return;
    };
    let with = world.primary();
    let mut without = with.clone();
    without.accounts.monitor = Secret::new("");
    let pid = world.ensure(&without).await.pid;
    // As the agent of before wrote it.
    let kept = world.node_dir(&with.node).join("spec.json");
    let text = std::fs::read_to_string(&kept).unwrap();
    let mut spec: serde_json::Value = serde_json::from_str(&text).unwrap();
    let accounts = spec["accounts"].as_object_mut().unwrap();
    accounts.remove("monitor").unwrap();
    std::fs::write(&kept, spec.to_string()).unwrap();
    world.restart_agent().await;
    assert_eq!(world.ensure(&without).await.pid, pid);
    assert!(monitor(&world, &with).await.is_err());

    assert_eq!(world.ensure(&with).await.pid, pid);
    let mut conn = works(&world, &with).await;
    let executed = "SELECT @@GLOBAL.gtid_executed";
    assert_eq!(value(&mut conn, executed).await, "");

    let old = world.replica_of(&without, 2);
    world.ensure(&old).await;
    let new = NodeSpec {
        accounts: with.accounts.clone(),
        ..old
    };
    world.ensure(&new).await;
    assert!(monitor(&world, &new).await.is_err());
    world
        .agent
        .node_restart(&new.node, Timestamp::now(), DEADLINE)
        .await
        .unwrap();
    works(&world, &new).await;
}
