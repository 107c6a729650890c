//! Waiting for a replica to catch up.
//!
//! All reads of a worker that wait for the same replica share one question to it at a time: wait for
//! what the first of them needs, then say what is there. Its answer is for all of them. They hold no
//! connection while they wait, and what their own connection keeps of the last statement stays.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::future::poll_fn;
use std::rc::Rc;
use std::sync::Arc;
use std::task::Poll;
use std::time::{Duration, Instant};

use hyades_mysql::gtid::GtidSet;

use super::query::query;
use super::{Carried, Conn, Health, Key, Pool};
use crate::reactor::{Core, TaskId, timeout};

/// How long the replica waits before it answers in any case, in seconds: those that need less than
/// the first must not wait long for it.
const ROUND: &str = "0.005";
/// How long the answer may take beyond that.
const ANSWER: Duration = Duration::from_millis(500);

/// What reads of a worker know of the progress of one replica, and how they wait for more.
#[derive(Debug)]
pub(crate) struct Follower {
    core: Core,
    task: Cell<Option<TaskId>>,
    shared: Rc<Following>,
}

/// What the follower shares with its task.
#[derive(Debug)]
struct Following {
    pool: Rc<Pool>,
    health: Arc<Health>,
    waiting: RefCell<VecDeque<Rc<Waiting>>>,
}

/// A read that waits.
#[derive(Debug)]
struct Waiting {
    task: TaskId,
    needed: Arc<GtidSet>,
    until: Instant,
    state: Cell<Wait>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wait {
    Waits,
    Met,
    /// Its time is over, or nobody waits any more.
    Over,
}

impl Follower {
    pub(crate) fn new(core: Core, pool: Rc<Pool>, health: Arc<Health>) -> Self {
        Self {
            core,
            task: Cell::new(None),
            shared: Rc::new(Following {
                pool,
                health,
                waiting: RefCell::default(),
            }),
        }
    }

    /// Waits at most that long until the replica has executed these. Returns whether it has. `key`
    /// is of the account to ask with.
    pub(crate) async fn reaches(
        &self,
        needed: &Arc<GtidSet>,
        patience: Duration,
        key: impl FnOnce() -> Option<Key>,
    ) -> bool {
        if self.shared.health.has_executed(needed) {
            return true;
        }
        let waiting = Rc::new(Waiting {
            task: self.core.current(),
            needed: needed.clone(),
            until: Instant::now() + patience,
            state: Cell::new(Wait::Waits),
        });
        let _gone = OnDrop(&waiting);
        self.shared.waiting.borrow_mut().push_back(waiting.clone());
        match self.task.get().filter(|task| self.core.is_alive(*task)) {
            Some(task) => self.core.wake(task),
            None => {
                let Some(key) = key() else {
                    return false;
                };
                let following = follow(self.core.clone(), self.shared.clone(), Rc::new(key));
                self.task.set(Some(self.core.spawn(following)));
            }
        }
        poll_fn(|_| match waiting.state.get() {
            Wait::Waits => Poll::Pending,
            state => Poll::Ready(state == Wait::Met),
        })
        .await
    }
}

impl Drop for Follower {
    fn drop(&mut self) {
        if let Some(task) = self.task.take() {
            self.core.cancel(task);
        }
    }
}

struct OnDrop<'a>(&'a Waiting);

impl Drop for OnDrop<'_> {
    fn drop(&mut self) {
        self.0.state.set(Wait::Over);
    }
}

/// Asks the replica as long as anybody waits. Ends when it does not answer; the next read begins
/// again.
async fn follow(core: Core, following: Rc<Following>, key: Rc<Key>) {
    let mut conn = None;
    let mut last = Known::default();
    loop {
        let needed = poll_fn(|_| match following.first() {
            Some(needed) => Poll::Ready(needed),
            None => Poll::Pending,
        })
        .await;
        let asked = ask(&following, &key, conn.take(), &needed, &mut last);
        match timeout(&core, ANSWER, asked).await {
            Ok(Some(used)) => {
                conn = Some(used);
                following.health.saw_executed(last.set.clone());
                following.settle(&core, Some(&last.set));
            }
            Ok(None) | Err(_) => return following.settle(&core, None),
        }
    }
}

/// The last answer. Most often the next is the same, or there is no need to read it again.
#[derive(Debug, Default)]
struct Known {
    text: Vec<u8>,
    set: Arc<GtidSet>,
}

async fn ask(
    following: &Following,
    key: &Rc<Key>,
    conn: Option<Conn>,
    needed: &GtidSet,
    last: &mut Known,
) -> Option<Conn> {
    let mut conn = match conn {
        Some(conn) => conn,
        None => {
            following
                .pool
                .connect_at_once(key, &Rc::new(Carried::default()))
                .await
                .ok()?
                .0
        }
    };
    // A set is digits, dashes, colons and letters; nothing in it needs quoting. What is selected
    // is evaluated from left to right, so what is executed is looked at after the wait.
    let sql =
        format!("SELECT WAIT_FOR_EXECUTED_GTID_SET('{needed}', {ROUND}), @@global.gtid_executed");
    let rows = query(&mut conn, &sql).await.ok()?;
    let text = rows.at(1)?;
    if text != last.text {
        last.set = Arc::new(GtidSet::parse(text).ok()?);
        last.text = text.to_vec();
    }
    Some(conn)
}

impl Following {
    /// What the first needs; those that have given up are left out.
    fn first(&self) -> Option<Arc<GtidSet>> {
        let mut waiting = self.waiting.borrow_mut();
        while waiting
            .front()
            .is_some_and(|first| first.state.get() != Wait::Waits)
        {
            waiting.pop_front();
        }
        waiting.front().map(|first| first.needed.clone())
    }

    /// Ends the waits that have got what they need, or whose time is over; all of them if there was
    /// no answer. The first of the others is then the last: what it needs may take long.
    fn settle(&self, core: &Core, executed: Option<&GtidSet>) {
        let now = Instant::now();
        let mut waiting = self.waiting.borrow_mut();
        waiting.retain(|one| {
            let is_met = executed.is_some_and(|executed| executed.contains(&one.needed));
            let is_over = executed.is_none() || one.until <= now;
            if one.state.get() == Wait::Waits && (is_met || is_over) {
                one.state.set(if is_met { Wait::Met } else { Wait::Over });
                core.wake(one.task);
            }
            one.state.get() == Wait::Waits
        });
        if waiting.len() > 1 {
            waiting.rotate_left(1);
        }
    }
}
