//! Servers that die, hang, fall behind and come back.

use std::time::Duration;

use hyades_types::topology::{Consistency, ProxyMode};
use mysql_async::prelude::Queryable;
use mysql_async::{Conn, Error};
use nix::sys::signal::Signal;
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::nodes::{Node, Wanted};
use crate::world::{World, eventually};

const SOON: Duration = Duration::from_secs(20);
const READ: &str = "SELECT id FROM whoami";

async fn read(client: &mut Conn) -> u32 {
    client.query_first(READ).await.unwrap().unwrap()
}

/// Waits until reads are answered by these servers, in any order, and by no others.
async fn read_by(node: &Node, servers: &[u32]) {
    eventually("the right servers answer", SOON, async || {
        let mut client = node.client().await;
        let mut by = Vec::new();
        for _ in 0..20 {
            by.push(read(&mut client).await);
        }
        by.sort_unstable();
        by.dedup();
        by == servers
    })
    .await;
}

/// Clients that read without a pause until told to stop; none of them must see an error.
struct Load {
    clients: JoinSet<u64>,
    stop: tokio::sync::watch::Sender<bool>,
}

impl Load {
    async fn start(node: &Node, clients: usize) -> Self {
        let (stop, stopped) = tokio::sync::watch::channel(false);
        let mut load = Self {
            clients: JoinSet::new(),
            stop,
        };
        for number in 0..clients {
            let (mut client, stopped) = (node.client().await, stopped.clone());
            load.clients.spawn(async move {
                let mut reads = 0;
                while !*stopped.borrow() {
                    match number % 2 {
                        0 => read(&mut client).await,
                        _ => client.exec_first(READ, ()).await.unwrap().unwrap(),
                    };
                    reads += 1;
                }
                reads
            });
        }
        load
    }

    async fn stop(mut self) -> u64 {
        self.stop.send(true).unwrap();
        let mut reads = 0;
        while let Some(client) = self.clients.join_next().await {
            reads += client.unwrap();
        }
        reads
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_notices_when_a_replica_dies() {
    let Some(mut world) = World::start(3, &[]).await else {
        return;
    };
    let node = world.node(Wanted::default()).await;
    read_by(&node, &[1, 2]).await;
    let load = Load::start(&node, 16).await;
    for _ in 0..3 {
        world.servers[1].kill();
        read_by(&node, &[2]).await;
        world.servers[1].start().await;
        read_by(&node, &[1, 2]).await;
    }
    assert!(load.stop().await > 100);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_replica_that_hangs_gets_no_more_reads() {
    let Some(mut world) = World::start(3, &[]).await else {
        return;
    };
    let node = world.node(Wanted::default()).await;
    read_by(&node, &[1, 2]).await;
    world.servers[1].signal(Signal::SIGSTOP);
    tokio::time::sleep(Duration::from_millis(1500)).await;
    let mut client = node.client().await;
    for _ in 0..50 {
        assert_eq!(timeout(SOON, read(&mut client)).await.unwrap(), 2);
    }
    world.servers[1].signal(Signal::SIGCONT);
    read_by(&node, &[1, 2]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_replica_that_does_not_replicate_or_lags_gets_no_reads() {
    let Some(mut world) = World::start(3, &[]).await else {
        return;
    };
    let wanted = Wanted {
        max_lag_seconds: 1,
        ..Wanted::default()
    };
    let node = world.node(wanted).await;
    read_by(&node, &[1, 2]).await;
    world.servers[1].run(&["STOP REPLICA"]).await;
    read_by(&node, &[2]).await;
    world.servers[1].run(&["START REPLICA SQL_THREAD"]).await;
    read_by(&node, &[2]).await;
    world.servers[1].run(&["START REPLICA"]).await;
    read_by(&node, &[1, 2]).await;

    let mut locker = world.servers[1].root().await;
    locker
        .query_drop("FLUSH TABLES WITH READ LOCK")
        .await
        .unwrap();
    world.servers[0]
        .run(&["CREATE TABLE test.late (a INT)"])
        .await;
    read_by(&node, &[2]).await;
    locker.query_drop("UNLOCK TABLES").await.unwrap();
    read_by(&node, &[1, 2]).await;
}

fn is_lost(result: &Result<(), Error>) -> bool {
    match result {
        Err(Error::Server(error)) => error.code == 1053,
        Err(_) => true,
        Ok(()) => false,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sessions_outlive_their_primary_unless_it_had_their_state() {
    let Some(mut world) = World::start(2, &[]).await else {
        return;
    };
    let node = world.node(Wanted::default()).await;
    world.servers[0].run(&["CREATE TABLE test.t (a INT)"]).await;
    world.settle().await;
    let mut quiet = node.client().await;
    quiet.query_drop("INSERT INTO t VALUES (1)").await.unwrap();
    let mut asking = node.client().await;
    asking
        .query_drop("SET SESSION sql_mode = 'ANSI_QUOTES'")
        .await
        .unwrap();
    let mut pinned = node.client().await;
    pinned
        .query_drop("CREATE TEMPORARY TABLE mine (a INT)")
        .await
        .unwrap();
    let mut writing = node.client().await;
    writing.query_drop("BEGIN").await.unwrap();
    writing
        .query_drop("INSERT INTO t VALUES (2)")
        .await
        .unwrap();

    world.servers[0].kill();
    for client in [&mut asking, &mut pinned, &mut writing] {
        assert!(is_lost(
            &client.query_drop("INSERT INTO t VALUES (3)").await
        ));
    }
    // The replica has lost its source only, and nobody writes meanwhile.
    assert_eq!(read(&mut quiet).await, 1);
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(read(&mut quiet).await, 1);

    world.servers[0].start().await;
    quiet.query_drop("INSERT INTO t VALUES (4)").await.unwrap();
    // Its variables are carried: the name is quoted as it has asked for.
    asking
        .query_drop("INSERT INTO \"t\" VALUES (5)")
        .await
        .unwrap();
    for client in [&mut pinned, &mut writing] {
        assert!(client.query_drop("DO 0").await.is_err());
    }
    let sum: i64 = world.servers[0]
        .value("SELECT CAST(SUM(a) AS SIGNED) FROM test.t")
        .await;
    assert_eq!(sum, 1 + 4 + 5);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_read_only_proxy_is_as_fresh_and_finds_another_home() {
    let Some(mut world) = World::start(3, &[]).await else {
        return;
    };
    world.servers[0]
        .run(&[
            "CREATE TABLE test.n (a INT)",
            "INSERT INTO test.n VALUES (0)",
        ])
        .await;
    world.settle().await;
    let wanted = Wanted {
        mode: ProxyMode::ReadOnly,
        consistency: Consistency::Global,
        ..Wanted::default()
    };
    let node = world.node(wanted).await;
    let mut client = node.client().await;
    for number in 1..=200 {
        world.servers[0]
            .run(&[&format!("UPDATE test.n SET a = {number}")])
            .await;
        let found: u32 = client
            .query_first("SELECT a FROM n")
            .await
            .unwrap()
            .unwrap();
        assert_eq!(found, number);
        if number % 10 == 0 {
            // In a transaction, on the session's own replica.
            client.query_drop("BEGIN").await.unwrap();
            let found: u32 = client
                .query_first("SELECT a FROM n")
                .await
                .unwrap()
                .unwrap();
            assert_eq!(found, number);
            client.query_drop("COMMIT").await.unwrap();
        }
    }
    for server in [1, 2] {
        world.servers[server].kill();
        // Who comes before the proxy knows of that finds the other one.
        for _ in 0..6 {
            node.client().await;
        }
        eventually("the session goes on", SOON, async || {
            node.client().await.query_drop("SET @a = 1").await.is_ok()
        })
        .await;
        client
            .query_drop("SET SESSION sort_buffer_size = 65536")
            .await
            .unwrap();
        assert_ne!(read(&mut client).await, server as u32);
        world.servers[server].start().await;
        world.settle().await;
        read_by(&node, &[1, 2]).await;
    }
    // So does who comes to one that takes no more.
    let _others = [world.servers[1].root().await, world.servers[1].root().await];
    world.servers[1]
        .run(&["SET GLOBAL max_connections = 1"])
        .await;
    for _ in 0..3 {
        node.client().await;
    }
}
