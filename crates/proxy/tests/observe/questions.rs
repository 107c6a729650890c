//! What the process says of itself.

use hyades_proxy::control::{Question, client};
use mysql_async::Row;
use mysql_async::prelude::Queryable;
use serde_json::Value;

use crate::world::{World, eventually};

fn count(rows: &[Value], node: &str, reason: &str) -> u64 {
    let rows = rows
        .iter()
        .filter(|row| row["node"] == node && row["reason"] == reason);
    rows.map(|row| row["count"].as_u64().unwrap()).sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn where_statements_went_and_why() {
    let Some(world) = World::start().await else {
        return;
    };
    let (primary, replica) = (world.primary.as_str(), world.replica.as_str());
    let mut client = world.client().await;
    for _ in 0..5 {
        client.query_drop("SELECT a FROM t1").await.unwrap();
    }
    client
        .query_drop("SELECT a FROM t1 FOR UPDATE")
        .await
        .unwrap();
    client.query_drop("START TRANSACTION").await.unwrap();
    client.query_drop("SELECT a FROM t1").await.unwrap();
    client.query_drop("COMMIT").await.unwrap();

    let routing = world.ask(&Question::Routing, "routing").await;
    assert!(count(&routing, replica, "read") >= 5, "{routing:?}");
    assert_eq!(count(&routing, primary, "locking_read"), 1);
    assert_eq!(count(&routing, primary, "transaction"), 1);
    let statements = world.ask(&Question::Statements, "statements").await;
    assert_eq!(statements[0]["statement"], "COMMIT");
    assert_eq!(statements[1]["reason"], "transaction");
    let locking = statements
        .iter()
        .find(|row| row["reason"] == "locking_read")
        .unwrap();
    assert_eq!(
        (&locking["node"], &locking["rows"]),
        (&primary.into(), &3.into())
    );

    let backends = world.ask(&Question::Backends, "backends").await;
    let row = backends.iter().find(|row| row["node"] == replica).unwrap();
    assert_eq!(
        (&row["role"], &row["up"], &row["weight"]),
        (&"replica".into(), &true.into(), &100.into())
    );
    assert!(row["statements"].as_u64().unwrap() >= 5, "{row}");
    let pools = world.ask(&Question::Pools, "pools").await;
    let open = pools
        .iter()
        .filter(|row| row["node"] == replica)
        .map(|row| row["open"].as_u64().unwrap());
    assert!(open.sum::<u64>() >= 1, "{pools:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_and_what_holds_them() {
    let Some(world) = World::start().await else {
        return;
    };
    let mut client = world.client().await;
    client.query_drop("SELECT GET_LOCK('x', 0)").await.unwrap();
    client.query_drop("START TRANSACTION").await.unwrap();
    let direct = world.gateway_client().await;
    let sessions = world.ask(&Question::Sessions, "sessions").await;
    assert_eq!(sessions.len(), 2, "{sessions:?}");
    let proxy = world.snapshot.proxies[0].id.as_str();
    let session = sessions.iter().find(|row| row["front"] == proxy).unwrap();
    assert_eq!(
        (&session["user"], &session["transaction"]),
        (&"app".into(), &true.into())
    );
    assert_eq!(session["pinned_by"], serde_json::json!(["user_lock"]));
    let sleeping = tokio::spawn(async move {
        client.query_drop("DO SLEEP(1)").await.unwrap();
        client
    });
    eventually("the statement is seen", async || {
        let sessions = world.ask(&Question::Sessions, "sessions").await;
        sessions.iter().any(|row| row["statement"] == "DO SLEEP(1)")
    })
    .await;
    drop((sleeping.await.unwrap(), direct));
    eventually("the sessions are gone", async || {
        world.ask(&Question::Sessions, "sessions").await.is_empty()
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_a_statement_would_go() {
    let Some(world) = World::start().await else {
        return;
    };
    let mut client = world.client().await;
    let ask = async |statement: &str| {
        let statement = statement.to_owned();
        let routes = world.ask(&Question::Route { statement }, "routes").await;
        let proxy = world.snapshot.proxies[0].id.as_str();
        let route = routes
            .into_iter()
            .find(|route| route["front"] == proxy)
            .unwrap();
        (
            route["reason"].as_str().unwrap().to_owned(),
            route["nodes"][0]["node"].as_str().unwrap().to_owned(),
        )
    };
    let (primary, replica) = (world.primary.to_string(), world.replica.to_string());
    assert_eq!(ask("SELECT 1").await, ("read".to_owned(), replica.clone()));
    assert_eq!(
        ask("UPDATE t1 SET a = 1").await,
        ("not_read".to_owned(), primary.clone())
    );
    // The same of a session, with what it is in the middle of.
    let route: Row = client
        .query_first("SHOW PROXY ROUTE FOR SELECT 1")
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (route.get(0), route.get(2)),
        (Some(replica), Some("read".to_owned()))
    );
    client.query_drop("START TRANSACTION").await.unwrap();
    let route: Row = client
        .query_first("show proxy route for SELECT 1")
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (route.get(0), route.get(2)),
        (Some(primary), Some("transaction".to_owned()))
    );
    client.query_drop("COMMIT").await.unwrap();
    // Nothing of it was sent anywhere.
    let statements = world.ask(&Question::Statements, "statements").await;
    assert!(
        !statements
            .iter()
            .any(|row| row["statement"].as_str().unwrap().contains("ROUTE"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn metrics_for_prometheus() {
    let Some(mut world) = World::start().await else {
        return;
    };
    let mut client = world.client().await;
    let replica = world.replica.clone();
    let rule = (hyades_types::topology::ThrottleKind::Select, "say~\"x\"", 0);
    world.limit(&replica, &[rule]).await;
    client
        .query_drop("SELECT 'say' AS \"x\"")
        .await
        .unwrap_err();
    let text = client::metrics(std::slice::from_ref(&world.options.control_socket)).await;
    let proxy = &world.snapshot.proxies[0].id;
    for line in [
        "hyades_proxy_epoch{process=\"proxy\"} 2".to_owned(),
        format!("hyades_proxy_sessions{{process=\"proxy\",proxy=\"{proxy}\"}} 1"),
        format!(
            "hyades_proxy_backend_up{{process=\"proxy\",proxy=\"{proxy}\",node=\"{replica}\"}} 1"
        ),
        format!(
            "hyades_proxy_statements_refused_total{{process=\"proxy\",proxy=\"{proxy}\",node=\"{replica}\"}} 1"
        ),
        format!(
            "hyades_proxy_throttle_refused_total{{process=\"proxy\",node=\"{replica}\",type=\"SELECT\",pattern=\"say~\\\"x\\\"\"}} 1"
        ),
        "# TYPE hyades_proxy_statement_seconds histogram".to_owned(),
    ] {
        assert!(text.lines().any(|one| one == line), "{line}\n{text}");
    }
    // Every sample belongs to the family above it, and no family comes twice.
    let mut families = Vec::new();
    for line in text.lines() {
        match line
            .strip_prefix("# TYPE ")
            .and_then(|rest| rest.split(' ').next())
        {
            Some(family) => {
                assert!(!families.contains(&family), "{family}");
                families.push(family);
            }
            None if line.starts_with('#') => {}
            None => assert!(line.starts_with(families.last().unwrap()), "{line}"),
        }
    }
    // A process that is not there is left out.
    let sockets = [world.options.control_socket.clone(), "/nowhere.sock".into()];
    assert!(!client::metrics(&sockets).await.is_empty());
}
