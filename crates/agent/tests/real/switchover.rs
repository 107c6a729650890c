//! Taking the writes from a primary that is in use.

use std::time::Duration;

use hyades_agent_api::{Agent, AgentError, NodeGoal, NodeSpec};
use mysql_async::prelude::Queryable;

use crate::world::{DEADLINE, World, root, value};

const READ_ONLY: &str = "SELECT @@super_read_only";

fn fenced(spec: &NodeSpec, generation: u64) -> NodeSpec {
    NodeSpec {
        goal: NodeGoal::Fenced {
            patience_millis: 1500,
        },
        generation,
        ..spec.clone()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn transactions_that_have_changed_something_are_not_cut_off() {
    let Some(world) = World::start().await else {
        return;
    };
    let primary = world.ready_primary().await;
    let (mut busy, mut idle) = (root(&primary).await, root(&primary).await);
    busy.query_drop("CREATE DATABASE d").await.unwrap();
    for table in ["d.t", "d.u"] {
        let create = format!("CREATE TABLE {table} (id INT PRIMARY KEY)");
        busy.query_drop(create).await.unwrap();
    }
    idle.query_drop("BEGIN").await.unwrap();
    value(&mut idle, "SELECT COUNT(*) FROM d.t").await;
    for hindrance in ["INSERT INTO d.t VALUES (1)", "LOCK TABLES d.u WRITE"] {
        busy.query_drop("BEGIN").await.unwrap();
        busy.query_drop(hindrance).await.unwrap();
        let refused = world
            .agent
            .node_ensure(&fenced(&primary, 2), DEADLINE)
            .await
            .unwrap_err();
        let text = refused.to_string();
        assert!(text.contains("have not ended"), "{hindrance}: {text}");
        // It is not tried again behind the back of whoever gives up.
        tokio::time::sleep(Duration::from_secs(2)).await;
        assert_eq!(value(&mut busy, READ_ONLY).await, "0");
        busy.query_drop("COMMIT").await.unwrap();
        busy.query_drop("UNLOCK TABLES").await.unwrap();
    }
    world.ensure(&fenced(&primary, 2)).await;
    assert_eq!(value(&mut busy, READ_ONLY).await, "1");
    assert!(busy.query_drop("DELETE FROM d.t").await.is_err());
    // Nothing is kept that has not been changed.
    assert_eq!(value(&mut idle, "SELECT COUNT(*) FROM d.t").await, "0");
    world
        .ensure(&NodeSpec {
            generation: 3,
            ..primary.clone()
        })
        .await;
    busy.query_drop("DELETE FROM d.t").await.unwrap();
    let late = world
        .agent
        .node_ensure(&fenced(&primary, 2), DEADLINE)
        .await;
    assert!(matches!(late, Err(AgentError::Stale { .. })));
}
