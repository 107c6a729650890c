//! Bringing a connection to a session's state.

use std::rc::Rc;

use hyades_mysql::wire::capability::Capabilities;
use hyades_mysql::wire::command::Command;
use hyades_mysql::wire::err::{ERR, ErrPacket};
use hyades_mysql::wire::packet::write_packet;

use super::query::put_query;
use super::{Carried, Conn, QueryError};
use crate::auth::Refused;
use crate::net::read_packet;

/// The longest answer to one of these commands.
const LIMIT: usize = 64 * 1024;

/// What every connection of the proxy asks the server to report, beyond what clients see.
pub(super) const TRACK: &[u8] = b"SET @@session.session_track_gtids = OWN_GTID, \
    @@session.session_track_system_variables = '*', @@session.session_track_schema = ON, \
    @@session.session_track_state_change = ON";

/// Gives the connection this state, in one round trip. The caller has made sure that there is a way.
pub(crate) async fn restore(conn: &mut Conn, wanted: &Rc<Carried>) -> Result<(), QueryError> {
    let Some(steps) = conn.carried.steps_to(wanted) else {
        return Err(QueryError::Io(std::io::ErrorKind::Unsupported.into()));
    };
    let mut out = Vec::new();
    let mut answers = 0;
    if steps.reset {
        answers += put_reset(&mut out, conn);
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
    exchange(conn, &out, 1).await
}

fn put_reset(out: &mut Vec<u8>, conn: &mut Conn) -> usize {
    write_packet(out, 0, &[Command::ResetConnection.into()]);
    conn.prepared.clear();
    if !conn.capabilities.contains(Capabilities::SESSION_TRACK) {
        return 1;
    }
    put_query(out, TRACK, conn.capabilities);
    2
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
