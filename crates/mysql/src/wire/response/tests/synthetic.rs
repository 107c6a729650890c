//! Responses that are too long to be recorded.

use super::transcript::transcript;
use crate::wire::Malformed;
use crate::wire::capability::Capabilities;
use crate::wire::packet::{MAX_PAYLOAD, write_packet};
use crate::wire::response::{MAX_HELD, ResponseError, ResponseKind};

const QUERY: ResponseKind = ResponseKind::Results { cursor: false };

/// A result set of one column, with these rows.
fn result_set(rows: &[Vec<u8>], end: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    write_packet(&mut out, 1, b"\x01");
    write_packet(&mut out, 2, b"\x03def and so on");
    if end.len() == 5 {
        write_packet(&mut out, 3, end);
    }
    for row in rows {
        write_packet(&mut out, 4, row);
    }
    write_packet(&mut out, 5, end);
    out
}

/// A row with one value of this length.
fn row(length: usize) -> Vec<u8> {
    let mut row = Vec::new();
    crate::wire::lenenc::put_bytes(&mut row, &vec![0xfe; length]);
    row
}

#[test]
fn a_continued_row_is_one_row() {
    // The value fills exactly one packet with its length; one more; two packets.
    let rows = [
        row(MAX_PAYLOAD - 4),
        row(MAX_PAYLOAD + 1),
        row(2 * MAX_PAYLOAD),
        row(3),
    ];
    let forms: [(Capabilities, &[u8]); 2] = [
        (Capabilities::EMPTY, b"\xfe\0\0\x02\0"),
        (Capabilities::DEPRECATE_EOF, b"\xfe\0\0\x02\0\0\0"),
    ];
    for (capabilities, end) in forms {
        let bytes = result_set(&rows, end);
        let whole = transcript(QUERY, capabilities, [&bytes[..]]);
        assert_eq!(
            whole.events,
            ["end 0x0002 affected 0 state 0, 4 rows, last"]
        );
        let parts = transcript(QUERY, capabilities, bytes.chunks(65_537));
        assert!(parts == whole);
    }
}

#[test]
fn the_continuation_of_a_row_may_look_like_its_end() {
    // The second packet of the row is `fe 00 00 02 00`, as an EOF packet would be.
    let mut long = vec![1; MAX_PAYLOAD + 5];
    long[MAX_PAYLOAD..].copy_from_slice(b"\xfe\0\0\x02\0");
    for end in [&b"\xfe\0\0\x02\0"[..], b"\xff\x10\x04#08004x"] {
        let mut bytes = Vec::new();
        write_packet(&mut bytes, 0, &long);
        write_packet(&mut bytes, 2, end);
        let found = transcript(ResponseKind::Rows, Capabilities::EMPTY, [&bytes[..]]);
        assert_eq!(found.events.len(), 1);
        assert!(found.events[0].ends_with("1 rows, last"), "{found:?}");
    }
}

#[test]
fn what_is_too_long_to_be_read_is_an_error() {
    let mut bytes = Vec::new();
    write_packet(&mut bytes, 1, &vec![0xff; MAX_HELD + 1]);
    let error = Some(ResponseError::TooLong {
        length: MAX_HELD + 1,
    });
    let whole = transcript(QUERY, Capabilities::EMPTY, [&bytes[..]]);
    assert_eq!(whole.error, error);
    // Nothing is kept of it before that is clear.
    let beginning = transcript(QUERY, Capabilities::EMPTY, [&bytes[..3], &bytes[3..5]]);
    assert_eq!(beginning.error, error);
}

#[test]
fn many_columns_of_a_wide_table() {
    let mut bytes = Vec::new();
    write_packet(&mut bytes, 1, b"\xfc\x00\x10");
    for column in 0..4096_u32 {
        write_packet(&mut bytes, column as u8, b"\x03def and so on");
    }
    write_packet(&mut bytes, 5, b"\xfe\0\0\x02\0\0\0");
    let found = transcript(QUERY, Capabilities::DEPRECATE_EOF, [&bytes[..]]);
    assert_eq!(
        found.events,
        ["end 0x0002 affected 0 state 0, 0 rows, last"]
    );
    for count in [&b"\xfd\0\0\x01"[..], b"\xfc\0\0"] {
        let mut bytes = Vec::new();
        write_packet(&mut bytes, 1, count);
        let found = transcript(QUERY, Capabilities::EMPTY, [&bytes[..]]);
        let error = Malformed::OutOfRange("column count");
        assert_eq!(found.error, Some(error.into()));
    }
}

#[test]
fn a_binary_log_ends_in_eof() {
    let mut bytes = Vec::new();
    write_packet(&mut bytes, 1, b"\x00event");
    write_packet(&mut bytes, 2, b"\x00another");
    write_packet(&mut bytes, 3, b"\xfe\0\0\x02\0");
    let found = transcript(ResponseKind::Events, Capabilities::EMPTY, [&bytes[..]]);
    assert_eq!(
        found.events,
        ["end 0x0002 affected 0 state 0, 2 rows, last"]
    );
    let clone = transcript(ResponseKind::Unbounded, Capabilities::EMPTY, [&bytes[..]]);
    assert_eq!((clone.events.len(), clone.done), (0, false));
}
