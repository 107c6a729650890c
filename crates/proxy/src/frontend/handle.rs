//! How others reach a session, to end it or the statement that it runs.
//!
//! The id that a client is told is the proxy's: it comes with the greeting, before anybody knows which
//! server the session will use, and a pooled session has no connection of its own. `KILL` takes that id.
//! `CONNECTION_ID()` and the process list name connections to servers; a session that asks for its own
//! is tied to that connection, so that what it has been told stays true, and a `KILL` with such an id is
//! the server's to run. The two kinds cannot be mistaken for each other: see [`SessionIds`].

use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::path::Path;
use std::rc::Rc;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::Server;
use crate::backend::Key;
use crate::reactor::{Core, TaskId};
use crate::throttle::HostFile;

/// Set in every id of a session. Servers count from 1, and do not get that far.
const SESSION: u32 = 1 << 31;
/// Bits of an id that number the sessions of a process; those above tell processes apart.
const NUMBER_BITS: u32 = 21;

/// The ids of a process's sessions. No other process of the host has one of them at the same time.
#[derive(Debug)]
pub(crate) struct SessionIds {
    /// Holds the place among the processes.
    _file: Option<HostFile>,
    first: u32,
    used: Mutex<Used>,
}

#[derive(Debug, Default)]
struct Used {
    last: u32,
    all: HashSet<u32>,
}

/// An id as long as it is used.
#[derive(Debug)]
pub(crate) struct SessionId {
    ids: Arc<SessionIds>,
    id: u32,
}

impl SessionIds {
    /// `directory` is where all processes of the host have files.
    pub(crate) fn new(directory: &Path) -> Self {
        let file = HostFile::open(&directory.join("sessions.ids"));
        if let Err(error) = &file {
            tracing::warn!(%error, "ids of sessions may be those of other processes, too");
        }
        let file = file.ok();
        let process = file.as_ref().map_or(0, HostFile::process);
        Self {
            _file: file,
            first: SESSION | process << NUMBER_BITS,
            used: Mutex::default(),
        }
    }

    /// An id for a client that begins to log in.
    pub(crate) fn take(self: &Arc<Self>) -> SessionId {
        let mut used = self.used();
        loop {
            used.last = (used.last + 1) % (1 << NUMBER_BITS);
            let id = self.first | used.last;
            // There are far fewer sessions than ids.
            if used.last != 0 && used.all.insert(id) {
                return SessionId {
                    ids: self.clone(),
                    id,
                };
            }
        }
    }

    fn used(&self) -> MutexGuard<'_, Used> {
        self.used.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl SessionId {
    pub(crate) const fn get(&self) -> u32 {
        self.id
    }
}

impl Drop for SessionId {
    fn drop(&mut self) {
        self.ids.used().all.remove(&self.id);
    }
}

/// The id of a session, if `KILL` names one rather than a server's connection.
pub(crate) fn session_id(id: u64) -> Option<u32> {
    u32::try_from(id).ok().filter(|id| id & SESSION != 0)
}

/// A session as its worker sees it from outside.
#[derive(Debug)]
pub(crate) struct Handle {
    /// A gateway's session has the server's.
    id: Option<SessionId>,
    task: TaskId,
    key: RefCell<Rc<Key>>,
    /// Where the command under way goes.
    server: RefCell<Option<Rc<Server>>>,
    /// The server's id of the connection on which it runs now.
    thread: Cell<Option<u32>>,
    /// How many have been run.
    turn: Cell<u64>,
    in_command: Cell<bool>,
    is_struck: Cell<bool>,
    is_interrupted: Cell<bool>,
    is_killed: Cell<bool>,
}

/// What a session runs at a server.
#[derive(Debug)]
pub(crate) struct Running {
    pub(crate) server: Rc<Server>,
    pub(crate) thread: u32,
    turn: u64,
}

impl Handle {
    pub(crate) fn new(id: Option<SessionId>, task: TaskId, key: Rc<Key>) -> Self {
        Self {
            id,
            task,
            key: RefCell::new(key),
            server: RefCell::default(),
            thread: Cell::new(None),
            turn: Cell::new(0),
            in_command: Cell::new(false),
            is_struck: Cell::new(false),
            is_interrupted: Cell::new(false),
            is_killed: Cell::new(false),
        }
    }

    /// The id that the client has been told by the proxy.
    pub(crate) fn id(&self) -> Option<u32> {
        self.id.as_ref().map(SessionId::get)
    }

    /// Whose session it is.
    pub(crate) fn key(&self) -> Rc<Key> {
        self.key.borrow().clone()
    }

    pub(crate) fn set_key(&self, key: &Rc<Key>) {
        self.key.replace(key.clone());
    }

    /// A command has come.
    pub(crate) fn begin(&self) {
        self.in_command.set(true);
        self.is_interrupted.set(false);
    }

    /// Nothing of it is left.
    pub(crate) fn end(&self) {
        self.in_command.set(false);
    }

    /// The command goes there.
    pub(crate) fn goes_to(&self, server: &Rc<Server>) {
        let mut known = self.server.borrow_mut();
        if !known
            .as_ref()
            .is_some_and(|known| Rc::ptr_eq(known, server))
        {
            *known = Some(server.clone());
        }
    }

    /// From now on the server runs it.
    pub(crate) fn runs(&self, thread: u32) {
        self.turn.set(self.turn.get() + 1);
        self.thread.set(Some(thread));
    }

    /// The server does not run it any more. Returns whether somebody has had it killed, which may
    /// reach the connection later.
    pub(crate) fn has_run(&self) -> bool {
        self.thread.set(None);
        self.is_struck.take()
    }

    /// What it runs now.
    pub(crate) fn running(&self) -> Option<Running> {
        Some(Running {
            server: self.server.borrow().clone()?,
            thread: self.thread.get()?,
            turn: self.turn.get(),
        })
    }

    /// Notes that this is about to be killed. Returns whether it still runs.
    pub(crate) fn strike(&self, running: &Running) -> bool {
        let still = self.thread.get().is_some() && self.turn.get() == running.turn;
        if still {
            self.is_struck.set(true);
        }
        still
    }

    /// The command under way is not to be sent any more.
    pub(crate) fn interrupt(&self) {
        self.is_interrupted.set(self.in_command.get());
    }

    /// Whether the command is not to be sent; once.
    pub(crate) fn take_interrupted(&self) -> bool {
        self.is_interrupted.take()
    }

    /// Ends the session.
    pub(crate) fn kill(&self, core: &Core) {
        self.is_killed.set(true);
        core.wake(self.task);
    }

    pub(crate) fn is_killed(&self) -> bool {
        self.is_killed.get()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_those_of_one_session() {
        let directory = tempfile::tempdir().unwrap();
        let ids = || Arc::new(SessionIds::new(directory.path()));
        let (one, other) = (ids(), ids());
        let (a, b, c) = (one.take(), one.take(), other.take());
        assert_eq!(
            [a.get(), b.get(), c.get()],
            [0x8000_0001, 0x8000_0002, 0x8020_0001]
        );
        assert_eq!(session_id(u64::from(c.get())), Some(c.get()));
        assert_eq!(session_id(5), None);
        assert_eq!(session_id(0x1_8000_0001), None);
        one.used().last = (1 << NUMBER_BITS) - 1;
        assert_eq!(one.take().get(), 0x8000_0003);
        drop(a);
        one.used().last = 0;
        assert_eq!(one.take().get(), 0x8000_0001);
    }
}
