//! Scheduled events at a change of roles.

use std::time::Duration;

use hyades_agent_api::{Agent, EventName, NodeGoal, NodeSpec};
use mysql_async::prelude::Queryable;

use crate::world::{DEADLINE, World, eventually, root, value};

/// Names that have to be quoted: in SQL, and as they are.
const SCHEMA: &str = r#"`d``1'\"`"#;
const ODD: &str = "`ein \"ü\"``'\\n`";
const ODD_NAME: &str = "ein \"ü\"`'\\n";

/// What must not change with the role.
const DEFINITIONS: &str = "SELECT GROUP_CONCAT(CONCAT_WS('/', event_name, definer, sql_mode, \
    character_set_client, collation_connection, HEX(event_definition), event_comment, starts) \
    ORDER BY event_name SEPARATOR ' | ') FROM information_schema.events WHERE event_name <> 'off'";

const RAN: &str =
    "SELECT GROUP_CONCAT(DISTINCT CONCAT(event, '@', server) ORDER BY 1) FROM log.ran";

fn create(name: &str, more: &str) -> String {
    format!(
        "CREATE DEFINER = 'o''wn\"er'@'%' EVENT {SCHEMA}.{name} ON SCHEDULE EVERY 1 SECOND {more} \
         DO INSERT INTO log.ran VALUES ('{}', @@server_id)",
        if name == ODD { "ü" } else { name }
    )
}

/// The names of events by status.
async fn with_status(spec: &NodeSpec, status: &str) -> String {
    let query = format!(
        "SELECT GROUP_CONCAT(event_name ORDER BY event_name SEPARATOR '|') \
         FROM information_schema.events WHERE status = '{status}'"
    );
    value(&mut root(spec).await, &query).await
}

async fn promote(world: &World, from: &NodeSpec, to: &NodeSpec) -> (NodeSpec, NodeSpec) {
    let generation = from.generation + 1;
    let goal = |spec: &NodeSpec, generation, goal| NodeSpec {
        goal,
        generation,
        ..spec.clone()
    };
    let patience_millis = 5000;
    let fenced = NodeGoal::Fenced { patience_millis };
    world.ensure(&goal(from, generation, fenced)).await;
    // It has what there was.
    world.ensure(&goal(to, generation, to.goal.clone())).await;
    let new = goal(to, generation + 1, NodeGoal::Primary);
    world.ensure(&new).await;
    let source = to.backend;
    let old = goal(from, generation + 1, NodeGoal::Replica { source });
    world.ensure(&old).await;
    (new, old)
}

async fn move_events(world: &World, from: &NodeSpec, to: &NodeSpec) -> Vec<EventName> {
    let agent = &world.agent;
    let events = agent.events_enabled(&from.node, DEADLINE).await.unwrap();
    agent
        .events_enable(&to.node, &events, DEADLINE)
        .await
        .unwrap();
    events
}

#[tokio::test(flavor = "multi_thread")]
async fn events_run_where_writes_are_taken_and_stay_what_they_were() {
    let Some(world) = World::start().await else {
        return;
    };
    let first = world.ready_primary().await;
    let second = world.replica_of(&first, 2);
    world.ensure(&second).await;
    let mut conn = root(&first).await;
    for statement in [
        "CREATE USER 'o''wn\"er'@'%' IDENTIFIED BY 'pw'",
        "GRANT INSERT, EVENT ON *.* TO 'o''wn\"er'@'%'",
        &format!("CREATE DATABASE {SCHEMA}"),
        "CREATE DATABASE log",
        "CREATE TABLE log.ran (event VARCHAR(20) CHARACTER SET utf8mb4, server INT)",
        "SET sql_mode = 'PAD_CHAR_TO_FULL_LENGTH'",
        &create("off", "DISABLE"),
        &create("plain", "COMMENT 'it''s'"),
        // As a client of that character set would: its body is kept as it came.
        &format!("SET @create = {}", quoted(&create(ODD, ""))),
        "SET character_set_client = latin1, collation_connection = latin1_german1_ci",
        "PREPARE p FROM @create",
        "EXECUTE p",
    ] {
        conn.query_drop(statement).await.expect(statement);
    }
    let definitions = value(&mut conn, DEFINITIONS).await;
    assert!(definitions.contains("latin1_german1_ci"), "{definitions}");
    let both = format!("{ODD_NAME}|plain");
    assert_eq!(with_status(&first, "ENABLED").await, both);

    let (mut primary, mut replica) = (first, second);
    for round in 0..2 {
        let (new, old) = promote(&world, &primary, &replica).await;
        assert_eq!(with_status(&new, "ENABLED").await, "");
        let moved = move_events(&world, &old, &new).await;
        assert_eq!(moved.len(), 2, "{moved:?}");
        assert_eq!(with_status(&new, "ENABLED").await, both);
        let mut conn = root(&new).await;
        assert_eq!(value(&mut conn, DEFINITIONS).await, definitions);
        // The old one has them disabled: by replication, so that nothing is there that is not here.
        world.ensure(&old).await;
        assert_eq!(with_status(&old, "ENABLED").await, "", "in round {round}");
        let gtids = "SELECT @@global.gtid_executed";
        let own = value(&mut root(&old).await, gtids).await;
        let subset = format!("SELECT GTID_SUBSET('{own}', @@global.gtid_executed)");
        assert_eq!(value(&mut conn, &subset).await, "1");
        // Again, with nothing left to do, and with what has been done.
        assert_eq!(move_events(&world, &old, &new).await, []);
        conn.query_drop(format!("ALTER EVENT {SCHEMA}.plain DISABLE"))
            .await
            .unwrap();
        world
            .agent
            .events_enable(&new.node, &moved, DEADLINE)
            .await
            .unwrap();
        assert_eq!(with_status(&new, "ENABLED").await, ODD_NAME);
        let enable = format!("ALTER DEFINER = 'o''wn\"er'@'%' EVENT {SCHEMA}.plain ENABLE");
        // What an event is understood in is that of whoever alters it.
        conn.query_drop(enable).await.unwrap();
        conn.query_drop("DELETE FROM log.ran").await.unwrap();
        let expected = format!("plain@{0},ü@{0}", new.server_id);
        eventually(
            "both run where writes are taken",
            Duration::from_secs(30),
            async || value(&mut root(&new).await, RAN).await == expected,
        )
        .await;
        (primary, replica) = (new, old);
    }
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "''"))
}
