//! What responses do not tell of a session, as its connection knows it.
//!
//! It is asked for in ways that change nothing that a client can have itself told: a row that is sent and a `LIMIT` are
//! marks of a transaction (`session_track_transaction_info`), a hint that sets a variable is a change of the session's
//! state (`session_track_state_change`). No table is read either, since that would begin a transaction.

use hyades_mysql::wire::capability::Capabilities;

use super::NOWHERE;
use crate::backend::{Conn, QueryError, collation_of_results, query, set};

/// What a server says of variables that are set to what they are.
const SAME: &str = "SET @@session.last_insert_id = @@session.last_insert_id, \
     @@session.collation_connection = @@session.collation_connection";

/// What only the connection knows.
pub(super) struct Rest {
    pub(super) last_insert_id: u64,
    /// `collation_connection`
    pub(super) collation: Vec<u8>,
    /// That of results, if it is wanted.
    pub(super) of_results: Option<u16>,
}

/// Who asks.
pub(super) struct Asker {
    /// What its client is told is the client's business, so that more has to be asked for.
    pub(super) tracks_itself: bool,
    pub(super) wants_results: bool,
}

/// Asks a connection. `ROW_COUNT()` and the warnings are lost, `FOUND_ROWS()` is not where somebody could be told of the
/// question.
pub(super) async fn ask_for_rest(conn: &mut Conn, asker: Asker) -> Result<Rest, QueryError> {
    let of_results = match asker.wants_results {
        true => collation_of_results(conn).await?,
        false => None,
    };
    if !conn.capabilities.contains(Capabilities::SESSION_TRACK) {
        return select(conn, of_results).await;
    }
    let told = match asker.tracks_itself {
        true => track_and_set(conn).await?,
        false => set(conn, SAME).await?,
    };
    let value = |name: &[u8]| {
        let found = told.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_slice()).unwrap_or_default()
    };
    let id = std::str::from_utf8(value(b"last_insert_id")).unwrap_or_default();
    Ok(Rest {
        last_insert_id: id.parse().unwrap_or_default(),
        collation: value(b"collation_connection").to_vec(),
        of_results,
    })
}

/// The client of a gateway that nobody tells of anything.
async fn select(conn: &mut Conn, of_results: Option<u16>) -> Result<Rest, QueryError> {
    let question = "SELECT @@last_insert_id, @@collation_connection LIMIT 1";
    let rows = query(conn, question).await?;
    Ok(Rest {
        last_insert_id: rows.number(0).unwrap_or_default(),
        collation: rows.at(1).unwrap_or_default().to_vec(),
        of_results,
    })
}

async fn track_and_set(conn: &mut Conn) -> Result<Vec<(Vec<u8>, Vec<u8>)>, QueryError> {
    const TRACKED: &str = "@@session.session_track_system_variables";
    let begin =
        format!("SET {NOWHERE} = {TRACKED}, {TRACKED} = 'last_insert_id,collation_connection'");
    query(conn, &begin).await?;
    let told = set(conn, SAME).await?;
    let end = format!("SET {TRACKED} = {NOWHERE}, {NOWHERE} = NULL");
    query(conn, &end).await?;
    Ok(told)
}
