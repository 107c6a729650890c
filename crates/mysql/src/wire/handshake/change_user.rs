//! Logging in again on the same connection.

use super::response::{put_nul_terminated, put_short_bytes, short_bytes};
use crate::wire::capability::Capabilities;
use crate::wire::command::Command;
use crate::wire::lenenc::put_bytes;
use crate::wire::packet::PacketWriter;
use crate::wire::{Malformed, Reader};

/// `COM_CHANGE_USER`. The session's state is reset, and the authentication begins anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChangeUser<'a> {
    /// The user's name.
    pub user: &'a [u8],
    /// What the plugin makes of password and the greeting's nonce.
    pub auth_response: &'a [u8],
    /// The database to go on with; empty for none.
    pub database: &'a [u8],
    /// The client's collation. Old clients leave it out.
    pub collation: Option<u16>,
    /// The plugin that made the response (`PLUGIN_AUTH`).
    pub plugin: &'a [u8],
    /// Names and values of connection attributes (`CONNECT_ATTRS`).
    pub attributes: &'a [u8],
}

impl<'a> ChangeUser<'a> {
    /// Reads the command's payload, its first byte included.
    pub fn parse(payload: &'a [u8], capabilities: Capabilities) -> Result<Self, Malformed> {
        let mut reader = Reader::new(payload);
        reader.marker("COM_CHANGE_USER", Command::ChangeUser.into())?;
        let user = reader.nul_terminated()?;
        let auth_response = short_bytes(&mut reader)?;
        let database = reader.nul_terminated()?;
        let collation = match reader.is_empty() {
            true => None,
            false => Some(reader.u16()?),
        };
        let has = |flag, reader: &Reader<'_>| capabilities.contains(flag) && !reader.is_empty();
        let plugin = match has(Capabilities::PLUGIN_AUTH, &reader) {
            true => reader.nul_terminated()?,
            false => b"",
        };
        let attributes = match has(Capabilities::CONNECT_ATTRS, &reader) {
            true => reader.lenenc_bytes()?,
            false => b"",
        };
        Ok(Self {
            user,
            auth_response,
            database,
            collation,
            plugin,
            attributes,
        })
    }

    /// Appends the command, which has sequence number 0: those fields whose capability is set.
    /// An authentication response of more than 255 bytes is cut, and refused by the server.
    pub fn write(&self, out: &mut Vec<u8>, capabilities: Capabilities) -> u8 {
        let mut packet = PacketWriter::begin(out, 0);
        let payload = packet.payload();
        payload.push(Command::ChangeUser.into());
        put_nul_terminated(payload, self.user);
        put_short_bytes(payload, self.auth_response);
        put_nul_terminated(payload, self.database);
        if let Some(collation) = self.collation {
            payload.extend_from_slice(&collation.to_le_bytes());
            if capabilities.contains(Capabilities::PLUGIN_AUTH) {
                put_nul_terminated(payload, self.plugin);
            }
            if capabilities.contains(Capabilities::CONNECT_ATTRS) {
                put_bytes(payload, self.attributes);
            }
        }
        packet.finish()
    }
}
