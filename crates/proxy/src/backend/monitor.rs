//! Looking at a server again and again.

use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use hyades_mysql::gtid::GtidSet;

use super::health::{Lag, Pulse};
use super::query::{QueryError, Rows, query};
use super::{AcquireError, Carried, Conn, Health, Key, Pool};
use crate::frontend::{ServerFacts, Shared};
use crate::reactor::{Core, Elapsed, timeout};

/// How often a server is looked at.
const INTERVAL: Duration = Duration::from_millis(200);
/// How long an answer may take. A server from which nothing else comes in that time is silent.
const ANSWER: Duration = Duration::from_millis(800);

/// Looks at a server until the task is cancelled.
pub(crate) async fn monitor(
    core: Core,
    pool: Rc<Pool>,
    key: Rc<Key>,
    health: Arc<Health>,
    shared: Arc<Shared>,
) {
    let mut last = None;
    let mut cut_off = CutOff::default();
    loop {
        let answers = health.answers();
        let look = look(&pool, &key, last.take(), &health, &shared);
        match timeout(&core, ANSWER, look).await {
            Ok(Ok(seen)) => {
                if !health.is_up() {
                    tracing::info!(server = ?pool.target(), "a server answers");
                }
                health.saw_executed(seen.executed.clone());
                health.saw_lag(cut_off.lag(&seen.replication, Instant::now()));
                last = Some(seen);
            }
            // Full is not dead.
            Ok(Err(LookError::Acquire(error))) if error.is_full() => {}
            Ok(Err(error)) => lost(&pool, &health, Pulse::Down, &error),
            // One that answers others is busy, not dead.
            Err(elapsed) if health.answers() == answers => {
                lost(&pool, &health, Pulse::Silent, &elapsed);
            }
            Err(Elapsed) => {}
        }
        health.was_looked_at();
        pause(&core, last.as_ref().map(|seen: &Seen| &seen.conn)).await;
    }
}

/// Waits for the next look, or until the server closes the connection, which it does when it dies.
async fn pause(core: &Core, conn: Option<&Conn>) {
    match conn {
        Some(conn) => {
            let _ = timeout(core, INTERVAL, conn.stream.registered().ended()).await;
        }
        None => core.sleep(INTERVAL).await,
    }
}

fn lost(pool: &Pool, health: &Health, pulse: Pulse, error: &(dyn std::error::Error + 'static)) {
    if health.pulse() != pulse {
        tracing::warn!(server = ?pool.target(), error, "a server does not answer");
    }
    health.saw_no_life(pulse);
}

#[derive(Debug, thiserror::Error)]
enum LookError {
    #[error("no connection")]
    Acquire(#[from] AcquireError),
    #[error("no answer")]
    Query(#[from] QueryError),
}

/// What a look has shown.
struct Seen {
    conn: Conn,
    replication: Rows,
    executed: Arc<GtidSet>,
}

async fn look(
    pool: &Pool,
    key: &Rc<Key>,
    last: Option<Seen>,
    health: &Health,
    shared: &Shared,
) -> Result<Seen, LookError> {
    let (mut conn, before, welcome) = match last {
        Some(last) => (last.conn, Some(last.executed), None),
        None => {
            let state = Rc::new(Carried::default());
            let (conn, welcome) = pool.connect_at_once(key, &state).await?;
            (conn, None, Some(welcome))
        }
    };
    let replication = query(&mut conn, "SHOW REPLICA STATUS").await?;
    let executed = query(&mut conn, "SELECT @@global.gtid_executed").await?;
    let executed = executed.at(0).and_then(|text| GtidSet::parse(text).ok());
    let executed = Arc::new(executed.unwrap_or_default());
    // Accounts change by transactions.
    if before.as_ref() != Some(&executed) {
        health.accounts.ask(&mut conn).await?;
    }
    // Clients can come in from now on.
    if let Some(welcome) = welcome {
        shared.facts.get_or_init(|| ServerFacts::from(&welcome));
    }
    Ok(Seen {
        conn,
        replication,
        executed,
    })
}

/// Remembers since when a replica has been without its source, and how far it was behind then:
/// the server itself says nothing of its lag in that time.
#[derive(Debug, Default)]
struct CutOff {
    last: u64,
    since: Option<Instant>,
}

impl CutOff {
    fn lag(&mut self, replication: &Rows, now: Instant) -> Lag {
        if replication.is_empty() {
            // Without a source it cannot be behind.
            return Lag::Seconds(0);
        }
        let is_applying = replication.named(b"Replica_SQL_Running") == Some(b"Yes");
        match replication.named(b"Replica_IO_Running") {
            Some(b"Connecting") if is_applying => {
                let since = *self.since.get_or_insert(now);
                Lag::CutOff(self.last + now.duration_since(since).as_secs())
            }
            Some(b"Yes") if is_applying => {
                self.since = None;
                let seconds = replication.named(b"Seconds_Behind_Source");
                let seconds = seconds.and_then(|text| std::str::from_utf8(text).ok()?.parse().ok());
                self.last = seconds.unwrap_or(self.last);
                Lag::Seconds(self.last)
            }
            _ => Lag::Broken,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(io: &str, sql: &str, behind: Option<&str>) -> Rows {
        Rows::one(&[
            ("Replica_IO_Running", Some(io)),
            ("Replica_SQL_Running", Some(sql)),
            ("Seconds_Behind_Source", behind),
        ])
    }

    #[test]
    fn lag_is_what_the_server_says_and_counted_when_it_says_nothing() {
        let mut cut_off = CutOff::default();
        let start = Instant::now();
        let after = |seconds| start + Duration::from_secs(seconds);
        assert_eq!(cut_off.lag(&Rows::default(), start), Lag::Seconds(0));
        let cases = [
            (status("Yes", "Yes", Some("4")), 0, Lag::Seconds(4)),
            (status("Connecting", "Yes", None), 1, Lag::CutOff(4)),
            (status("Connecting", "Yes", None), 8, Lag::CutOff(11)),
            (status("Yes", "Yes", None), 9, Lag::Seconds(4)),
            (status("Yes", "Yes", Some("0")), 10, Lag::Seconds(0)),
            (status("Connecting", "Yes", None), 20, Lag::CutOff(0)),
            (status("No", "Yes", None), 21, Lag::Broken),
            (status("Yes", "No", None), 22, Lag::Broken),
        ];
        for (status, seconds, expected) in cases {
            assert_eq!(cut_off.lag(&status, after(seconds)), expected, "{status:?}");
        }
    }
}
