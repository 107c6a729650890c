//! Statements that wait while the primary is being changed in order.

use std::cell::{Cell, RefCell};
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::{Duration, Instant};

use hyades_types::status::NodeRole;

use super::{Frontend, Server};
use crate::reactor::{Core, TaskId, timeout, until};

/// How long statements wait in all, counted from when the first could have to.
const LIMIT: Duration = Duration::from_secs(3);
/// How long sessions that are idle leave those alone that are not. What the next statement may ask about
/// the last one (`ROW_COUNT()`, say) is out of date by then.
const IDLE: Duration = Duration::from_secs(1);
/// How long it may take to get to know what servers do in new roles.
const ROLES: Duration = Duration::from_secs(1);
const LOOK_EVERY: Duration = Duration::from_millis(10);

/// Whether statements wait, and which.
#[derive(Debug, Default)]
pub(super) struct Hold {
    until: Cell<Option<Instant>>,
    waiting: RefCell<Vec<TaskId>>,
}

impl Hold {
    /// Begins to hold, or lets go on what waits.
    pub(super) fn set(&self, core: &Core, held: bool) {
        if held {
            let until = self.until.get().unwrap_or_else(|| Instant::now() + LIMIT);
            self.until.set(Some(until));
            return;
        }
        self.until.set(None);
        for task in self.waiting.take() {
            core.wake(task);
        }
    }

    fn until(&self) -> Option<Instant> {
        self.until.get().filter(|until| Instant::now() < *until)
    }
}

impl Server {
    /// Where it listens.
    pub(crate) fn endpoint(&self) -> SocketAddr {
        self.backend.endpoint.to_socket_addr()
    }

    /// Whether its sessions that are idle should follow the primary now.
    pub(crate) fn is_left_long_ago(&self) -> bool {
        self.left.get().is_some_and(|left| left.elapsed() >= IDLE)
    }
}

impl Frontend {
    /// Whether statements for the primary wait.
    pub(crate) fn holds(&self) -> bool {
        self.hold.until().is_some()
    }

    /// Waits as long as statements do.
    pub(crate) async fn released(&self) {
        let Some(end) = self.hold.until() else {
            return;
        };
        self.hold.waiting.borrow_mut().push(self.core.current());
        let released = until(|| self.hold.until().is_none());
        // What waits for too long goes on, to wherever it is told to.
        let _ = timeout(
            &self.core,
            end.saturating_duration_since(Instant::now()),
            released,
        )
        .await;
    }

    /// [`Frontend::home`], as soon as there is one: while replicas get another source, a read-only proxy may
    /// have none that is known to replicate.
    pub(crate) async fn home_soon(&self) -> Option<Rc<Server>> {
        timeout(&self.core, ROLES, self.next_home()).await.ok()
    }

    /// The same. The caller sets the deadline.
    pub(crate) async fn next_home(&self) -> Rc<Server> {
        loop {
            if let Some(home) = self.home() {
                return home;
            }
            self.core.sleep(LOOK_EVERY).await;
        }
    }

    /// Servers may have changed their roles since they had these, in order or not.
    pub(super) fn note_left(&self, before: &[(Rc<Server>, NodeRole)], in_order: bool) {
        let mut any_left = false;
        for (server, role) in before {
            if server.role.get() != *role || !self.has(server) {
                server.left.set(in_order.then(Instant::now));
                any_left |= in_order;
            }
        }
        if !any_left {
            return;
        }
        let (core, sessions) = (self.core.clone(), self.sessions.borrow().clone());
        self.core.spawn(async move {
            core.sleep(IDLE).await;
            for session in sessions {
                core.wake(session);
            }
        });
    }
}
