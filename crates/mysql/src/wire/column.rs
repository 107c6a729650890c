//! Column definitions, and small result sets that a proxy makes itself.

use super::capability::Capabilities;
use super::lenenc::{put_bytes, put_int};
use super::ok::{Ends, OkPacket};
use super::packet::PacketWriter;
use super::{Malformed, Reader};

/// The catalog that all columns have.
const CATALOG: &[u8] = b"def";

/// The length of the fields after the names.
const FIXED: u64 = 12;

/// `NULL` as a value of a text row.
const NULL: u8 = 0xfb;

/// `MYSQL_TYPE_LONGLONG`.
const LONGLONG: u8 = 8;

/// `MYSQL_TYPE_VAR_STRING`.
const VAR_STRING: u8 = 0xfd;

/// `utf8mb4_0900_ai_ci`.
const UTF8MB4: u16 = 255;

/// `binary`, the collation of numbers.
const BINARY: u16 = 63;

/// `Protocol::ColumnDefinition41`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ColumnDefinition<'a> {
    /// The database, if the column belongs to a table.
    pub schema: &'a [u8],
    /// The table's name in the statement.
    pub table: &'a [u8],
    /// The table's own name.
    pub org_table: &'a [u8],
    /// The column's name in the statement.
    pub name: &'a [u8],
    /// The column's own name.
    pub org_name: &'a [u8],
    /// The collation's id.
    pub collation: u16,
    /// The longest value, in bytes.
    pub length: u32,
    /// The type's number (`MYSQL_TYPE_…`).
    pub column_type: u8,
    /// `NOT_NULL_FLAG` and others.
    pub flags: u16,
    /// Digits after the point.
    pub decimals: u8,
}

impl<'a> ColumnDefinition<'a> {
    /// A column of text that belongs to no table.
    pub const fn text(name: &'a [u8]) -> Self {
        Self {
            schema: b"",
            table: b"",
            org_table: b"",
            name,
            org_name: b"",
            collation: UTF8MB4,
            length: 1024,
            column_type: VAR_STRING,
            flags: 0,
            decimals: 31,
        }
    }

    /// A column of integers that belongs to no table.
    pub const fn integer(name: &'a [u8]) -> Self {
        Self {
            collation: BINARY,
            length: 20,
            column_type: LONGLONG,
            decimals: 0,
            ..Self::text(name)
        }
    }

    /// Reads a definition. What follows it in answers to `COM_FIELD_LIST` is not read.
    pub fn parse(payload: &'a [u8]) -> Result<Self, Malformed> {
        let mut reader = Reader::new(payload);
        reader.lenenc_bytes()?;
        let schema = reader.lenenc_bytes()?;
        let table = reader.lenenc_bytes()?;
        let org_table = reader.lenenc_bytes()?;
        let name = reader.lenenc_bytes()?;
        let org_name = reader.lenenc_bytes()?;
        if reader.lenenc()? != FIXED {
            return Err(Malformed::OutOfRange("length of fixed fields"));
        }
        Ok(Self {
            schema,
            table,
            org_table,
            name,
            org_name,
            collation: reader.u16()?,
            length: reader.u32()?,
            column_type: reader.u8()?,
            flags: reader.u16()?,
            decimals: reader.u8()?,
        })
    }

    /// Appends the packet. Returns the sequence number that comes next.
    pub fn write(&self, out: &mut Vec<u8>, sequence: u8) -> u8 {
        let mut packet = PacketWriter::begin(out, sequence);
        let payload = packet.payload();
        put_bytes(payload, CATALOG);
        let names = [
            self.schema,
            self.table,
            self.org_table,
            self.name,
            self.org_name,
        ];
        for name in names {
            put_bytes(payload, name);
        }
        put_int(payload, FIXED);
        payload.extend_from_slice(&self.collation.to_le_bytes());
        payload.extend_from_slice(&self.length.to_le_bytes());
        payload.push(self.column_type);
        payload.extend_from_slice(&self.flags.to_le_bytes());
        payload.extend_from_slice(&[self.decimals, 0, 0]);
        packet.finish()
    }
}

/// Appends a result set of the text protocol, as a client with these capabilities expects it. Each
/// row has a value, or NULL, for each column. Returns the sequence number that comes next.
pub fn write_text_resultset<'r>(
    out: &mut Vec<u8>,
    sequence: u8,
    capabilities: Capabilities,
    columns: &[ColumnDefinition<'_>],
    rows: impl IntoIterator<Item = &'r [Option<&'r [u8]>]>,
    end: &OkPacket<'_>,
) -> Result<u8, Malformed> {
    let mut sequence = write_column_count(out, sequence, capabilities, columns.len());
    for column in columns {
        sequence = column.write(out, sequence);
    }
    if !capabilities.contains(Capabilities::DEPRECATE_EOF) {
        let eof = OkPacket {
            status: end.status,
            ..OkPacket::default()
        };
        sequence = eof.write(out, sequence, capabilities, Ends::ResultSet)?;
    }
    for row in rows {
        sequence = write_text_row(out, sequence, row);
    }
    end.write(out, sequence, capabilities, Ends::ResultSet)
}

fn write_column_count(
    out: &mut Vec<u8>,
    sequence: u8,
    capabilities: Capabilities,
    count: usize,
) -> u8 {
    let mut packet = PacketWriter::begin(out, sequence);
    let payload = packet.payload();
    put_int(payload, count as u64);
    if capabilities.contains(Capabilities::OPTIONAL_RESULTSET_METADATA) {
        payload.push(1);
    }
    packet.finish()
}

fn write_text_row(out: &mut Vec<u8>, sequence: u8, row: &[Option<&[u8]>]) -> u8 {
    let mut packet = PacketWriter::begin(out, sequence);
    let payload = packet.payload();
    for value in row {
        match value {
            Some(value) => put_bytes(payload, value),
            None => payload.push(NULL),
        }
    }
    packet.finish()
}

#[cfg(test)]
mod tests;
