//! Queries of the proxy's own: small results, read whole.

use std::io;
use std::str::FromStr;

use hyades_mysql::wire::capability::Capabilities;
use hyades_mysql::wire::column::ColumnDefinition;
use hyades_mysql::wire::command::Command;
use hyades_mysql::wire::err::{ERR, ErrPacket};
use hyades_mysql::wire::ok::{EOF, OK, OkPacket};
use hyades_mysql::wire::packet::PacketWriter;
use hyades_mysql::wire::session_state::Change;
use hyades_mysql::wire::{Malformed, Reader};

use super::Conn;
use crate::auth::Refused;
use crate::net::read_packet;

/// The longest packet of an answer: GTID sets can be long.
const LIMIT: usize = 4 << 20;
/// Marks NULL in a text row.
const NULL: u8 = 0xfb;

/// A row of text.
pub(crate) type Row = Vec<Option<Vec<u8>>>;

/// A result set.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    columns: Vec<Vec<u8>>,
    types: Vec<(u8, u16)>,
    rows: Vec<Row>,
}

impl Rows {
    /// Whether there is no row.
    pub(crate) const fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// A value of the first row; `None` is NULL, too.
    pub(crate) fn at(&self, column: usize) -> Option<&[u8]> {
        self.rows.first()?.get(column)?.as_deref()
    }

    /// The same as a number; `None` if it is none.
    pub(crate) fn number<T: FromStr>(&self, column: usize) -> Option<T> {
        std::str::from_utf8(self.at(column)?).ok()?.parse().ok()
    }

    /// All rows.
    pub(crate) fn all(&self) -> &[Row] {
        &self.rows
    }

    /// The type of a column as in its definition, and its flags.
    pub(crate) fn type_of(&self, column: usize) -> Option<(u8, u16)> {
        self.types.get(column).copied()
    }

    /// A value of the first row by its column's name.
    pub(crate) fn named(&self, column: &[u8]) -> Option<&[u8]> {
        self.at(self.columns.iter().position(|name| name == column)?)
    }
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum QueryError {
    /// The connection is of no use any more.
    #[error("connection is lost")]
    Io(#[from] io::Error),
    /// Neither is this one.
    #[error("answer is not understood")]
    Malformed(#[from] Malformed),
    /// The server says no.
    #[error("server refuses: {}", String::from_utf8_lossy(&.0.message))]
    Refused(Refused),
}

#[cfg(test)]
impl Rows {
    /// One row.
    pub(super) fn one(values: &[(&str, Option<&str>)]) -> Self {
        let value = |text: &Option<&str>| text.map(|text| text.as_bytes().to_vec());
        Self {
            columns: values
                .iter()
                .map(|(name, _)| name.as_bytes().to_vec())
                .collect(),
            types: Vec::new(),
            rows: vec![values.iter().map(|(_, text)| value(text)).collect()],
        }
    }
}

/// Appends a `COM_QUERY`.
pub(crate) fn put_query(out: &mut Vec<u8>, sql: &[u8], capabilities: Capabilities) {
    let mut packet = PacketWriter::begin(out, 0);
    let payload = packet.payload();
    payload.push(Command::Query.into());
    if capabilities.contains(Capabilities::QUERY_ATTRIBUTES) {
        // No attributes, in one set.
        payload.extend_from_slice(&[0, 1]);
    }
    payload.extend_from_slice(sql);
    packet.finish();
}

/// Runs a `SET`. Returns the names and values of the variables that it has set, as far as they are tracked.
pub(crate) async fn set(conn: &mut Conn, sql: &str) -> Result<Vec<(Vec<u8>, Vec<u8>)>, QueryError> {
    let packet = ask(conn, sql).await?;
    let ok = OkPacket::parse(&packet, conn.capabilities)?;
    let entries = ok.session_state.entries().filter_map(Result::ok);
    let variables = entries.filter_map(|entry| match entry.change() {
        Ok(Change::SystemVariable { name, value }) => Some((name.to_vec(), value.to_vec())),
        _ => None,
    });
    Ok(variables.collect())
}

/// Runs a statement with at most one result set.
pub(crate) async fn query(conn: &mut Conn, sql: &str) -> Result<Rows, QueryError> {
    let first = ask(conn, sql).await?;
    if first.first() == Some(&OK) {
        return Ok(Rows::default());
    }
    let mut answer = Rows::default();
    let mut reader = Reader::new(&first);
    let count = reader.lenenc()?;
    // A session that wants no definitions gets none, whoever asks.
    let optional = Capabilities::OPTIONAL_RESULTSET_METADATA;
    let has_metadata = !conn.capabilities.contains(optional) || reader.u8()? != 0;
    for _ in 0..if has_metadata { count } else { 0 } {
        let column = next(conn).await?;
        let column = ColumnDefinition::parse(&column)?;
        answer.columns.push(column.name.to_vec());
        answer.types.push((column.column_type, column.flags));
    }
    if !conn.capabilities.contains(Capabilities::DEPRECATE_EOF) {
        next(conn).await?;
    }
    loop {
        let packet = next(conn).await?;
        match packet.first() {
            Some(&EOF) => return Ok(answer),
            Some(&ERR) => return Err(refused(&packet)?),
            _ => answer.rows.push(row(&packet)?),
        }
    }
}

/// Sends a statement. Returns the first packet of its answer, unless that is an error.
async fn ask(conn: &mut Conn, sql: &str) -> Result<Vec<u8>, QueryError> {
    let mut out = Vec::new();
    put_query(&mut out, sql.as_bytes(), conn.capabilities);
    conn.stream.write_all(&out).await?;
    let first = next(conn).await?;
    match first.first() {
        Some(&ERR) => Err(refused(&first)?),
        _ => Ok(first),
    }
}

async fn next(conn: &mut Conn) -> io::Result<Vec<u8>> {
    read_packet(&mut conn.stream, LIMIT)
        .await
        .map(|(_, payload)| payload)
}

fn refused(packet: &[u8]) -> Result<QueryError, Malformed> {
    let error = ErrPacket::parse(packet)?;
    Ok(QueryError::Refused(Refused {
        code: error.code,
        sql_state: error.sql_state,
        message: error.message.to_vec(),
    }))
}

fn row(packet: &[u8]) -> Result<Row, Malformed> {
    let mut reader = Reader::new(packet);
    let mut row = Row::new();
    while !reader.is_empty() {
        if reader.rest().first() == Some(&NULL) {
            reader.u8()?;
            row.push(None);
        } else {
            row.push(Some(reader.lenenc_bytes()?.to_vec()));
        }
    }
    Ok(row)
}
