//! A server asks for another plugin, or for another factor.

use super::response::put_nul_terminated;
use super::{NONCE, NUL, Nonce};
use crate::wire::packet::PacketWriter;
use crate::wire::{Malformed, Reader};

/// `Protocol::AuthSwitchRequest`: the client is to answer once more, as this plugin does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AuthSwitchRequest<'a> {
    /// The plugin that the account has.
    pub plugin: &'a [u8],
    /// What the plugin begins with, mostly a nonce and a NUL.
    pub data: &'a [u8],
}

impl<'a> AuthSwitchRequest<'a> {
    /// The first byte.
    pub const MARKER: u8 = 0xfe;

    /// Reads the packet. The one from before 4.1, its first byte alone, is refused.
    pub fn parse(payload: &'a [u8]) -> Result<Self, Malformed> {
        let mut reader = Reader::new(payload);
        reader.marker("AuthSwitchRequest", Self::MARKER)?;
        if reader.is_empty() {
            return Err(Malformed::PreProtocol41);
        }
        Ok(Self {
            plugin: reader.nul_terminated()?,
            data: reader.take_rest(),
        })
    }

    /// The nonce at the beginning of the data.
    pub fn nonce(&self) -> Option<Nonce> {
        self.data.first_chunk().copied()
    }

    /// Appends the packet for a plugin that begins with a nonce. Returns the sequence number that
    /// comes next.
    pub fn write(out: &mut Vec<u8>, sequence: u8, plugin: &[u8], nonce: &Nonce) -> u8 {
        let mut packet = PacketWriter::begin(out, sequence);
        let payload = packet.payload();
        payload.reserve(plugin.len() + NONCE + 3);
        payload.push(Self::MARKER);
        put_nul_terminated(payload, plugin);
        payload.extend_from_slice(nonce);
        payload.push(NUL);
        packet.finish()
    }
}

/// `Protocol::AuthNextFactor`: the factor is right, and the account has another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AuthNextFactor<'a> {
    /// The plugin of the next factor.
    pub plugin: &'a [u8],
    /// What the plugin begins with.
    pub data: &'a [u8],
}

impl<'a> AuthNextFactor<'a> {
    /// The first byte.
    pub const MARKER: u8 = 0x02;

    /// Reads the packet.
    pub fn parse(payload: &'a [u8]) -> Result<Self, Malformed> {
        let mut reader = Reader::new(payload);
        reader.marker("AuthNextFactor", Self::MARKER)?;
        Ok(Self {
            plugin: reader.nul_terminated()?,
            data: reader.take_rest(),
        })
    }
}
