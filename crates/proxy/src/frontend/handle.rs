//! How others reach a session, to end it or the statement that it runs.
//!
//! The id that a client is told is the proxy's: it comes with the greeting, before anybody knows which
//! server the session will use, and a pooled session has no connection of its own. `KILL` takes that id.
//! `CONNECTION_ID()` and the process list name connections to servers; a session that asks for its own
//! is tied to that connection, so that what it has been told stays true, and a `KILL` with such an id is
//! the server's to run. The two kinds cannot be mistaken for each other: see [`SessionIds`](super::SessionIds).

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::{Server, SessionId};
use crate::backend::Key;
use crate::reactor::{Core, TaskId};

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
