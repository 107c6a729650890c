//! Reading what has come, for tests that look at values.

use hyades_mysql::wire::Reader;
use hyades_mysql::wire::capability::Capabilities;
use hyades_mysql::wire::err::{ERR, ErrPacket};
use hyades_mysql::wire::packet::split_packet;
use hyades_mysql::wire::response::{ResponseKind, ResponseReader};

/// Rows of text.
pub(crate) type Table = Vec<Vec<Option<String>>>;

/// The payloads of a response.
pub(crate) fn payloads(mut response: &[u8]) -> Vec<&[u8]> {
    let mut found = Vec::new();
    while let Some((_, payload, rest)) = split_packet(response) {
        found.push(payload);
        response = rest;
    }
    found
}

/// The error that a response ends in.
pub(crate) fn error(response: &[u8]) -> Option<(u16, String)> {
    let last = *payloads(response).last()?;
    if last.first() != Some(&ERR) {
        return None;
    }
    let error = ErrPacket::parse(last).unwrap();
    Some((
        error.code,
        String::from_utf8_lossy(error.message).into_owned(),
    ))
}

/// The results of a response in text.
pub(crate) fn tables(response: &[u8], capabilities: Capabilities) -> Vec<Table> {
    let mut packets = payloads(response).into_iter();
    let mut found = Vec::new();
    while let Some(first) = packets.next() {
        if first[0] == 0 || first[0] == 0xfb {
            continue;
        }
        let mut columns = usize::from(first[0]);
        if !capabilities.contains(Capabilities::DEPRECATE_EOF) {
            columns += 1;
        }
        let rows = packets
            .by_ref()
            .skip(columns)
            .take_while(|row| row.first() != Some(&0xfe));
        found.push(rows.map(row).collect());
    }
    found
}

/// How many rows the last result of a response to a statement has.
pub(crate) fn rows(mut response: &[u8], capabilities: Capabilities) -> u64 {
    let kind = ResponseKind::Results { cursor: false };
    let mut reader = ResponseReader::new(kind, capabilities);
    let mut rows = 0;
    while !response.is_empty() && !reader.is_done() {
        let step = reader.feed(response).unwrap();
        response = &response[step.consumed..];
        rows = step.event.map_or(rows, |event| event.rows);
    }
    rows
}

fn row(packet: &[u8]) -> Vec<Option<String>> {
    let mut reader = Reader::new(packet);
    let mut row = Vec::new();
    while !reader.is_empty() {
        if reader.rest()[0] == 0xfb {
            reader.u8().unwrap();
            row.push(None);
        } else {
            let value = reader.lenenc_bytes().unwrap();
            row.push(Some(String::from_utf8_lossy(value).into_owned()));
        }
    }
    row
}
