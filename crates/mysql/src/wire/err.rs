//! ERR packets.

use super::packet::PacketWriter;
use super::{Malformed, Reader};

/// The first byte of an ERR packet.
pub const ERR: u8 = 0xff;

/// An error that a server reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ErrPacket<'a> {
    /// The error number (`ER_…`).
    pub code: u16,
    /// The SQL state. Errors before the handshake response have none.
    pub sql_state: Option<[u8; 5]>,
    /// Text for people.
    pub message: &'a [u8],
}

impl<'a> ErrPacket<'a> {
    /// Reads an ERR packet.
    pub fn parse(payload: &'a [u8]) -> Result<Self, Malformed> {
        let mut reader = Reader::new(payload);
        reader.marker("ERR", ERR)?;
        let code = reader.u16()?;
        let (sql_state, message) = match reader.rest() {
            [b'#', a, b, c, d, e, message @ ..] => (Some([*a, *b, *c, *d, *e]), message),
            message => (None, message),
        };
        Ok(Self {
            code,
            sql_state,
            message,
        })
    }

    /// Appends the packet. Returns the sequence number that comes next.
    pub fn write(&self, out: &mut Vec<u8>, sequence: u8) -> u8 {
        let mut packet = PacketWriter::begin(out, sequence);
        let payload = packet.payload();
        payload.push(ERR);
        payload.extend_from_slice(&self.code.to_le_bytes());
        if let Some(state) = self.sql_state {
            payload.push(b'#');
            payload.extend_from_slice(&state);
        }
        payload.extend_from_slice(self.message);
        packet.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn with_and_without_a_state() {
        let cases: [(&[u8], ErrPacket<'_>); 2] = [
            (
                b"\x0f\0\0\x02\xff\x28\x04#42000Syntax",
                ErrPacket {
                    code: 1064,
                    sql_state: Some(*b"42000"),
                    message: b"Syntax",
                },
            ),
            (
                b"\x17\0\0\x02\xff\x10\x04Too many connections",
                ErrPacket {
                    code: 1040,
                    sql_state: None,
                    message: b"Too many connections",
                },
            ),
        ];
        for (bytes, packet) in cases {
            assert_eq!(ErrPacket::parse(&bytes[4..]), Ok(packet));
            let mut out = Vec::new();
            assert_eq!(packet.write(&mut out, 2), 3);
            assert_eq!(out, bytes);
        }
    }

    #[test]
    fn broken_packets() {
        assert_eq!(ErrPacket::parse(b"\xff\x01"), Err(Malformed::Truncated));
        assert!(matches!(
            ErrPacket::parse(b"\x00\x01\x02"),
            Err(Malformed::Marker { byte: 0, .. })
        ));
        let short = ErrPacket::parse(b"\xff\x28\x04#420").unwrap();
        assert_eq!(short.message, b"#420");
    }
}
