//! Reading single packets, where speed does not matter: logging in.

use std::io::{self, ErrorKind};

use hyades_mysql::wire::packet::{HEADER, Header};

use super::Stream;

/// Most packets are shorter.
const FIRST: usize = 512;

/// Reads one packet of at most `limit` bytes, and nothing behind it.
pub(crate) async fn read_packet(stream: &mut Stream, limit: usize) -> io::Result<(u8, Vec<u8>)> {
    let mut header = [0; HEADER];
    read_exact(stream, &mut header).await?;
    let Header { length, sequence } = Header::decode(header);
    if length > limit {
        return Err(io::Error::new(
            ErrorKind::InvalidData,
            "the packet is too long",
        ));
    }
    let (mut payload, mut read) = (Vec::new(), 0);
    while read < length {
        // No more than twice what has come: whoever announces much has to send it.
        payload.resize(length.min((read * 2).max(FIRST)), 0);
        match stream.read(&mut payload[read..]).await? {
            0 => return Err(ErrorKind::UnexpectedEof.into()),
            received => read += received,
        }
    }
    Ok((sequence, payload))
}

async fn read_exact(stream: &mut Stream, mut buffer: &mut [u8]) -> io::Result<()> {
    while !buffer.is_empty() {
        match stream.read(buffer).await? {
            0 => return Err(ErrorKind::UnexpectedEof.into()),
            length => buffer = &mut buffer[length..],
        }
    }
    Ok(())
}
