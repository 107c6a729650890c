//! The users for whom it matters where they come from.
//!
//! Connections over the unix socket come from `localhost` as the server sees it. For an account `u@'%'`
//! that makes no difference; but where some account of a name is for certain hosts only, the server has to
//! see the client's address to choose among them.

use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::{Mutex, PoisonError};

use super::query::{QueryError, query};
use super::{Carried, Conn, Key, Pool};

/// Names of users; the empty one is everybody's.
type Names = BTreeSet<Vec<u8>>;

/// What a server has said of its users.
#[derive(Debug, Default)]
pub(crate) struct Narrow(Mutex<Names>);

impl Narrow {
    /// Whether some account that this user could get is for certain hosts only.
    pub(crate) fn has(&self, user: &[u8]) -> bool {
        let names = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        names.contains(user) || names.contains(&b""[..])
    }

    /// Asks the server. One that does not tell is taken to have none, or those it had before.
    pub(crate) async fn ask(&self, conn: &mut Conn) -> Result<(), QueryError> {
        const QUESTION: &str = "SELECT DISTINCT user FROM mysql.user WHERE host <> '%'";
        let answer = match query(conn, QUESTION).await {
            Err(QueryError::Refused(_)) => return Ok(()),
            answer => answer?,
        };
        let names = answer.all().iter().filter_map(|row| row.first()?.clone());
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = names.collect();
        Ok(())
    }

    /// The same on a new connection of the account that looks at servers.
    pub(crate) async fn ask_anew(&self, pool: &Pool, monitor: Key) {
        let state = Rc::new(Carried::default());
        let asking = async {
            let (mut conn, _) = pool.connect_at_once(&Rc::new(monitor), &state).await.ok()?;
            self.ask(&mut conn).await.ok()
        };
        if asking.await.is_none() {
            tracing::debug!("a server does not say which accounts it has");
        }
    }
}
