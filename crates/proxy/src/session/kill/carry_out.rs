//! What the worker of a session does that is to be killed.

use std::rc::Rc;
use std::time::Duration;

use tokio::sync::oneshot;

use super::super::login::unreachable;
use super::{DENIED, NO_SUCH_THREAD, Order, Verdict};
use crate::auth::{LoginError, Refused};
use crate::backend::{AcquireError, Carried, Conn, Key, NOBODY, QueryError, query};
use crate::frontend::{Frontend, Handle, Running, Server};
use crate::reactor::timeout;

/// How long it may take.
const LIMIT: Duration = Duration::from_secs(8);
/// How often a statement is looked for that ends before it is reached.
const TRIES: usize = 3;

/// Kills a session of this worker, or what it runs.
pub(crate) async fn carry_out(
    frontend: Rc<Frontend>,
    handle: Rc<Handle>,
    order: Order,
    answer: oneshot::Sender<Verdict>,
) {
    let core = frontend.core().clone();
    let killing = timeout(&core, LIMIT, kill(&frontend, &handle, &order));
    let verdict = killing.await.unwrap_or_else(|_| Err(unreachable()));
    // Nobody may wait for it any more.
    let _ = answer.send(verdict.map_err(|refused| match refused.code {
        DENIED => Refused {
            message: format!("You are not owner of thread {}", order.id).into_bytes(),
            ..refused
        },
        _ => refused,
    }));
}

async fn kill(frontend: &Rc<Frontend>, handle: &Handle, order: &Order) -> Verdict {
    let key = frontend.intern(order.key.clone());
    for _ in 0..TRIES {
        if let Some(running) = handle.running() {
            if !kill_running(handle, &running, &key, order.query).await? {
                continue;
            }
        } else {
            may_kill(frontend, handle, &key).await?;
            if handle.running().is_some() {
                continue;
            }
            handle.interrupt();
        }
        if !order.query {
            handle.kill(frontend.core());
        }
        return Ok(());
    }
    // One statement after the other has ended meanwhile. A session does not have to be caught running.
    may_kill(frontend, handle, &key).await?;
    if !order.query {
        handle.kill(frontend.core());
    }
    Ok(())
}

/// Kills what the session runs. Returns whether it still ran.
async fn kill_running(
    handle: &Handle,
    running: &Running,
    key: &Rc<Key>,
    query: bool,
) -> Result<bool, Refused> {
    let conn = acquire(&running.server, key).await?;
    // The connection goes to nobody else from here on, so the server cannot hit another session.
    if !handle.strike(running) {
        running.server.pool.release(conn);
        return Ok(false);
    }
    let what = if query { "QUERY" } else { "CONNECTION" };
    or_gone(order_at(&running.server, conn, what, running.thread.into()).await)?;
    Ok(true)
}

/// Whether the user may kill this session, which runs nothing now.
async fn may_kill(frontend: &Rc<Frontend>, handle: &Handle, key: &Rc<Key>) -> Verdict {
    let owner = handle.key();
    if owner.user == key.user {
        return Ok(());
    }
    let home = frontend.home().ok_or_else(unreachable)?;
    let victim = acquire(&home, &owner).await?;
    let conn = acquire(&home, key).await?;
    or_gone(order_at(&home, conn, "QUERY", victim.thread.into()).await)
}

/// Has a server kill one of its own threads.
pub(super) async fn order_at(
    server: &Rc<Server>,
    mut conn: Conn,
    what: &str,
    thread: u64,
) -> Verdict {
    let result = query(&mut conn, &format!("KILL {what} {thread}")).await;
    // What it has left of the statement before is not that statement's any more.
    conn.used_by = NOBODY;
    conn.found_by = NOBODY;
    let verdict = match result {
        Ok(_) => Ok(()),
        Err(QueryError::Refused(refused)) => Err(refused),
        Err(_) => return Err(unreachable()),
    };
    server.pool.release(conn);
    verdict
}

/// A thread that has ended meanwhile needs no killing.
fn or_gone(verdict: Verdict) -> Verdict {
    match verdict {
        Err(refused) if refused.code == NO_SUCH_THREAD => Ok(()),
        verdict => verdict,
    }
}

/// A connection in the name of a user.
pub(super) async fn acquire(server: &Rc<Server>, key: &Rc<Key>) -> Result<Conn, Refused> {
    let anything = Rc::new(Carried::default());
    let acquired = server.pool.acquire(key, &anything, 0);
    acquired.await.map_err(|error| match error {
        AcquireError::LogIn(LoginError::Refused(refused)) => refused,
        _ => unreachable(),
    })
}
