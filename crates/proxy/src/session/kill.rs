//! `KILL` of a session of the proxy.
//!
//! The session's own worker carries it out. Whether the user may do that is the server's to say, as
//! always: the statement under way is killed at the server in the user's name. Where there is none, a connection
//! of the session's user is taken for that, unless the two are the same. A session of another process of the proxy is not
//! known here, nor at the server, which says so.

use std::rc::Rc;
use std::time::{Duration, Instant};

use hyades_mysql::sql::{Class, Flags, Kind};
use tokio::sync::oneshot;
use tokio::sync::oneshot::error::TryRecvError;

use super::Session;
use super::end::End;
use super::learn::Learned;
use super::login::unreachable;
use crate::auth::{LoginError, Refused};
use crate::backend::{AcquireError, Carried, Conn, Key, QueryError, query};
use crate::frontend::{Front, Frontend, Handle, Running, Server, session_id};
use crate::reactor::timeout;

/// How long it may take.
const LIMIT: Duration = Duration::from_secs(8);
/// How often to look whether it is done.
const LOOK: Duration = Duration::from_millis(1);
/// How often a statement is looked for that ends before it is reached.
const TRIES: usize = 3;
/// `ER_NO_SUCH_THREAD` and `ER_KILL_DENIED_ERROR`.
const NO_SUCH_THREAD: u16 = 1094;
const DENIED: u16 = 1095;

/// Whom to kill, and in whose name.
#[derive(Debug, Clone)]
pub(crate) struct Order {
    pub(crate) front: Front,
    pub(crate) id: u32,
    /// The statement rather than the session.
    pub(crate) query: bool,
    pub(crate) key: Key,
}

/// Why it was not done.
pub(crate) type Verdict = Result<(), Refused>;

impl Session {
    /// Runs a `KILL` that names a session of the proxy. Returns whether it does.
    pub(super) async fn kill(&mut self, class: &Class) -> Result<bool, End> {
        let Kind::Kill {
            query,
            id: Some(id),
        } = class.kind
        else {
            return Ok(false);
        };
        let is_plain = !class.flags.contains(Flags::MULTI) && !self.frontend.is_gateway();
        let Some(id) = session_id(id).filter(|_| is_plain) else {
            return Ok(false);
        };
        if self.handle.id() == Some(id) {
            self.reply_refused(&interrupted()).await?;
            return if query { Ok(true) } else { Err(End::Told) };
        }
        let order = Order {
            front: self.frontend.front(),
            id,
            query,
            key: (*self.key).clone(),
        };
        let Some(verdict) = self.order(&order).await else {
            return Ok(false);
        };
        self.release_kept().await?;
        let mut learned = Learned::default();
        match verdict {
            Ok(()) => self.reply_ok().await?,
            Err(refused) => learned = self.reply_refused(&refused).await?.learned,
        }
        self.state.traces.learn(self.commands, class, &learned);
        Ok(true)
    }

    /// Has the workers do it; `None` if none of them has that session.
    async fn order(&self, order: &Order) -> Option<Verdict> {
        let workers = self.frontend.desk().watch().workers()?;
        let mut answers = workers.kill(order);
        let until = Instant::now() + LIMIT;
        loop {
            let mut index = 0;
            while let Some(answer) = answers.get_mut(index) {
                match answer.try_recv() {
                    Ok(verdict) => return Some(verdict),
                    Err(TryRecvError::Closed) => drop(answers.swap_remove(index)),
                    Err(TryRecvError::Empty) => index += 1,
                }
            }
            if answers.is_empty() {
                return None;
            }
            if Instant::now() >= until {
                return Some(Err(unreachable()));
            }
            self.frontend.core().sleep(LOOK).await;
        }
    }
}

/// What a statement is told that is killed.
pub(super) fn interrupted() -> Refused {
    Refused {
        code: 1317,
        sql_state: Some(*b"70100"),
        message: b"Query execution was interrupted".to_vec(),
    }
}

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
    order_at(&running.server, conn, what, running.thread).await?;
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
    order_at(&home, conn, "QUERY", victim.thread).await
}

async fn order_at(server: &Rc<Server>, mut conn: Conn, what: &str, thread: u32) -> Verdict {
    let result = query(&mut conn, &format!("KILL {what} {thread}")).await;
    // What it has left of the statement before is not that statement's any more.
    conn.used_by = (0, 0);
    conn.found_by = (0, 0);
    match result {
        Ok(_) => {}
        Err(QueryError::Refused(refused)) => {
            server.pool.release(conn);
            if refused.code != NO_SUCH_THREAD {
                return Err(refused);
            }
            return Ok(());
        }
        Err(_) => return Err(unreachable()),
    }
    server.pool.release(conn);
    Ok(())
}

async fn acquire(server: &Rc<Server>, key: &Rc<Key>) -> Result<Conn, Refused> {
    let anything = Rc::new(Carried::default());
    let acquired = server.pool.acquire(key, &anything, 0);
    acquired.await.map_err(|error| match error {
        AcquireError::LogIn(LoginError::Refused(refused)) => refused,
        _ => unreachable(),
    })
}
