//! SQL concurrency control as clients meet it.

use hyades_proxy::control::Question;
use hyades_types::topology::ThrottleKind;
use mysql_async::prelude::Queryable;
use mysql_async::{Conn, Error};
use tokio::task::JoinHandle;

use crate::world::{World, eventually, spawn};

/// What a refused client reads.
fn refusal(error: Error) -> String {
    let Error::Server(error) = error else {
        panic!("{error}")
    };
    assert_eq!(
        (error.code, error.state.as_str()),
        (1637, "HY000"),
        "{error}"
    );
    error.message
}

/// Holds a statement of the rule for some seconds.
fn hold(mut client: Conn) -> JoinHandle<Conn> {
    tokio::spawn(async move {
        client
            .query_drop("SELECT SLEEP(2) FROM t1 WHERE id = 1")
            .await
            .unwrap();
        client
    })
}

async fn running(world: &World) -> u64 {
    let rules = world.ask(&Question::Throttle, "throttle").await;
    rules
        .iter()
        .map(|rule| rule["running"].as_u64().unwrap())
        .sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn over_the_limit_a_statement_fails_and_the_session_goes_on() {
    let Some(mut world) = World::start().await else {
        return;
    };
    let replica = world.replica.clone();
    let mut client = world.client().await;
    client.query_drop("SELECT * FROM t1").await.unwrap();
    world
        .limit(&replica, &[(ThrottleKind::Select, "select~from~t1", 1)])
        .await;

    let held = hold(world.client().await);
    eventually("the statement runs", async || running(&world).await == 1).await;
    let live = &world.ask(&Question::Throttle, "throttle").await[0];
    assert_eq!(live["statements"][0]["user"], "app");
    assert_eq!(
        live["statements"][0]["statement"],
        "SELECT SLEEP(2) FROM t1 WHERE id = 1"
    );

    let message = refusal(client.query_drop("SELECT a FROM t1").await.unwrap_err());
    assert!(
        message.contains("rule SELECT 'select~from~t1' of node"),
        "{message}"
    );
    assert!(message.contains(replica.as_str()), "{message}");
    // Prepared statements as well, however often they are executed.
    let prepared = client.prep("SELECT a FROM t1 WHERE id = ?").await.unwrap();
    for _ in 0..2 {
        refusal(client.exec_drop(&prepared, (1,)).await.unwrap_err());
    }
    // The session is as it was, for what is not limited and when there is room again.
    let one: Option<u32> = client.query_first("SELECT 41 + 1").await.unwrap();
    assert_eq!(one, Some(42));
    held.await.unwrap();
    // A client can have its response a moment before it has stopped to count.
    eventually("there is room", async || running(&world).await == 0).await;
    let a: Option<u32> = client.exec_first(&prepared, (2,)).await.unwrap();
    assert_eq!(a, Some(2));

    let rule = &world.ask(&Question::Throttle, "throttle").await[0];
    assert_eq!(
        (&rule["running"], &rule["passed"], &rule["refused"]),
        (&0.into(), &2.into(), &3.into())
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_runs_with_a_limit_of_0_through_gateway_and_proxy() {
    let Some(mut world) = World::start().await else {
        return;
    };
    let primary = world.primary.clone();
    let (mut proxied, mut direct) = (world.client().await, world.gateway_client().await);
    let rules = [
        (ThrottleKind::Update, "update~t1", 0),
        (ThrottleKind::Delete, "t1", 0),
        (ThrottleKind::Select, "t1", 0),
    ];
    world.limit(&primary, &rules).await;
    let long = format!(
        "UPDATE t1 SET a = 9 WHERE id = 3 /* {} */",
        "x".repeat(3 << 20)
    );
    for client in [&mut proxied, &mut direct] {
        for statement in [
            "UPDATE t1 SET a = 9 WHERE id = 3",
            "DELETE FROM t1 WHERE id = 3",
            &long,
        ] {
            refusal(client.query_drop(statement).await.unwrap_err());
        }
        let prepared = client
            .prep("UPDATE t1 SET a = ? WHERE id = 3")
            .await
            .unwrap();
        refusal(client.exec_drop(&prepared, (9,)).await.unwrap_err());
        client.query_drop("START TRANSACTION").await.unwrap();
        client
            .query_drop("INSERT INTO t1 VALUES (100, 1)")
            .await
            .unwrap();
        refusal(client.query_drop("DELETE FROM t1").await.unwrap_err());
        // The transaction is still there.
        client.query_drop("ROLLBACK").await.unwrap();
    }
    refusal(direct.query_drop("SELECT * FROM t1").await.unwrap_err());
    // The proxy's reads go to the other node, which has no rule.
    let rows: Vec<(u32, u32)> = proxied
        .query("SELECT id, a FROM t1 ORDER BY id")
        .await
        .unwrap();
    assert_eq!(rows, [(1, 1), (2, 2), (3, 3)]);
    world.limit(&primary, &[]).await;
    direct.query_drop("SELECT * FROM t1").await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_limit_holds_over_workers_gateways_and_processes() {
    let Some(mut world) = World::start().await else {
        return;
    };
    let primary = world.primary.clone();
    world
        .limit(&primary, &[(ThrottleKind::Select, "sleep", 3)])
        .await;
    // Another process of the host: here, one in the same directory with files of its own.
    let mut other = world.options.clone();
    other.control_socket = world.directory.path().join("p1.sock");
    let mut snapshot = world.snapshot.clone();
    snapshot.proxies.clear();
    let listen = &mut snapshot.gateways[0].listen;
    *listen = hyades_types::net::Endpoint::new(crate::server::address(), 3306);
    other.snapshot = world.directory.path().join("other.json");
    std::fs::write(&other.snapshot, serde_json::to_vec(&snapshot).unwrap()).unwrap();
    let (stop, ended) = spawn(other).await;

    let mut clients = Vec::new();
    for index in 0..12 {
        clients.push(match index % 2 {
            0 => world.gateway_client().await,
            _ => other_client(&snapshot).await,
        });
    }
    let all = clients.into_iter().map(|mut client| {
        tokio::spawn(async move { (client.query_drop("SELECT SLEEP(1)").await, client) })
    });
    let mut passed = 0;
    for done in all.collect::<Vec<_>>() {
        let (result, mut client) = done.await.unwrap();
        match result {
            Ok(()) => passed += 1,
            Err(error) => drop(refusal(error)),
        }
        client.query_drop("SELECT 1").await.unwrap();
    }
    // Two that come for the last place at once may both be refused it.
    assert!((1..=3).contains(&passed), "{passed}");
    stop.send(()).unwrap();
    ended.await.unwrap().unwrap();
}

async fn other_client(snapshot: &hyades_types::topology::TopologySnapshot) -> Conn {
    let listen = snapshot.gateways[0].listen;
    let options = mysql_async::OptsBuilder::default()
        .ip_or_hostname(listen.address.to_string())
        .tcp_port(listen.port)
        .user(Some("app"))
        .pass(Some("app"))
        .prefer_socket(Some(false));
    Conn::new(options).await.unwrap()
}
