//! A replica that shows a transaction before the primary does.

use std::time::Duration;

use hyades_types::topology::Consistency;
use mysql_async::prelude::Queryable;
use tokio::time::timeout;

use crate::nodes::Wanted;
use crate::world::{World, eventually};

/// The primary waits for two replicas, of which one is deaf; the other has the transaction.
const WAIT_FOR_TWO: &[&str] = &[
    "SET GLOBAL rpl_semi_sync_source_wait_no_replica = ON",
    "SET GLOBAL rpl_semi_sync_source_wait_for_replica_count = 2",
    "SET GLOBAL rpl_semi_sync_source_timeout = 60000",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_seen_at_a_replica_is_seen_at_the_primary() {
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
        consistency: Consistency::Global,
        ..Wanted::default()
    };
    let node = world.node(wanted).await;
    let mut writer = node.client().await;
    let mut reader = node.client().await;
    let mut witness = node.client().await;
    world.servers[2].run(&["STOP REPLICA IO_THREAD"]).await;
    world.servers[0].run(WAIT_FOR_TWO).await;

    let writing = tokio::spawn(async move { writer.query_drop("UPDATE n SET a = 1").await });
    eventually("the replica has it", Duration::from_secs(20), async || {
        world.servers[1].value::<i64>("SELECT a FROM test.n").await == 1
    })
    .await;
    let found: Option<i64> = reader.query_first("SELECT a FROM n").await.unwrap();
    assert_eq!(found, Some(1));
    // Not yet committed at the primary, which would find nothing.
    assert!(!writing.is_finished());
    assert_eq!(
        world.servers[0].value::<i64>("SELECT a FROM test.n").await,
        0
    );
    let query = "/*FORCE_MASTER*/ SELECT a FROM n";
    let mut reading = tokio::spawn(async move { witness.query_first(query).await });
    assert!(
        timeout(Duration::from_millis(300), &mut reading)
            .await
            .is_err()
    );
    world.servers[2].run(&["START REPLICA IO_THREAD"]).await;
    let found: Option<i64> = reading.await.unwrap().unwrap();
    assert_eq!(found, Some(1));
    writing.await.unwrap().unwrap();
}
