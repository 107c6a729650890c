//! What becomes of a command that a server has not answered.

use std::rc::Rc;
use std::time::{Duration, Instant};

use hyades_mysql::sql::Class;
use hyades_mysql::wire::response::ResponseKind;

use super::super::Session;
use super::super::end::End;
use super::super::relay::{Broken, Ended};
use super::request::Run;
use crate::backend::Pulse;
use crate::frontend::Server;

/// How long a command waits for a home from which nothing comes: it may come to, or another server
/// may take its place. What has been sent already waits as long as the connection lasts.
const PATIENCE: Duration = Duration::from_secs(5);
/// How often to look.
const LOOK: Duration = Duration::from_millis(10);

/// Why a command has not been run to its end.
#[derive(Debug)]
pub(super) enum Failed {
    /// The server has not got it.
    Unsent(End),
    /// The server may have got it, and has not begun to answer.
    Unanswered(End),
    /// There is no way to go on.
    End(End),
}

impl Failed {
    /// Whether the command can be sent again, to the same server or another one.
    pub(super) fn is_repeatable(&self, run: &Run<'_>) -> bool {
        let changes_nothing =
            run.prepares.is_some() || run.class.is_some_and(Class::may_read_from_replica);
        match self {
            Self::Unsent(_) => true,
            Self::Unanswered(_) => changes_nothing,
            Self::End(_) => false,
        }
    }

    /// The number of the error that the client is told, or would be.
    pub(super) fn code(&self) -> u16 {
        let (Self::Unsent(end) | Self::Unanswered(end) | Self::End(end)) = self;
        end.code()
    }

    pub(super) fn into_end(self) -> End {
        match self {
            Self::Unsent(end) | Self::Unanswered(end) | Self::End(end) => end,
        }
    }
}

impl From<Broken> for Failed {
    fn from(broken: Broken) -> Self {
        match broken {
            Broken::Unread(error) => Self::Unsent(End::Server(error)),
            Broken::Unanswered(error) => Self::Unanswered(End::Server(error)),
            Broken::End(end) => Self::End(end),
        }
    }
}

impl Session {
    /// Whether this server has state that the session would lose with its connection.
    pub(super) fn is_tied_to(&self, server: &Rc<Server>) -> bool {
        self.is_tied_to_home() && Rc::ptr_eq(server, &self.home)
    }

    /// Waits while nothing comes from the session's home. A session with state there goes on at
    /// once: it has nowhere else to go.
    pub(super) async fn await_home(&mut self) -> Result<(), End> {
        self.settle_home().await?;
        if self.home.health.pulse() != Pulse::Silent || self.is_tied_to(&self.home) {
            return Ok(());
        }
        let until = Instant::now() + PATIENCE;
        while self.home.health.pulse() == Pulse::Silent {
            if Instant::now() >= until {
                return Err(End::Silent);
            }
            self.frontend.core().sleep(LOOK).await;
            self.check_home()?;
        }
        Ok(())
    }

    /// Tells the client that its home has not answered. The session goes on, unless the server had
    /// state of it.
    pub(super) async fn survive(&mut self, failed: Failed, run: &Run<'_>) -> Result<Ended, End> {
        let home = self.home.clone();
        let is_lost = matches!(failed, Failed::End(_)) || self.is_tied_to(&home);
        let may_have_run = !matches!(failed, Failed::Unsent(_));
        let end = failed.into_end();
        if is_lost || run.kind == ResponseKind::Nothing {
            return Err(end);
        }
        let Some(packet) = end.packet() else {
            return Err(end);
        };
        if may_have_run {
            self.state.written.doubt();
        }
        tracing::debug!(session = self.id, %end, "a command fails");
        let mut out = Vec::new();
        packet.write(&mut out, 1);
        self.client.write_all(&out).await.map_err(End::Client)?;
        let mut ended = Ended::default();
        ended.learned.err(&packet);
        Ok(ended)
    }
}
