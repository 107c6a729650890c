//! `KILL` of a session of the proxy.
//!
//! The session's own worker carries it out, in this process or in another one of the proxy: its id tells
//! which. Whether the user may do that is the server's to say, as always: the statement under way is killed at
//! the server in the user's name. Where there is none, a connection of the session's user is taken for that,
//! unless the two are the same.

mod carry_out;
mod elsewhere;
mod statement;

use std::time::Duration;

use hyades_mysql::sql::Class;
use hyades_mysql::wire::ok::{Ends, OkPacket};
use hyades_mysql::wire::status::Status;

use super::Session;
use super::end::End;
use super::learn::Learned;
use super::login::unreachable;
use crate::auth::Refused;
use crate::backend::Key;
use crate::frontend::{Front, session_id};
use crate::reactor::timeout;
use statement::{Kill, Kills};

pub(crate) use carry_out::carry_out;
pub(super) use statement::may_kill;

/// How long it may take: a moment longer than whoever carries it out may take.
const LIMIT: Duration = Duration::from_secs(10);
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
    /// Runs a text that kills sessions of the proxy. Returns whether it does.
    pub(super) async fn kill(&mut self, class: &Class, text: &[u8]) -> Result<bool, End> {
        // The ids of a gateway's sessions are the server's.
        if self.frontend.is_gateway() {
            return Ok(false);
        }
        match Kills::of(class, text, &self.state.options) {
            Kills::None => Ok(false),
            Kills::All(kills) => {
                self.release_kept().await?;
                self.kill_all(class, &kills).await.map(|()| true)
            }
            Kills::Among => {
                self.release_kept().await?;
                self.reply_own(among_others()).await.map(|_| true)
            }
        }
    }

    /// Answers as several statements in one text are answered: up to the first that fails.
    async fn kill_all(&mut self, class: &Class, kills: &[Kill]) -> Result<(), End> {
        let mut out = Vec::new();
        let mut sequence = 1;
        let mut failed = None;
        let mut end = Ok(());
        self.state.note_result(Status::default());
        for (index, kill) in kills.iter().enumerate() {
            let more = match index + 1 < kills.len() {
                true => Status::MORE_RESULTS_EXISTS,
                false => Status::default(),
            };
            if let Err(refused) = self.kill_one(*kill).await {
                let packet = refused.packet();
                packet.write(&mut out, sequence);
                let mut learned = Learned::default();
                learned.err(&packet);
                let is_own = session_id(kill.id).is_some_and(|id| self.handle.id() == Some(id));
                if is_own && !kill.query {
                    end = Err(End::Told);
                }
                failed = Some((refused, learned));
                break;
            }
            let ok = OkPacket {
                status: self.state.status | more,
                ..OkPacket::default()
            };
            sequence = ok.write(&mut out, sequence, self.capabilities, Ends::Command)?;
        }
        self.client.write_all(&out).await.map_err(End::Client)?;
        match failed {
            Some((refused, learned)) => self.note_told(refused, &learned),
            None => self
                .state
                .traces
                .learn(self.commands, class, &Learned::default()),
        }
        end
    }

    async fn kill_one(&mut self, kill: Kill) -> Verdict {
        let core = self.frontend.core().clone();
        let killed = timeout(&core, LIMIT, async {
            match session_id(kill.id) {
                Some(id) if self.handle.id() == Some(id) => Err(interrupted()),
                Some(id) => self.kill_session(id, kill.query).await,
                None => self.kill_thread(kill).await,
            }
        });
        killed.await.unwrap_or_else(|_| Err(unreachable()))
    }

    async fn kill_session(&self, id: u32, query: bool) -> Verdict {
        let order = Order {
            front: self.frontend.front(),
            id,
            query,
            key: (*self.key).clone(),
        };
        let core = self.frontend.core();
        let watch = self.frontend.desk().watch();
        let verdict = match watch.session_ids.elsewhere(id) {
            Some(socket) => elsewhere::kill(core, &socket, &order).await,
            None => {
                let workers = watch.workers().ok_or_else(unreachable)?;
                workers.wait(core, workers.kill(&order)).await.flatten()
            }
        };
        verdict.unwrap_or_else(|| Err(unknown(id)))
    }

    /// The id is that of a connection to the session's home.
    async fn kill_thread(&self, kill: Kill) -> Verdict {
        let what = if kill.query { "QUERY" } else { "CONNECTION" };
        let conn = carry_out::acquire(&self.home, &self.key).await?;
        carry_out::order_at(&self.home, conn, what, kill.id).await
    }
}

/// What a statement is told that is killed.
pub(super) fn interrupted() -> Refused {
    Refused::new(1317, *b"70100", "Query execution was interrupted")
}

fn unknown(id: u32) -> Refused {
    Refused::new(
        NO_SUCH_THREAD,
        *b"HY000",
        format!("Unknown thread id: {id}"),
    )
}

/// `ER_NOT_SUPPORTED_YET`: the other statements are the server's to run, and it knows nothing of
/// the session.
fn among_others() -> Refused {
    let message = "This version of MySQL doesn't yet support 'KILL of a proxy's session among other \
                   statements'";
    Refused::new(1235, *b"42000", message)
}
