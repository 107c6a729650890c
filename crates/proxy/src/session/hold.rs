//! Following the primary when it is changed in order.
//!
//! Between two transactions a session waits while the primary changes, then goes to the new one and
//! takes along what it has: database, variables, `LAST_INSERT_ID()`, user variables, prepared
//! statements. What cannot be taken along (temporary tables, user locks, …) ends it, with an error.

use hyades_mysql::sql::{Flags, classify};
use hyades_mysql::wire::command::Command as Code;
use hyades_mysql::wire::stmt::query_text;

use super::Session;
use super::end::End;
use super::input::Command;
use crate::routing::Pin;

/// What asks about the last statement, which the connection remembers.
const ABOUT_LAST: [Flags; 3] = [Flags::DIAGNOSTICS, Flags::FOUND_ROWS, Flags::ROW_COUNT];

impl Session {
    /// Whether its connection to its home has something that another one has not.
    pub(super) fn is_tied_to_home(&self) -> bool {
        self.frontend.is_gateway() || self.state.is_tied()
    }

    /// Before a command that goes to the session's home: waits while statements have to, and then
    /// follows the primary.
    pub(super) async fn settle_home(&mut self) -> Result<(), End> {
        if self.frontend.holds() && !self.stays && !self.has_begun() {
            let frontend = self.frontend.clone();
            frontend.released().await;
        }
        self.follow_home().await
    }

    /// Goes where the primary is now, if the session can.
    pub(super) async fn follow_home(&mut self) -> Result<(), End> {
        if self.stays {
            return Ok(());
        }
        if self.is_left_behind() && self.is_tied_to_home() && !self.state.in_transaction() {
            // Boxed, so that sessions that do not move take no room for it.
            Box::pin(self.relocate()).await?;
        }
        match self.check_home() {
            Err(End::Fenced) if !self.is_tied_to_home() => {
                let frontend = self.frontend.clone();
                Box::pin(async move { frontend.home_soon().await }).await;
                self.check_home()
            }
            checked => checked,
        }
    }

    /// Whether the session's home was the primary, and another server has taken its place in order.
    pub(super) fn is_left_behind(&self) -> bool {
        self.home.left.get().is_some() && !self.frontend.is_home(&self.home)
    }

    /// Whether the session should follow without having been told anything: nothing has come from its
    /// client for a while, and the server that it was at may be about to go.
    pub(super) fn should_follow_idly(&self) -> bool {
        self.home.is_left_long_ago()
            && !self.frontend.is_home(&self.home)
            && self.is_tied_to_home()
            && self.can_move()
    }

    /// Whether a command is about the last statement, whose traces are where that was run. The next one
    /// will move the session.
    pub(super) fn asks_about_last(&self, command: &Command) -> bool {
        if !self.is_left_behind() || command.is_long() {
            return false;
        }
        let is_query = command.payload().first() == Some(&u8::from(Code::Query));
        let text = query_text(command.payload(), self.capabilities);
        text.is_ok_and(|text| {
            let flags = classify(text, &self.state.options).flags;
            is_query && ABOUT_LAST.into_iter().any(|about| flags.contains(about))
        })
    }

    /// Whether everything that the session has can be taken along.
    pub(super) fn can_move(&self) -> bool {
        let is_movable =
            |pin: &Pin| matches!(pin, Pin::UserVariable | Pin::LastInsertId | Pin::Collation);
        !self.state.in_transaction() && self.state.pins().iter().all(is_movable)
    }

    /// Whether the session is in the middle of something that it has to end where it is, and that the
    /// change of the primary waits for.
    fn has_begun(&self) -> bool {
        let binds = |pin: &Pin| {
            matches!(
                pin,
                Pin::LockTables | Pin::Xa | Pin::Handler | Pin::Cursor | Pin::LongData
            )
        };
        self.state.in_transaction() || self.state.pins().iter().any(binds)
    }
}
