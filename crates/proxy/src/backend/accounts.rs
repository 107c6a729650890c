//! The users for whom it matters how they come.
//!
//! Connections over the unix socket come from `localhost` as the server sees it. For an account `u@'%'`
//! that makes no difference; but where some account of a name is for certain hosts only, the server has to
//! see the client's address to choose among them. And where an account is for TLS only, the server
//! has to see TLS; whether it does is the client's choice.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::{Mutex, PoisonError};

use super::query::{QueryError, Row, query};
use super::{Carried, Conn, Key, Pool};

/// What accounts of one name want.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Demands {
    /// Some of them are for certain hosts only.
    pub(crate) hosts: bool,
    /// Some are for TLS only.
    pub(crate) tls: bool,
    /// Some are for clients with a certificate only, which the proxy cannot show.
    pub(crate) certificate: bool,
}

/// What a server has said of its accounts: users of whom something is wanted. The one without a name is
/// everybody.
#[derive(Debug, Default)]
pub(crate) struct Accounts(Mutex<BTreeMap<Vec<u8>, Demands>>);

impl Accounts {
    /// What the accounts want that this user could get.
    pub(crate) fn demands(&self, user: &[u8]) -> Demands {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let [own, everybody] = [user, b""].map(|name| known.get(name).copied().unwrap_or_default());
        Demands {
            hosts: own.hosts || everybody.hosts,
            tls: own.tls || everybody.tls,
            certificate: own.certificate || everybody.certificate,
        }
    }

    /// Asks the server. One that does not tell is taken to have none, or those it had before.
    pub(crate) async fn ask(&self, conn: &mut Conn) -> Result<(), QueryError> {
        const QUESTION: &str = "SELECT user, MAX(host <> '%'), MAX(ssl_type <> ''), \
             MAX(ssl_type IN ('X509', 'SPECIFIED')) FROM mysql.user \
             WHERE host <> '%' OR ssl_type <> '' GROUP BY user";
        let answer = match query(conn, QUESTION).await {
            Err(QueryError::Refused(_)) => return Ok(()),
            answer => answer?,
        };
        let known = answer.all().iter().filter_map(demands);
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = known.collect();
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

fn demands(row: &Row) -> Option<(Vec<u8>, Demands)> {
    let wanted = |column: usize| {
        row.get(column)
            .is_some_and(|is| is.as_deref() == Some(b"1"))
    };
    let demands = Demands {
        hosts: wanted(1),
        tls: wanted(2),
        certificate: wanted(3),
    };
    Some((row.first()?.clone()?, demands))
}
