//! What had been committed anywhere when a read arrived: asked of the primary, for all reads that
//! have arrived at once.

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::rc::Rc;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use hyades_mysql::gtid::GtidSet;

use super::{Frontend, Server};
use crate::backend::{Carried, Conn, query};
use crate::reactor::{TaskId, timeout, until};

/// How long the primary may take to answer.
const ANSWER: Duration = Duration::from_secs(1);

/// The rounds of questions. A read may only use a round that has begun after it arrived.
#[derive(Debug, Default)]
pub(crate) struct ReadIndex {
    begun: Cell<u64>,
    ended: Cell<u64>,
    wanted: Cell<u64>,
    /// The answer of the last round; nothing if there was none.
    answer: RefCell<Option<Arc<GtidSet>>>,
    waiting: RefCell<Vec<TaskId>>,
    asker: Cell<Option<TaskId>>,
}

impl ReadIndex {
    /// Everything that was committed when this was called; `None` if the primary does not say.
    pub(crate) async fn get(&self, frontend: &Rc<Frontend>) -> Option<Arc<GtidSet>> {
        let core = frontend.core();
        let round = self.begun.get() + 1;
        self.wanted.set(self.wanted.get().max(round));
        match self.asker.get() {
            Some(asker) => core.wake(asker),
            None => {
                let asking = ask(frontend.clone());
                self.asker.set(Some(core.spawn(asking)));
            }
        }
        poll_fn(|_| {
            if self.ended.get() >= round {
                return Poll::Ready(());
            }
            self.waiting.borrow_mut().push(core.current());
            Poll::Pending
        })
        .await;
        self.answer.borrow().clone()
    }

    /// Ends the task that asks.
    pub(crate) fn stop(&self, frontend: &Frontend) {
        if let Some(asker) = self.asker.take() {
            frontend.core().cancel(asker);
        }
    }
}

/// Asks as long as anybody wants to know.
async fn ask(frontend: Rc<Frontend>) {
    let index = &frontend.read_index;
    let mut at: Option<Asked> = None;
    loop {
        until(|| index.wanted.get() > index.ended.get()).await;
        let round = index.begun.get() + 1;
        index.begun.set(round);
        let answer = timeout(frontend.core(), ANSWER, question(&frontend, &mut at)).await;
        let answer = answer.ok().flatten();
        if answer.is_none() {
            at = None;
        }
        index.answer.replace(answer);
        index.ended.set(round);
        for task in index.waiting.take() {
            frontend.core().wake(task);
        }
    }
}

/// Where the last question went, and the answer.
struct Asked {
    server: Rc<Server>,
    conn: Conn,
    owned: Vec<u8>,
    executed: Vec<u8>,
    answer: Arc<GtidSet>,
}

/// Why this is everything that anybody may have seen: in a commit, a transaction first gets its id
/// (it is then in `gtid_owned`) and is written to the binary log, from where replicas get it; then it
/// perhaps waits until a replica has it (`AFTER_SYNC`), becomes visible, and only then moves to
/// `gtid_executed`. Owned is read first: what moves on in between is then in both. What is selected
/// is evaluated from left to right.
const QUESTION: &str = "SELECT @@global.gtid_owned, @@global.gtid_executed";

async fn question(frontend: &Rc<Frontend>, at: &mut Option<Asked>) -> Option<Arc<GtidSet>> {
    let primary = frontend.primary()?;
    if !at
        .as_ref()
        .is_some_and(|asked| Rc::ptr_eq(&asked.server, &primary))
    {
        let key = Rc::new(frontend.monitor_key()?);
        let (conn, _) = primary
            .pool
            .connect_at_once(&key, &Rc::new(Carried::default()))
            .await
            .ok()?;
        *at = Some(Asked {
            server: primary,
            conn,
            owned: Vec::new(),
            executed: Vec::new(),
            answer: Arc::default(),
        });
    }
    let asked = at.as_mut()?;
    let rows = query(&mut asked.conn, QUESTION).await.ok()?;
    let (owned, executed) = (rows.at(0)?, rows.at(1)?);
    if owned != asked.owned || executed != asked.executed {
        let mut index = GtidSet::parse(executed).ok()?;
        asked.server.health.saw_executed(Arc::new(index.clone()));
        for owned in without_owners(owned) {
            index.add_text(&owned).ok()?;
        }
        asked.owned = owned.to_vec();
        asked.executed = executed.to_vec();
        asked.answer = Arc::new(index);
    }
    Some(asked.answer.clone())
}

/// The transactions of `gtid_owned`, such as `uuid:4#12:5#13`, without the threads that own them.
fn without_owners(text: &[u8]) -> Vec<Vec<u8>> {
    let text = String::from_utf8_lossy(text);
    let sets = text
        .split([',', '\n'])
        .map(str::trim)
        .filter(|set| !set.is_empty());
    let without_threads = |set: &str| -> String {
        let parts = set
            .split(':')
            .map(|part| part.split('#').next().unwrap_or_default());
        parts.collect::<Vec<_>>().join(":")
    };
    sets.map(|set| without_threads(set).into_bytes()).collect()
}

#[cfg(test)]
mod tests {
    use super::without_owners;

    #[test]
    fn owners_are_left_out() {
        let text = b"3e11fa47-71ca-11e1-9e33-c80aa9429562:23#44:24#45,\n4e11fa47-71ca-11e1-9e33-c80aa9429562:1#9";
        let expected: [&[u8]; 2] = [
            b"3e11fa47-71ca-11e1-9e33-c80aa9429562:23:24",
            b"4e11fa47-71ca-11e1-9e33-c80aa9429562:1",
        ];
        assert_eq!(without_owners(text), expected);
        assert!(without_owners(b"").is_empty());
    }
}
