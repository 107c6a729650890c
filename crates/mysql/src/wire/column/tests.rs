use super::*;
use crate::wire::fixtures::{Side, named};
use crate::wire::packet::HEADER;
use crate::wire::status::Status;

#[test]
fn recorded_definitions_are_read_and_written_alike() {
    for name in ["rows", "wide", "call", "execute", "prepare", "field_list"] {
        let exchange = named(name);
        let definitions = exchange.payloads(Side::Server);
        let definitions = definitions
            .iter()
            .filter(|payload| payload.starts_with(b"\x03def"));
        let mut found = 0;
        for payload in definitions {
            found += 1;
            let column = ColumnDefinition::parse(payload).unwrap();
            let mut out = Vec::new();
            column.write(&mut out, 0);
            assert!(payload.starts_with(&out[HEADER..]), "{name}");
        }
        assert!(found >= 2, "{name}");
    }
}

#[test]
fn a_recorded_definition() {
    let payloads = named("rows").payloads(Side::Server);
    let column = ColumnDefinition::parse(payloads[2]).unwrap();
    assert_eq!((column.schema, column.table), (&b"f"[..], &b"t"[..]));
    assert_eq!((column.name, column.org_name), (&b"b"[..], &b"b"[..]));
    assert_eq!((column.collation, column.length), (255, 80));
    assert_eq!(column.column_type, VAR_STRING);
}

#[test]
fn a_result_set_is_that_of_the_server() {
    let rows: [&[Option<&[u8]>]; 3] = [
        &[Some(b"1"), Some(b"one")],
        &[Some(b"2"), None],
        &[Some(b"3"), Some(b"three")],
    ];
    let end = OkPacket {
        status: Status::AUTOCOMMIT,
        ..OkPacket::default()
    };
    for (name, end, rows) in [("rows", end, &rows[..]), ("no_rows_modern", end, &[])] {
        let exchange = named(name);
        let payloads = exchange.payloads(Side::Server);
        let definitions = payloads
            .iter()
            .filter(|payload| payload.starts_with(b"\x03def"));
        let columns: Vec<_> = definitions
            .map(|payload| ColumnDefinition::parse(payload).unwrap())
            .collect();
        let mut out = Vec::new();
        let rows = rows.iter().copied();
        let capabilities = exchange.capabilities;
        write_text_resultset(&mut out, 1, capabilities, &columns, rows, &end).unwrap();
        assert_eq!(out, exchange.first(Side::Server), "{name}");
    }
}

#[test]
fn optional_metadata_is_announced() {
    let mut out = Vec::new();
    let capabilities = Capabilities::OPTIONAL_RESULTSET_METADATA;
    let columns = [ColumnDefinition::integer(b"1")];
    let end = OkPacket::default();
    write_text_resultset(&mut out, 1, capabilities, &columns, [], &end).unwrap();
    assert_eq!(out[..6], *b"\x02\0\0\x01\x01\x01");
}

#[test]
fn broken_definitions() {
    assert_eq!(
        ColumnDefinition::parse(b"\x03def"),
        Err(Malformed::Truncated)
    );
    let odd = ColumnDefinition::parse(b"\x03def\0\0\0\0\0\x0d?\0");
    assert_eq!(
        odd.unwrap_err().to_string(),
        "length of fixed fields is out of range"
    );
}
