//! Framing: a physical packet is 3 bytes of length, a sequence number and the payload.
//!
//! A payload of 16 MB - 1 is continued by the next packet; one whose length is a multiple of that
//! ends in an empty packet. A _logical_ packet is the whole of it.

mod boundary;
mod writer;

pub use boundary::Boundary;
pub use writer::{PacketWriter, write_packet};

/// The length of a packet's header.
pub const HEADER: usize = 4;

/// The length of a payload that is continued by the next packet.
pub const MAX_PAYLOAD: usize = 0xff_ffff;

/// The header of a physical packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header {
    /// Length of the payload, at most [`MAX_PAYLOAD`].
    pub length: usize,
    /// Rises by one with each packet of an exchange, and wraps.
    pub sequence: u8,
}

impl Header {
    /// Reads a header.
    #[inline]
    pub const fn decode(bytes: [u8; HEADER]) -> Self {
        let word = u32::from_le_bytes(bytes);
        Self {
            length: (word & 0xff_ffff) as usize,
            sequence: (word >> 24) as u8,
        }
    }

    /// Reads the header at the front, if all of it is there.
    #[inline]
    pub fn peek(bytes: &[u8]) -> Option<Self> {
        bytes.first_chunk().map(|header| Self::decode(*header))
    }

    /// The bytes of the header.
    #[inline]
    pub const fn encode(self) -> [u8; HEADER] {
        let [a, b, c, ..] = self.length.to_le_bytes();
        [a, b, c, self.sequence]
    }

    /// Whether the next packet continues this one.
    pub const fn is_continued(self) -> bool {
        self.length == MAX_PAYLOAD
    }
}

/// The first physical packet at the front, if all of it is there: header, payload, and what
/// follows.
pub fn split_packet(bytes: &[u8]) -> Option<(Header, &[u8], &[u8])> {
    let (header, rest) = bytes.split_first_chunk()?;
    let header = Header::decode(*header);
    let (payload, rest) = rest.split_at_checked(header.length)?;
    Some((header, payload, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers() {
        let header = Header::decode([0x01, 0x02, 0x03, 0x7f]);
        assert_eq!(header.length, 0x03_0201);
        assert_eq!(header.sequence, 0x7f);
        assert_eq!(header.encode(), [0x01, 0x02, 0x03, 0x7f]);
        assert_eq!(Header::peek(&[1, 2, 3]), None);
        assert!(Header::decode([0xff, 0xff, 0xff, 0]).is_continued());
    }

    #[test]
    fn a_packet_and_what_follows() {
        let (header, payload, rest) = split_packet(b"\x02\0\0\x05abcd").unwrap();
        assert_eq!((header.length, header.sequence), (2, 5));
        assert_eq!((payload, rest), (&b"ab"[..], &b"cd"[..]));
        assert!(split_packet(b"\x02\0\0\x05a").is_none());
        assert!(split_packet(b"\x02\0").is_none());
    }
}
