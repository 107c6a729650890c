//! Bringing a connection to a session's state.

use std::rc::Rc;

use hyades_mysql::wire::capability::Capabilities;
use hyades_mysql::wire::command::Command;
use hyades_mysql::wire::err::{ERR, ErrPacket};
use hyades_mysql::wire::packet::write_packet;

use super::query::{put_query, query};
use super::{Carried, Conn, NOBODY, QueryError};
use crate::auth::Refused;
use crate::net::read_packet;

/// The longest answer to one of these commands.
const LIMIT: usize = 64 * 1024;

/// `ER_MUST_CHANGE_PASSWORD`: the password has expired.
const MUST_CHANGE_PASSWORD: u16 = 1820;

/// What every connection of the proxy asks the server to report, beyond what clients see.
pub(super) const TRACK: &[u8] = b"SET @@session.session_track_gtids = OWN_GTID, \
    @@session.session_track_system_variables = '*', @@session.session_track_schema = ON, \
    @@session.session_track_state_change = ON";

/// The opposite.
const UNTRACK: &[u8] = b"SET @@session.session_track_system_variables = DEFAULT, \
    @@session.session_track_schema = DEFAULT, @@session.session_track_state_change = DEFAULT";

/// Gives the connection this state, in one round trip. The caller has made sure that there is a way.
pub(crate) async fn restore(conn: &mut Conn, wanted: &Rc<Carried>) -> Result<(), QueryError> {
    let Some(steps) = conn.carried.steps_to(wanted) else {
        return Err(QueryError::Io(std::io::ErrorKind::Unsupported.into()));
    };
    let mut out = Vec::new();
    let mut answers = 0;
    if steps.reset {
        answers += put_reset(&mut out, conn) + put_names(&mut out, conn);
    }
    if let Some(database) = &steps.database {
        let payload = [&[Command::InitDb.into()], database.as_slice()].concat();
        write_packet(&mut out, 0, &payload);
        answers += 1;
    }
    if !steps.assignments.is_empty() {
        let sql = format!("SET {}", steps.assignments);
        put_query(&mut out, sql.as_bytes(), conn.capabilities);
        answers += 1;
    }
    exchange(conn, &out, answers).await?;
    conn.carried = wanted.clone();
    Ok(())
}

/// Changes the database and what says how a text is read, and nothing else, from one state to another.
pub(super) async fn change_meaning(
    conn: &mut Conn,
    from: &Carried,
    to: &Carried,
) -> Result<(), QueryError> {
    let mut out = Vec::new();
    let mut answers = 0;
    // There is no way back to none.
    if from.database != to.database && !to.database.is_empty() {
        let payload = [&[Command::InitDb.into()], to.database.as_slice()].concat();
        write_packet(&mut out, 0, &payload);
        answers += 1;
    }
    let assignments = from.meaning_of(to, conn.key.collation);
    if !assignments.is_empty() {
        let sql = format!("SET {assignments}");
        put_query(&mut out, sql.as_bytes(), conn.capabilities);
        answers += 1;
    }
    match answers {
        0 => Ok(()),
        answers => {
            // What the server keeps of the last statement is of this one now.
            conn.used_by = NOBODY;
            exchange(conn, &out, answers).await
        }
    }
}

/// Has the server forget the session's state, apart from its database.
pub(crate) async fn reset(conn: &mut Conn) -> Result<(), QueryError> {
    let mut out = Vec::new();
    let answers = put_reset(&mut out, conn);
    exchange(conn, &out, answers).await?;
    conn.carried = Rc::new(Carried {
        database: conn.carried.database.clone(),
        ..Carried::default()
    });
    Ok(())
}

/// Asks the server to report changes of state.
pub(super) async fn track(conn: &mut Conn) -> Result<(), QueryError> {
    if !conn.capabilities.contains(Capabilities::SESSION_TRACK) {
        return Ok(());
    }
    let mut out = Vec::new();
    put_query(&mut out, TRACK, conn.capabilities);
    match exchange(conn, &out, 1).await {
        Err(QueryError::Refused(refused)) if refused.code == MUST_CHANGE_PASSWORD => {
            conn.is_tracked = false;
            Ok(())
        }
        tracked => {
            conn.is_tracked = true;
            tracked
        }
    }
}

/// The same for a connection that has not let itself be asked yet.
pub(crate) async fn track_later(conn: &mut Conn) -> Result<(), QueryError> {
    match conn.is_tracked {
        true => Ok(()),
        false => track(conn).await,
    }
}

/// Has the server report what it reports to those who have not asked for anything.
pub(crate) async fn untrack(conn: &mut Conn) -> Result<(), QueryError> {
    let mut sql = UNTRACK.to_vec();
    // MySQL does not allow it in a transaction.
    if conn.is_outside_transaction() {
        sql.extend_from_slice(b", @@session.session_track_gtids = DEFAULT");
    }
    let mut out = Vec::new();
    put_query(&mut out, &sql, conn.capabilities);
    exchange(conn, &out, 1).await
}

fn put_reset(out: &mut Vec<u8>, conn: &mut Conn) -> usize {
    write_packet(out, 0, &[Command::ResetConnection.into()]);
    conn.prepared.clear();
    conn.last_insert_id = Some(0);
    conn.used_by = NOBODY;
    conn.found_by = NOBODY;
    if !conn.capabilities.contains(Capabilities::SESSION_TRACK) {
        return 1;
    }
    put_query(out, TRACK, conn.capabilities);
    2
}

/// A session that has been reset has the server's character sets, not those that its client has logged
/// in with.
fn put_names(out: &mut Vec<u8>, conn: &Conn) -> usize {
    let id = conn.key.collation;
    let sql = format!(
        "SET @@character_set_client = {id}, @@character_set_connection = {id}, \
         @@character_set_results = {id}, @@collation_connection = {id}"
    );
    put_query(out, sql.as_bytes(), conn.capabilities);
    1
}

/// The character sets that a session has now: names and values.
pub(crate) async fn character_sets(conn: &mut Conn) -> Result<Vec<(Vec<u8>, Vec<u8>)>, QueryError> {
    const NAMES: [&str; 4] = [
        "character_set_client",
        "character_set_connection",
        "character_set_results",
        "collation_connection",
    ];
    let all = NAMES.map(|name| format!("@@{name}")).join(", ");
    let rows = query(conn, &format!("SELECT {all} LIMIT 1")).await?;
    let values = NAMES.iter().enumerate().map(|(at, name)| {
        let value = rows.at(at).unwrap_or_default();
        (name.as_bytes().to_vec(), value.to_vec())
    });
    Ok(values.collect())
}

/// Sends commands that are answered by OK, all at once.
async fn exchange(conn: &mut Conn, out: &[u8], answers: usize) -> Result<(), QueryError> {
    conn.stream.write_all(out).await?;
    let mut error = None;
    for _ in 0..answers {
        let (_, packet) = read_packet(&mut conn.stream, LIMIT).await?;
        if packet.first() == Some(&ERR) {
            let packet = ErrPacket::parse(&packet)?;
            error = Some(QueryError::Refused(Refused {
                code: packet.code,
                sql_state: packet.sql_state,
                message: packet.message.to_vec(),
            }));
        }
    }
    error.map_or(Ok(()), Err)
}
