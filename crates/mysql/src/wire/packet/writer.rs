//! Appending packets.

use super::{HEADER, Header, MAX_PAYLOAD};

/// Appends `payload` as one logical packet that begins with `sequence`. Returns the sequence number
/// that comes next.
pub fn write_packet(out: &mut Vec<u8>, sequence: u8, payload: &[u8]) -> u8 {
    let packets = payload.len() / MAX_PAYLOAD + 1;
    out.reserve(payload.len() + packets * HEADER);
    let mut sequence = sequence;
    let mut rest = payload;
    loop {
        let (part, after) = rest.split_at(rest.len().min(MAX_PAYLOAD));
        let length = part.len();
        out.extend_from_slice(&Header { length, sequence }.encode());
        out.extend_from_slice(part);
        sequence = sequence.wrapping_add(1);
        if length < MAX_PAYLOAD {
            return sequence;
        }
        rest = after;
    }
}

/// A packet whose payload is written in place, field by field.
#[derive(Debug)]
#[must_use = "a packet without its header is no packet"]
pub struct PacketWriter<'a> {
    out: &'a mut Vec<u8>,
    start: usize,
    sequence: u8,
}

impl<'a> PacketWriter<'a> {
    /// Leaves room for the header.
    pub fn begin(out: &'a mut Vec<u8>, sequence: u8) -> Self {
        let start = out.len();
        out.extend_from_slice(&[0; HEADER]);
        Self {
            out,
            start,
            sequence,
        }
    }

    /// Where the payload is appended to. What was there before must stay.
    pub fn payload(&mut self) -> &mut Vec<u8> {
        self.out
    }

    /// Writes the header; splits a payload that is too long for one packet. Returns the sequence
    /// number that comes next.
    pub fn finish(self) -> u8 {
        let length = self.out.len() - self.start - HEADER;
        if length >= MAX_PAYLOAD {
            let payload = self.out.split_off(self.start + HEADER);
            self.out.truncate(self.start);
            return write_packet(self.out, self.sequence, &payload);
        }
        let sequence = self.sequence;
        let header = Header { length, sequence }.encode();
        self.out[self.start..self.start + HEADER].copy_from_slice(&header);
        sequence.wrapping_add(1)
    }
}

#[cfg(test)]
mod tests {
    use super::super::split_packet;
    use super::*;

    fn lengths(mut stream: &[u8]) -> Vec<(usize, u8)> {
        let mut found = Vec::new();
        while let Some((header, _, rest)) = split_packet(stream) {
            found.push((header.length, header.sequence));
            stream = rest;
        }
        assert!(stream.is_empty());
        found
    }

    #[test]
    fn long_payloads_are_split() {
        let cases = [
            (0, vec![(0, 255)]),
            (MAX_PAYLOAD - 1, vec![(MAX_PAYLOAD - 1, 255)]),
            (MAX_PAYLOAD, vec![(MAX_PAYLOAD, 255), (0, 0)]),
            (MAX_PAYLOAD + 1, vec![(MAX_PAYLOAD, 255), (1, 0)]),
            (
                2 * MAX_PAYLOAD,
                vec![(MAX_PAYLOAD, 255), (MAX_PAYLOAD, 0), (0, 1)],
            ),
        ];
        for (length, expected) in cases {
            let payload = vec![7; length];
            let mut out = Vec::new();
            let next = write_packet(&mut out, 255, &payload);
            assert_eq!(lengths(&out), expected);
            assert_eq!(next, expected.last().unwrap().1.wrapping_add(1));

            let mut in_place = b"before".to_vec();
            let mut writer = PacketWriter::begin(&mut in_place, 255);
            writer.payload().extend_from_slice(&payload);
            assert_eq!(writer.finish(), next);
            assert!(in_place[6..] == out);
        }
    }
}
