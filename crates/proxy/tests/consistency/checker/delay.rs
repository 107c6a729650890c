//! Replicas that are late.

use std::sync::Arc;
use std::time::Duration;

use mysql_async::Conn;
use mysql_async::prelude::Queryable;
use tokio::time::sleep;

use super::board::Board;
use super::random;

/// Holds a replica up again and again, most often so that it looks healthy, by a lock that its appliers
/// have to wait for. In between it has the time to catch up, so that it stays in use.
pub(super) async fn hold_up(mut locker: Conn, mut other: Conn, board: Arc<Board>) {
    let pause = |limit| sleep(Duration::from_millis(random(limit) as u64));
    while !board.is_over() {
        pause(250).await;
        if random(10) == 0 {
            other.query_drop("STOP REPLICA SQL_THREAD").await.unwrap();
            pause(80).await;
            other.query_drop("START REPLICA SQL_THREAD").await.unwrap();
        } else {
            locker.query_drop("LOCK INSTANCE FOR BACKUP").await.unwrap();
            locker
                .query_drop("FLUSH TABLES WITH READ LOCK")
                .await
                .unwrap();
            pause(80).await;
            locker.query_drop("UNLOCK TABLES").await.unwrap();
            locker.query_drop("UNLOCK INSTANCE").await.unwrap();
        }
    }
}
