//! Full-SQL recording, from clients to files.

use std::path::Path;

use hyades_proxy::control::{Question, client};
use mysql_async::prelude::Queryable;
use serde_json::Value;

use crate::world::{World, eventually};

/// All lines of the complete files of a node, oldest first.
fn lines(directory: &Path, node: &str) -> Vec<Value> {
    let entries = std::fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let of_node = |path: &std::path::PathBuf| {
        let name = path.to_string_lossy();
        name.contains(node) && name.ends_with(".zst")
    };
    let mut text = Vec::new();
    for path in entries.filter(of_node) {
        text.extend(zstd::stream::decode_all(std::fs::File::open(path).unwrap()).unwrap());
    }
    let lines = text
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty());
    let mut lines: Vec<Value> = lines
        .map(|line| serde_json::from_slice(line).unwrap())
        .collect();
    lines.sort_by_key(|line| line["time"].as_str().unwrap().to_owned());
    lines
}

fn find<'a>(lines: &'a [Value], statement: &str) -> &'a Value {
    let found = lines.iter().find(|line| line["statement"] == statement);
    found.unwrap_or_else(|| panic!("{statement}: {lines:#?}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn every_statement_is_there_and_says_how_it_went() {
    let Some(mut world) = World::start().await else {
        return;
    };
    let mut client = world.client().await;
    client
        .query_drop("CREATE TABLE r1 (id INT PRIMARY KEY, a INT)")
        .await
        .unwrap();
    client
        .query_drop("INSERT INTO r1 VALUES (1, 1), (2, 2), (3, 3)")
        .await
        .unwrap();
    client.query_drop("SELECT 'before'").await.unwrap();
    let instance = world.snapshot.proxies[0].instance.clone();
    let directory = world
        .directory
        .path()
        .join("records")
        .join(instance.as_str());
    std::fs::create_dir_all(&directory).unwrap();
    world.snapshot.recorded = vec![instance];
    world.reload().await;

    client.query_drop("SELECT * FROM r1").await.unwrap();
    client
        .exec_drop("SELECT a FROM r1 WHERE id = ? OR id = ?", (1, 2))
        .await
        .unwrap();
    client
        .query_drop("UPDATE r1 SET a = a + 0 WHERE id < 0")
        .await
        .unwrap();
    client
        .query_drop("INSERT INTO r1 VALUES (50, 0), (51, 0)")
        .await
        .unwrap();
    client
        .query_drop("DELETE FROM r1 WHERE id IN (50, 51)")
        .await
        .unwrap();
    client
        .query_drop("SELECT * FROM nowhere.r1")
        .await
        .unwrap_err();
    client
        .query_drop("ALTER USER app@'%' IDENTIFIED BY 'app'")
        .await
        .unwrap();
    let mut direct = world.gateway_client().await;
    direct
        .exec_drop("SELECT a + ? FROM r1", (1,))
        .await
        .unwrap();
    eventually("what is recorded is counted", async || {
        let rows = world.ask(&Question::Recorder, "recorder").await;
        rows.iter()
            .map(|row| row["statements"].as_u64().unwrap())
            .sum::<u64>()
            >= 8
    })
    .await;
    world.snapshot.recorded.clear();
    world.reload().await;
    client.query_drop("SELECT 'after'").await.unwrap();
    world.stop().await;

    let on_replica = lines(&directory, world.replica.as_str());
    let on_primary = lines(&directory, world.primary.as_str());
    let proxy = world.snapshot.proxies[0].id.as_str();
    let read = find(&on_replica, "SELECT * FROM r1");
    assert_eq!(
        (&read["user"], &read["database"], &read["rows"]),
        (&"app".into(), &"shop".into(), &3.into())
    );
    assert_eq!(
        (&read["front"], &read["reason"]),
        (&proxy.into(), &"read".into())
    );
    assert!(
        read["client"].as_str().unwrap().starts_with("127."),
        "{read}"
    );
    let prepared = find(&on_replica, "SELECT a FROM r1 WHERE id = ? OR id = ?");
    assert_eq!(
        (
            &prepared["kind"],
            &prepared["parameters"],
            &prepared["rows"]
        ),
        (&"prepared".into(), &2.into(), &2.into())
    );
    assert_eq!(find(&on_replica, "SELECT * FROM nowhere.r1")["error"], 1049);
    let insert = find(&on_primary, "INSERT INTO r1 VALUES (50, 0), (51, 0)");
    assert_eq!(
        (&insert["affected_rows"], &insert["reason"]),
        (&2.into(), &"not_read".into())
    );
    let gateway = find(&on_primary, "SELECT a + ? FROM r1");
    assert_eq!(
        (&gateway["front"], &gateway["parameters"]),
        (
            &world.snapshot.gateways[0].listen.to_string().into(),
            &1.into()
        )
    );
    assert!(on_primary.iter().any(|line| line["masked"] == true));
    let everything = format!("{on_primary:?}{on_replica:?}");
    for absent in ["'app'", "'before'", "'after'"] {
        assert!(!everything.contains(absent), "{absent}: {everything}");
    }
    let durations = on_replica
        .iter()
        .map(|line| line["duration_us"].as_u64().unwrap());
    assert!(durations.into_iter().all(|time| time > 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_could_not_be_recorded_is_told() {
    let Some(mut world) = World::start().await else {
        return;
    };
    let mut client = world.client().await;
    let instance = world.snapshot.proxies[0].instance.clone();
    // There is nowhere to write to.
    world.snapshot.recorded = vec![instance.clone()];
    world.reload().await;
    client.query_drop("SELECT 'lost'").await.unwrap();
    let node = world.replica.clone();
    let line = format!(
        "hyades_proxy_recorded_dropped_total{{process=\"proxy\",instance=\"{instance}\",node=\"{node}\"}} 1"
    );
    let sockets = [world.options.control_socket.clone()];
    eventually("the metrics tell", async || {
        let text = client::metrics(&sockets).await;
        text.lines().any(|one| one == line)
    })
    .await;
    let directory = world.directory.path().join("records");
    let directory = directory.join(instance.as_str());
    std::fs::create_dir_all(&directory).unwrap();
    client.query_drop("SELECT 'kept'").await.unwrap();
    world.stop().await;

    let lines = lines(&directory, node.as_str());
    find(&lines, "SELECT 'kept'");
    let gaps = lines.iter().filter(|line| line["dropped"] == 1);
    assert_eq!((gaps.count(), lines.len()), (1, 2), "{lines:#?}");
}
