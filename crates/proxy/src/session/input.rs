//! Commands of a client, one by one.

use std::io;

use hyades_mysql::wire::packet::{HEADER, Header};

use crate::net::{Buffers, Stream};

/// Commands up to this length are read whole before they are looked at. Longer ones pass through.
const WHOLE: usize = 1 << 20;

/// What has been read and not been served.
#[derive(Debug, Default)]
pub(super) struct Input {
    /// The beginning of a command whose rest has not come, or commands that came all at once.
    bytes: Vec<u8>,
}

/// The next command.
#[derive(Debug)]
pub(super) enum Command {
    /// All of it, header included.
    Whole(Vec<u8>),
    /// The beginning of one that is too long to keep, header included; the rest is still to come.
    Long(Vec<u8>),
}

impl Command {
    /// The bytes, header included.
    pub(super) fn bytes(&self) -> &[u8] {
        match self {
            Self::Whole(bytes) | Self::Long(bytes) => bytes,
        }
    }

    /// Without the header.
    pub(super) fn payload(&self) -> &[u8] {
        self.bytes().get(HEADER..).unwrap_or_default()
    }

    pub(super) const fn is_long(&self) -> bool {
        matches!(self, Self::Long(_))
    }
}

impl Input {
    /// Waits for a command; `None` when the client has left between two.
    pub(super) async fn next(
        &mut self,
        client: &mut Stream,
        buffers: &Buffers,
    ) -> io::Result<Option<Command>> {
        loop {
            if let Some(command) = self.take() {
                return Ok(Some(command));
            }
            client.readable().await;
            let chunk = match client.try_read_chunk(buffers)? {
                None => continue,
                Some(chunk) if !chunk.is_empty() => chunk,
                Some(_) if self.bytes.is_empty() => return Ok(None),
                Some(_) => return Err(io::ErrorKind::UnexpectedEof.into()),
            };
            if self.bytes.is_empty() && ends_with_packet(&chunk) {
                return Ok(Some(Command::Whole(chunk.to_vec())));
            }
            self.bytes.extend_from_slice(&chunk);
        }
    }

    /// Takes a command from what has been read.
    fn take(&mut self) -> Option<Command> {
        let header = Header::peek(&self.bytes)?;
        let end = HEADER + header.length;
        if header.length > WHOLE {
            return Some(Command::Long(std::mem::take(&mut self.bytes)));
        }
        if self.bytes.len() < end {
            return None;
        }
        let rest = self.bytes.split_off(end);
        Some(Command::Whole(std::mem::replace(&mut self.bytes, rest)))
    }

    /// Gives back what belongs to the next command.
    pub(super) fn put_back(&mut self, bytes: &[u8]) {
        self.bytes.splice(..0, bytes.iter().copied());
    }

    /// Whether a command, or a part of one, is there.
    pub(super) const fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }
}

/// Whether these bytes are one packet, whole and alone.
fn ends_with_packet(bytes: &[u8]) -> bool {
    Header::peek(bytes).is_some_and(|header| HEADER + header.length == bytes.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_taken_one_by_one() {
        let mut input = Input {
            bytes: b"\x01\0\0\0\x0e\x02\0\0\0\x03".to_vec(),
        };
        assert_eq!(input.take().unwrap().payload(), b"\x0e");
        assert!(input.take().is_none());
        input.bytes.push(b'x');
        assert_eq!(input.take().unwrap().payload(), b"\x03x");
        assert!(input.is_empty());
    }

    #[test]
    fn what_is_too_long_is_not_kept() {
        let mut input = Input {
            bytes: b"\xff\xff\xff\0\x03".to_vec(),
        };
        assert!(input.take().unwrap().is_long());
    }

    #[test]
    fn one_packet_alone() {
        assert!(ends_with_packet(b"\x01\0\0\0\x0e"));
        assert!(!ends_with_packet(b"\x01\0\0\0"));
        assert!(!ends_with_packet(b"\x01\0\0\0\x0e\x01"));
        assert!(!ends_with_packet(b"\x01\0"));
    }
}
