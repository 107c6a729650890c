//! The server's first packet.

use super::{NONCE, NUL, Nonce};
use crate::wire::capability::Capabilities;
use crate::wire::packet::PacketWriter;
use crate::wire::status::Status;
use crate::wire::{Malformed, Reader};

/// The only protocol version that is spoken today.
const VERSION: u8 = 10;

/// How much of the nonce stands before the capabilities.
const FIRST_PART: usize = 8;

/// `Protocol::HandshakeV10`, the greeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HandshakeV10<'a> {
    /// Text such as `9.7.4`.
    pub server_version: &'a [u8],
    /// The connection's id (`CONNECTION_ID()`).
    pub connection_id: u32,
    /// Random bytes for the authentication.
    pub nonce: Nonce,
    /// What the server can do.
    pub capabilities: Capabilities,
    /// The server's default collation, its low 8 bits.
    pub collation: u8,
    /// The session's status.
    pub status: Status,
    /// The server's default authentication plugin.
    pub plugin: &'a [u8],
}

impl<'a> HandshakeV10<'a> {
    /// Reads a greeting. A server that is too busy sends an ERR packet in its place.
    pub fn parse(payload: &'a [u8]) -> Result<Self, Malformed> {
        let mut reader = Reader::new(payload);
        let version = reader.u8()?;
        if version != VERSION {
            return Err(Malformed::ProtocolVersion(version));
        }
        let server_version = reader.nul_terminated()?;
        let connection_id = reader.u32()?;
        let mut nonce = [0; NONCE];
        nonce[..FIRST_PART].copy_from_slice(reader.bytes(FIRST_PART)?);
        reader.u8()?;
        let low = reader.u16()?;
        let collation = reader.u8()?;
        let status = Status(reader.u16()?);
        let high = reader.u16()?;
        let capabilities = Capabilities(u32::from(low) | u32::from(high) << 16);
        let announced = usize::from(reader.u8()?);
        reader.bytes(10)?;
        // At least 13 bytes follow, whatever the server has announced.
        let second = reader.bytes(
            announced
                .saturating_sub(FIRST_PART)
                .max(NONCE - FIRST_PART + 1),
        )?;
        nonce[FIRST_PART..].copy_from_slice(&second[..NONCE - FIRST_PART]);
        Ok(Self {
            server_version,
            connection_id,
            nonce,
            capabilities,
            collation,
            status,
            plugin: plugin(&mut reader, capabilities),
        })
    }

    /// Appends the packet, which has sequence number 0.
    pub fn write(&self, out: &mut Vec<u8>) -> u8 {
        let mut packet = PacketWriter::begin(out, 0);
        let payload = packet.payload();
        let [a, b, c, d] = self.capabilities.0.to_le_bytes();
        payload.push(VERSION);
        payload.extend_from_slice(self.server_version);
        payload.push(NUL);
        payload.extend_from_slice(&self.connection_id.to_le_bytes());
        payload.extend_from_slice(&self.nonce[..FIRST_PART]);
        payload.push(NUL);
        payload.extend_from_slice(&[a, b, self.collation]);
        payload.extend_from_slice(&self.status.0.to_le_bytes());
        payload.extend_from_slice(&[c, d, NONCE as u8 + 1]);
        payload.extend_from_slice(&[0; 10]);
        payload.extend_from_slice(&self.nonce[FIRST_PART..]);
        payload.push(NUL);
        if self.capabilities.contains(Capabilities::PLUGIN_AUTH) {
            payload.extend_from_slice(self.plugin);
            payload.push(NUL);
        }
        packet.finish()
    }
}

/// The plugin's name. Servers before 5.5.10 leave its NUL out.
fn plugin<'a>(reader: &mut Reader<'a>, capabilities: Capabilities) -> &'a [u8] {
    if !capabilities.contains(Capabilities::PLUGIN_AUTH) {
        return b"";
    }
    let terminated = reader.nul_terminated();
    terminated.unwrap_or_else(|_| reader.take_rest())
}
