//! Where a stream of packets stands.

use super::{HEADER, Header};

/// Follows a stream in chunks of any size and knows whether it stands between two logical packets.
/// It keeps a header and a count, never bytes of a payload.
#[derive(Debug, Clone, Default)]
pub struct Boundary {
    header: [u8; HEADER],
    header_length: usize,
    missing: usize,
    continued: bool,
    /// Whether the logical packet has no bytes so far.
    empty: bool,
    packets: u64,
}

impl Boundary {
    /// Between two packets.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether the stream stands between two logical packets.
    pub const fn is_at_packet(&self) -> bool {
        self.header_length == 0 && self.missing == 0 && !self.continued
    }

    /// Whether the logical packet that has ended last was empty, as the one is that ends a file of
    /// `LOAD DATA LOCAL`.
    pub const fn was_empty(&self) -> bool {
        self.packets > 0 && self.is_at_packet() && self.empty
    }

    /// How many logical packets have ended.
    pub const fn packets(&self) -> u64 {
        self.packets
    }

    /// Goes on to the end of the chunk.
    pub fn feed(&mut self, chunk: &[u8]) {
        let mut rest = chunk;
        while !rest.is_empty() {
            rest = self.step(rest);
        }
    }

    /// Goes on to the end of the logical packet, or of the chunk. Returns how many bytes that took.
    pub fn feed_packet(&mut self, chunk: &[u8]) -> usize {
        let before = self.packets;
        let mut rest = chunk;
        while !rest.is_empty() && self.packets == before {
            rest = self.step(rest);
        }
        chunk.len() - rest.len()
    }

    /// Goes over a payload or a header.
    fn step<'a>(&mut self, chunk: &'a [u8]) -> &'a [u8] {
        if self.missing > 0 {
            let taken = self.missing.min(chunk.len());
            self.missing -= taken;
            self.count_end();
            return &chunk[taken..];
        }
        let taken = (HEADER - self.header_length).min(chunk.len());
        let end = self.header_length + taken;
        self.header[self.header_length..end].copy_from_slice(&chunk[..taken]);
        self.header_length = end % HEADER;
        if end == HEADER {
            let header = Header::decode(self.header);
            self.empty = header.length == 0 && !self.continued;
            self.missing = header.length;
            self.continued = header.is_continued();
            self.count_end();
        }
        &chunk[taken..]
    }

    fn count_end(&mut self) {
        if self.missing == 0 && !self.continued {
            self.packets += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{MAX_PAYLOAD, write_packet};
    use super::*;

    #[test]
    fn inside_of_a_header_is_inside_of_a_packet() {
        let mut boundary = Boundary::new();
        assert!(boundary.is_at_packet());
        for (byte, at_packet) in b"\x01\0\0\0x\0\0\0\0"
            .iter()
            .zip([false, false, false, false, true, false, false, false, true])
        {
            boundary.feed(&[*byte]);
            assert_eq!(boundary.is_at_packet(), at_packet);
        }
        assert_eq!(boundary.packets(), 2);
    }

    #[test]
    fn a_continued_packet_is_one() {
        let mut stream = Vec::new();
        write_packet(&mut stream, 0, &vec![0; MAX_PAYLOAD]);
        let mut boundary = Boundary::new();
        boundary.feed(&stream[..stream.len() - HEADER]);
        assert!(!boundary.is_at_packet());
        boundary.feed(&stream[stream.len() - HEADER..]);
        assert!(boundary.is_at_packet());
        assert_eq!(boundary.packets(), 1);
    }

    #[test]
    fn an_empty_packet_is_not_the_end_of_a_long_one() {
        let mut boundary = Boundary::new();
        assert!(!boundary.was_empty());
        let mut stream = Vec::new();
        write_packet(&mut stream, 0, &vec![0; MAX_PAYLOAD]);
        boundary.feed(&stream);
        assert!(boundary.is_at_packet() && !boundary.was_empty());
        boundary.feed(b"\0\0\0\x02");
        assert!(boundary.was_empty());
        boundary.feed(b"\x01");
        assert!(!boundary.was_empty());
    }

    proptest! {
        #[test]
        fn chunks_do_not_matter(
            payloads: Vec<Vec<u8>>,
            sizes in prop::collection::vec(1_usize..9, 1..9),
        ) {
            let mut stream = Vec::new();
            for payload in &payloads {
                write_packet(&mut stream, 0, payload);
            }
            let mut boundary = Boundary::new();
            let mut sizes = sizes.iter().cycle();
            let mut rest = &stream[..];
            while !rest.is_empty() {
                let (chunk, after) = rest.split_at((*sizes.next().unwrap()).min(rest.len()));
                boundary.feed(chunk);
                rest = after;
            }
            prop_assert!(boundary.is_at_packet());
            prop_assert_eq!(boundary.packets(), payloads.len() as u64);
        }

        #[test]
        fn feeding_by_packet_stops_at_its_end(first: Vec<u8>, second: Vec<u8>) {
            let mut stream = Vec::new();
            write_packet(&mut stream, 0, &first);
            write_packet(&mut stream, 1, &second);
            let mut boundary = Boundary::new();
            prop_assert_eq!(boundary.feed_packet(&stream), HEADER + first.len());
            prop_assert!(boundary.is_at_packet());
        }
    }
}
