//! The packet after which a client goes on with TLS.

use crate::wire::capability::Capabilities;
use crate::wire::packet::PacketWriter;
use crate::wire::{Malformed, Reader};

/// How many bytes are zero before the user's name.
pub(super) const FILLER: usize = 23;

/// `Protocol::SSLRequest`: the beginning of a handshake response, and nothing after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SslRequest {
    /// What the client can do; has `SSL`.
    pub capabilities: Capabilities,
    /// The longest packet that the client takes.
    pub max_packet_size: u32,
    /// The client's collation, its low 8 bits.
    pub collation: u8,
}

impl SslRequest {
    /// Reads what SSL request and handshake response have in common.
    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        // The old response has 2 bytes of flags, and may be shorter than this one's beginning.
        let mut ahead = *reader;
        if u32::from(ahead.u16()?) & Capabilities::PROTOCOL_41.0 == 0 {
            return Err(Malformed::PreProtocol41);
        }
        let request = Self {
            capabilities: Capabilities(reader.u32()?),
            max_packet_size: reader.u32()?,
            collation: reader.u8()?,
        };
        reader.bytes(FILLER)?;
        Ok(request)
    }

    /// Appends the packet. Returns the sequence number that comes next.
    pub fn write(&self, out: &mut Vec<u8>, sequence: u8) -> u8 {
        let mut packet = PacketWriter::begin(out, sequence);
        self.put(packet.payload());
        packet.finish()
    }

    pub(super) fn put(&self, payload: &mut Vec<u8>) {
        payload.extend_from_slice(&self.capabilities.0.to_le_bytes());
        payload.extend_from_slice(&self.max_packet_size.to_le_bytes());
        payload.push(self.collation);
        payload.extend_from_slice(&[0; FILLER]);
    }
}
