//! `COM_QUERY`: attributes and text.

use super::parameter::{Parameter, is_null, null_bitmap};
use crate::wire::capability::Capabilities;
use crate::wire::command::Command;
use crate::wire::packet::PacketWriter;
use crate::wire::{Malformed, Reader};

/// No attribute, of one set of them.
const NO_ATTRIBUTES: &[u8] = &[0, 1];

/// A query's parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Query<'a> {
    /// Everything between the command's byte and the text. Empty without
    /// `CLIENT_QUERY_ATTRIBUTES`.
    pub attributes: &'a [u8],
    /// The text, in the client's character set.
    pub sql: &'a [u8],
}

/// The text of a `COM_QUERY`.
#[inline]
pub fn query_text(payload: &[u8], capabilities: Capabilities) -> Result<&[u8], Malformed> {
    Query::parse(payload, capabilities).map(|query| query.sql)
}

impl<'a> Query<'a> {
    /// Reads the command's payload, its first byte included. The beginning of a payload of more than
    /// one packet will do, as long as it has the attributes.
    #[inline]
    pub fn parse(payload: &'a [u8], capabilities: Capabilities) -> Result<Self, Malformed> {
        let mut reader = Reader::new(payload);
        reader.marker("COM_QUERY", Command::Query.into())?;
        let before = reader.rest();
        if capabilities.contains(Capabilities::QUERY_ATTRIBUTES) {
            match before.strip_prefix(NO_ATTRIBUTES) {
                Some(sql) => reader = Reader::new(sql),
                None => skip_attributes(&mut reader)?,
            }
        }
        let sql = reader.take_rest();
        Ok(Self {
            attributes: &before[..before.len() - sql.len()],
            sql,
        })
    }

    /// Appends the command, which has sequence number 0. The attributes go with it if the
    /// connection can have them.
    pub fn write(&self, out: &mut Vec<u8>, capabilities: Capabilities) -> u8 {
        let mut packet = PacketWriter::begin(out, 0);
        let payload = packet.payload();
        payload.push(Command::Query.into());
        if capabilities.contains(Capabilities::QUERY_ATTRIBUTES) {
            payload.extend_from_slice(match self.attributes {
                b"" => NO_ATTRIBUTES,
                attributes => attributes,
            });
        }
        payload.extend_from_slice(self.sql);
        packet.finish()
    }
}

fn skip_attributes(reader: &mut Reader<'_>) -> Result<(), Malformed> {
    let count = reader.lenenc()?;
    if reader.lenenc()? != 1 {
        return Err(Malformed::OutOfRange("parameter set count"));
    }
    if count == 0 {
        return Ok(());
    }
    let nulls = null_bitmap(reader, count)?;
    if reader.u8()? == 0 {
        return Err(Malformed::OutOfRange("new parameters flag"));
    }
    let types = Parameter::skip(reader, count, true)?;
    let mut types = Reader::new(types);
    let mut index = 0;
    while !types.is_empty() {
        let parameter = Parameter::read(&mut types, true)?;
        if !is_null(nulls, index) {
            parameter.parameter_type.skip_value(reader)?;
        }
        index += 1;
    }
    Ok(())
}
