//! Preparing a statement on a connection on which it is not prepared yet.

use hyades_mysql::wire::capability::Capabilities;
use hyades_mysql::wire::column::ColumnDefinition;
use hyades_mysql::wire::command::Command;
use hyades_mysql::wire::err::{ERR, ErrPacket};
use hyades_mysql::wire::packet::{HEADER, write_packet};
use hyades_mysql::wire::stmt::StmtPrepareOk;

use super::restore::change_meaning;
use super::{Carried, Conn, QueryError};
use crate::auth::Refused;
use crate::net::read_packet;

/// The longest definition of a column.
const LIMIT: usize = 1 << 20;
/// Statements that are kept prepared on a connection; the server has a limit for all of them.
const KEPT: usize = 256;

/// Prepares a statement that is known by this number, so that it means what it has meant in the state
/// `meant`. Returns what the server says of it.
pub(crate) async fn prepare(
    conn: &mut Conn,
    number: u64,
    sql: &[u8],
    meant: &Carried,
) -> Result<StmtPrepareOk, QueryError> {
    let now = conn.carried.clone();
    change_meaning(conn, &now, meant).await?;
    let prepared = prepare_now(conn, number, sql).await;
    change_meaning(conn, meant, &now).await?;
    prepared
}

async fn prepare_now(
    conn: &mut Conn,
    number: u64,
    sql: &[u8],
) -> Result<StmtPrepareOk, QueryError> {
    let mut out = Vec::with_capacity(sql.len() + HEADER + 1);
    put_oldest_closed(&mut out, conn);
    let (prepared, _) = exchange(conn, out, sql).await?;
    conn.prepared.insert(number, prepared.statement_id);
    Ok(prepared)
}

/// The collation in which this session gets texts, as it is in the definition of a column; `None` if there are no
/// definitions. To prepare a statement is to send no row, which clients can see (`session_track_transaction_info`).
pub(crate) async fn collation_of_results(conn: &mut Conn) -> Result<Option<u16>, QueryError> {
    let (prepared, definition) = exchange(conn, Vec::new(), b"SELECT @@version").await?;
    let mut out = Vec::new();
    put_close(&mut out, prepared.statement_id);
    conn.stream.write_all(&out).await?;
    let definition = definition.map(|definition| {
        let column = ColumnDefinition::parse(&definition)?;
        Ok(column.collation)
    });
    definition.transpose()
}

/// Sends what is in `out` and a `COM_STMT_PREPARE`. Returns its answer and the last column's definition.
async fn exchange(
    conn: &mut Conn,
    mut out: Vec<u8>,
    sql: &[u8],
) -> Result<(StmtPrepareOk, Option<Vec<u8>>), QueryError> {
    let payload = [&[Command::StmtPrepare.into()], sql].concat();
    write_packet(&mut out, 0, &payload);
    conn.stream.write_all(&out).await?;
    let (_, first) = read_packet(&mut conn.stream, LIMIT).await?;
    if first.first() == Some(&ERR) {
        let error = ErrPacket::parse(&first)?;
        return Err(QueryError::Refused(Refused {
            code: error.code,
            sql_state: error.sql_state,
            message: error.message.to_vec(),
        }));
    }
    let prepared = StmtPrepareOk::parse(&first, conn.capabilities)?;
    let has_eof = !conn.capabilities.contains(Capabilities::DEPRECATE_EOF);
    let mut last = None;
    for count in [prepared.parameters, prepared.columns] {
        // Where definitions are left away, their end is not.
        let definitions = if prepared.metadata_follows { count } else { 0 };
        for _ in 0..definitions {
            last = Some(read_packet(&mut conn.stream, LIMIT).await?.1);
        }
        if has_eof && count > 0 {
            read_packet(&mut conn.stream, LIMIT).await?;
        }
    }
    Ok((prepared, last))
}

/// Makes room for another statement.
pub(crate) fn put_oldest_closed(out: &mut Vec<u8>, conn: &mut Conn) {
    if conn.prepared.len() < KEPT {
        return;
    }
    let oldest = conn.prepared.keys().min().copied();
    if let Some(id) = oldest.and_then(|number| conn.prepared.remove(&number)) {
        put_close(out, id);
    }
}

/// Appends a `COM_STMT_CLOSE`, which has no answer.
pub(crate) fn put_close(out: &mut Vec<u8>, id: u32) {
    let [a, b, c, d] = id.to_le_bytes();
    write_packet(out, 0, &[Command::StmtClose.into(), a, b, c, d]);
}
