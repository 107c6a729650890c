//! Taking the writes from a server that others still use.

use std::time::Duration;

use hyades_agent_api::AgentError;
use tokio::time::Instant;

use super::session::Session;

/// How often to look.
const LOOK_EVERY: Duration = Duration::from_millis(10);

/// How long a try to refuse writes may wait for locks: the least that servers know.
const LOCK_WAIT: Duration = Duration::from_secs(1);

/// Sessions of customers that have a transaction open, or hold what keeps writes from being refused (a
/// statement under way, `LOCK TABLES`): how old the transaction is in seconds, and whether it must not be
/// cut off, the oldest first. One that is idle and has changed nothing loses nothing. Internal sessions
/// are those of accounts that nobody can touch.
const OPEN: &str = "SELECT t.processlist_id, \
        CAST(COALESCE(x.timer_wait, 0) DIV 1000000000000 AS UNSIGNED) AS age, \
        l.owner_thread_id IS NOT NULL OR t.processlist_command <> 'Sleep' \
            OR COALESCE(i.trx_rows_modified, 0) > 0 \
    FROM performance_schema.threads t \
    LEFT JOIN performance_schema.events_transactions_current x \
        ON x.thread_id = t.thread_id AND x.state = 'ACTIVE' AND x.autocommit = 'NO' \
    LEFT JOIN (SELECT DISTINCT owner_thread_id FROM performance_schema.metadata_locks \
            WHERE object_type = 'GLOBAL' AND lock_status = 'GRANTED') l \
        ON l.owner_thread_id = t.thread_id \
    LEFT JOIN information_schema.innodb_trx i ON i.trx_mysql_thread_id = t.processlist_id \
    WHERE t.processlist_id <> CONNECTION_ID() AND t.name = 'thread/sql/one_connection' \
        AND t.processlist_user NOT IN (SELECT user FROM mysql.global_grants \
            WHERE priv = 'SYSTEM_USER' AND user LIKE 'hyades\\_%') \
        AND (x.thread_id IS NOT NULL OR l.owner_thread_id IS NOT NULL) \
    ORDER BY age DESC";

/// A session with a transaction.
struct Open {
    session: u64,
    age: u64,
    counts: bool,
}

/// Has the server refuse writes of everybody, once open transactions have ended: what it has executed
/// then is all that it ever will have by itself. When they have not ended in time, nothing has changed.
pub(crate) async fn drain(session: &mut Session, patience: Duration) -> Result<(), AgentError> {
    let refuses: Option<bool> = session
        .first("ask whether writes are refused", "SELECT @@super_read_only")
        .await?;
    if refuses == Some(true) {
        return Ok(());
    }
    let limit = format!("SET SESSION lock_wait_timeout = {}", LOCK_WAIT.as_secs());
    session.run("limit the wait for locks", &limit).await?;
    let end = Instant::now() + patience.saturating_sub(LOCK_WAIT);
    loop {
        let mut open = open(session).await?;
        let is_late = Instant::now() >= end;
        if is_late {
            open.retain(|one| one.counts);
        }
        match open.first() {
            None => {
                let refused = session
                    .run("refuse writes", "SET GLOBAL super_read_only = ON")
                    .await;
                if refused.is_ok() || Instant::now() >= end {
                    return refused;
                }
            }
            Some(oldest) if is_late => return Err(still_open(open.len(), oldest)),
            Some(_) => tokio::time::sleep(LOOK_EVERY).await,
        }
    }
}

fn still_open(count: usize, oldest: &Open) -> AgentError {
    let Open { session, age, .. } = oldest;
    AgentError::failed(
        "wait for open transactions",
        format!(
            "{count} of them or their statements have not ended, \
             the oldest after {age} s in session {session}"
        ),
    )
}

async fn open(session: &mut Session) -> Result<Vec<Open>, AgentError> {
    let rows: Vec<(u64, u64, bool)> = session.all("look for open transactions", OPEN).await?;
    let open = |(session, age, counts)| Open {
        session,
        age,
        counts,
    };
    Ok(rows.into_iter().map(open).collect())
}
