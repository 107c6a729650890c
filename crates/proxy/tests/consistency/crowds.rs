//! Many clients, few connections.

use std::time::Duration;

use mysql_async::prelude::Queryable;
use mysql_async::{Conn, Error};
use tokio::task::JoinSet;

use crate::nodes::{Node, Wanted};
use crate::world::World;

async fn log_in(node: &Node, count: usize) -> Vec<Conn> {
    let mut clients = Vec::new();
    for _ in 0..count {
        clients.push(node.client().await);
    }
    clients
}

async fn all_read(clients: Vec<Conn>, query: &'static str) -> Vec<Conn> {
    let mut reading = JoinSet::new();
    for mut client in clients {
        reading.spawn(async move {
            client.query_drop(query).await.unwrap();
            client
        });
    }
    let mut clients = Vec::new();
    while let Some(client) = reading.join_next().await {
        clients.push(client.unwrap());
    }
    clients
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_crowd_behind_slow_statements_gets_through() {
    let Some(mut world) = World::start(2, &["--max-connections=700"]).await else {
        return;
    };
    let node = world.node(Wanted::default()).await;
    let clients = log_in(&node, 600).await;
    // Nobody can be served by a connection in use: there has to be one for each.
    let clients = all_read(clients, "SELECT SLEEP(0.5) FROM whoami").await;
    all_read(clients, "SELECT id FROM whoami").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_without_room_for_more_is_shared() {
    let Some(mut world) = World::start(2, &["--max-connections=40"]).await else {
        return;
    };
    let node = world.node(Wanted::default()).await;
    let mut clients = log_in(&node, 60).await;
    for _ in 0..3 {
        clients = all_read(clients, "SELECT SLEEP(0.05) FROM whoami").await;
    }
    // When nothing gets free in time, MySQL's own error says so, and the session lives on.
    let mut holders = Vec::new();
    let mut refused = None;
    for mut client in clients {
        match client.query_drop("BEGIN").await {
            Ok(()) => holders.push(client),
            Err(Error::Server(error)) => {
                assert_eq!(error.code, 1040, "{error:?}");
                refused = Some(client);
                break;
            }
            Err(error) => panic!("{error:?}"),
        }
    }
    assert!(holders.len() >= 20, "{}", holders.len());
    for mut holder in holders {
        holder.query_drop("ROLLBACK").await.unwrap();
    }
    refused.unwrap().query_drop("DO 0").await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_that_the_server_closes_are_not_used() {
    let Some(mut world) = World::start(2, &["--wait-timeout=1"]).await else {
        return;
    };
    let node = world.node(Wanted::default()).await;
    let mut client = node.client().await;
    world.servers[0].run(&["CREATE TABLE test.t (a INT)"]).await;
    world.settle().await;
    // Around the moment at which the server loses its patience.
    for number in 0..10 {
        tokio::time::sleep(Duration::from_millis(980 + number * 4)).await;
        client.query_drop("SELECT id FROM whoami").await.unwrap();
        client.query_drop("INSERT INTO t VALUES (1)").await.unwrap();
    }
    assert_eq!(
        world.servers[0]
            .value::<i64>("SELECT COUNT(*) FROM test.t")
            .await,
        10
    );
}
