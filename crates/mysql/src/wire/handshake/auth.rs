//! What a server says after a handshake response.

use super::{AuthNextFactor, AuthSwitchRequest};
use crate::wire::Malformed;
use crate::wire::capability::Capabilities;
use crate::wire::err::{ERR, ErrPacket};
use crate::wire::ok::{OK, OkPacket};
use crate::wire::packet::PacketWriter;

/// The first byte of `Protocol::AuthMoreData`.
const MORE_DATA: u8 = 0x01;

/// A packet of the server during authentication.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuthPacket<'a> {
    /// The client is logged in.
    Ok(OkPacket<'a>),
    /// The client is refused.
    Err(ErrPacket<'a>),
    /// The client is to answer as another plugin does.
    Switch(AuthSwitchRequest<'a>),
    /// The plugin's own data; for `caching_sha2_password` see [`crate::wire::caching_sha2`].
    MoreData(&'a [u8]),
    /// The client is to answer for another factor.
    NextFactor(AuthNextFactor<'a>),
}

impl<'a> AuthPacket<'a> {
    /// Reads a packet of the server.
    pub fn parse(payload: &'a [u8], capabilities: Capabilities) -> Result<Self, Malformed> {
        let (marker, rest) = payload.split_first().ok_or(Malformed::Truncated)?;
        match *marker {
            OK => OkPacket::parse(payload, capabilities).map(Self::Ok),
            ERR => ErrPacket::parse(payload).map(Self::Err),
            AuthSwitchRequest::MARKER => AuthSwitchRequest::parse(payload).map(Self::Switch),
            AuthNextFactor::MARKER => AuthNextFactor::parse(payload).map(Self::NextFactor),
            MORE_DATA => Ok(Self::MoreData(rest)),
            byte => Err(Malformed::Marker {
                packet: "authentication",
                byte,
            }),
        }
    }
}

/// Appends `Protocol::AuthMoreData`. Returns the sequence number that comes next.
pub fn write_auth_more_data(out: &mut Vec<u8>, sequence: u8, data: &[u8]) -> u8 {
    let mut packet = PacketWriter::begin(out, sequence);
    packet.payload().push(MORE_DATA);
    packet.payload().extend_from_slice(data);
    packet.finish()
}
