//! The client's answer to the greeting.

use super::NUL;
use super::ssl_request::SslRequest;
use crate::wire::capability::Capabilities;
use crate::wire::lenenc::put_bytes;
use crate::wire::packet::PacketWriter;
use crate::wire::{Malformed, Reader};

/// What a client that names no zstd level means.
const DEFAULT_ZSTD_LEVEL: u8 = 3;

/// The first packet of a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClientHello<'a> {
    /// The client goes on with TLS, and then sends its handshake response.
    Ssl(SslRequest),
    /// The client logs in.
    Response(HandshakeResponse41<'a>),
}

impl<'a> ClientHello<'a> {
    /// Reads the first packet of a client.
    pub fn parse(payload: &'a [u8]) -> Result<Self, Malformed> {
        let mut reader = Reader::new(payload);
        let head = SslRequest::read(&mut reader)?;
        if reader.is_empty() && head.capabilities.contains(Capabilities::SSL) {
            return Ok(Self::Ssl(head));
        }
        HandshakeResponse41::read(head, reader).map(Self::Response)
    }
}

/// `Protocol::HandshakeResponse41`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HandshakeResponse41<'a> {
    /// What the client can do and the server has offered.
    pub capabilities: Capabilities,
    /// The longest packet that the client takes.
    pub max_packet_size: u32,
    /// The client's collation, its low 8 bits.
    pub collation: u8,
    /// The user's name.
    pub user: &'a [u8],
    /// What the plugin makes of password and nonce. Empty for an empty password.
    pub auth_response: &'a [u8],
    /// The database to begin with (`CONNECT_WITH_DB`).
    pub database: &'a [u8],
    /// The plugin that made the response (`PLUGIN_AUTH`).
    pub plugin: &'a [u8],
    /// Names and values of connection attributes (`CONNECT_ATTRS`); see [`super::attributes`].
    pub attributes: &'a [u8],
    /// The compression's level (`ZSTD_COMPRESSION_ALGORITHM`).
    pub zstd_level: u8,
}

impl<'a> HandshakeResponse41<'a> {
    /// Reads a handshake response, such as the one that comes after TLS is there.
    pub fn parse(payload: &'a [u8]) -> Result<Self, Malformed> {
        let mut reader = Reader::new(payload);
        let head = SslRequest::read(&mut reader)?;
        Self::read(head, reader)
    }

    fn read(head: SslRequest, mut reader: Reader<'a>) -> Result<Self, Malformed> {
        let has = |flag| head.capabilities.contains(flag);
        let user = reader.nul_terminated()?;
        let auth_response = match has(Capabilities::PLUGIN_AUTH_LENENC_CLIENT_DATA) {
            true => reader.lenenc_bytes()?,
            false => short_bytes(&mut reader)?,
        };
        let database = match has(Capabilities::CONNECT_WITH_DB) {
            true => reader.nul_terminated()?,
            false => b"",
        };
        let plugin = match has(Capabilities::PLUGIN_AUTH) && !reader.is_empty() {
            true => reader.nul_terminated()?,
            false => b"",
        };
        let attributes = match has(Capabilities::CONNECT_ATTRS) && !reader.is_empty() {
            true => reader.lenenc_bytes()?,
            false => b"",
        };
        let zstd = has(Capabilities::ZSTD_COMPRESSION_ALGORITHM) && !reader.is_empty();
        Ok(Self {
            capabilities: head.capabilities,
            max_packet_size: head.max_packet_size,
            collation: head.collation,
            user,
            auth_response,
            database,
            plugin,
            attributes,
            zstd_level: if zstd {
                reader.u8()?
            } else {
                DEFAULT_ZSTD_LEVEL
            },
        })
    }

    /// Appends the packet: those fields whose capability is set. Returns the sequence number that
    /// comes next.
    ///
    /// Names must have no NUL, and without `PLUGIN_AUTH_LENENC_CLIENT_DATA` the authentication
    /// response at most 255 bytes; what is longer is cut, and refused by the server.
    pub fn write(&self, out: &mut Vec<u8>, sequence: u8) -> u8 {
        let has = |flag| self.capabilities.contains(flag);
        let head = SslRequest {
            capabilities: self.capabilities,
            max_packet_size: self.max_packet_size,
            collation: self.collation,
        };
        let mut packet = PacketWriter::begin(out, sequence);
        let payload = packet.payload();
        head.put(payload);
        put_nul_terminated(payload, self.user);
        match has(Capabilities::PLUGIN_AUTH_LENENC_CLIENT_DATA) {
            true => put_bytes(payload, self.auth_response),
            false => put_short_bytes(payload, self.auth_response),
        }
        if has(Capabilities::CONNECT_WITH_DB) {
            put_nul_terminated(payload, self.database);
        }
        if has(Capabilities::PLUGIN_AUTH) {
            put_nul_terminated(payload, self.plugin);
        }
        if has(Capabilities::CONNECT_ATTRS) {
            put_bytes(payload, self.attributes);
        }
        if has(Capabilities::ZSTD_COMPRESSION_ALGORITHM) {
            payload.push(self.zstd_level);
        }
        packet.finish()
    }
}

/// A string with one byte of length.
pub(super) fn short_bytes<'a>(reader: &mut Reader<'a>) -> Result<&'a [u8], Malformed> {
    let length = reader.u8()?;
    reader.bytes(usize::from(length))
}

/// Appends a string with one byte of length.
pub(super) fn put_short_bytes(payload: &mut Vec<u8>, bytes: &[u8]) {
    let length = u8::try_from(bytes.len()).unwrap_or(u8::MAX);
    payload.push(length);
    payload.extend_from_slice(&bytes[..usize::from(length)]);
}

/// Appends a string and a NUL.
pub(super) fn put_nul_terminated(payload: &mut Vec<u8>, bytes: &[u8]) {
    payload.extend_from_slice(bytes);
    payload.push(NUL);
}
