use proptest::prelude::*;

use super::*;
use crate::wire::Malformed;
use crate::wire::capability::Capabilities;
use crate::wire::command::Command;
use crate::wire::fixtures::{Exchange, Side, exchanges, named};
use crate::wire::packet::HEADER;

const ATTRIBUTES: Capabilities = Capabilities::QUERY_ATTRIBUTES;

fn command(exchange: &Exchange) -> &[u8] {
    &exchange.first(Side::Client)[HEADER..]
}

fn is(exchange: &Exchange, wanted: Command) -> bool {
    exchange.parts[0].0 == Side::Client && Command::from(command(exchange)[0]) == wanted
}

#[test]
fn ids_are_replaced_in_place() {
    let mut close = *b"\x19\x01\x02\x00\x00";
    assert_eq!(statement_id(&close), Some(0x201));
    assert!(set_statement_id(&mut close, 7));
    assert_eq!(close, *b"\x19\x07\x00\x00\x00");
    assert_eq!(statement_id(b"\x19\x01\x00"), None);
    assert!(!set_statement_id(&mut [], 7));
}

#[test]
fn recorded_answers_to_prepare_are_read_and_written_alike() {
    let mut found = 0;
    for exchange in exchanges() {
        if !exchange.name.contains("prepare") || exchange.name.contains("error") {
            continue;
        }
        found += 1;
        let capabilities = exchange.capabilities;
        let answer = exchange.payloads(Side::Server)[0];
        let prepared = StmtPrepareOk::parse(answer, capabilities).unwrap();
        let mut out = Vec::new();
        assert_eq!(prepared.write(&mut out, 1, capabilities), 2);
        assert_eq!(&out[HEADER..], answer, "{}", exchange.name);
    }
    assert!(found >= 16);
    let none = named("metadata_none_prepare").payloads(Side::Server)[0];
    let prepared = StmtPrepareOk::parse(none, Capabilities(u32::MAX)).unwrap();
    assert_eq!((prepared.parameters, prepared.columns), (1, 2));
    assert!(!prepared.metadata_follows);
}

#[test]
fn recorded_executions_are_read_and_written_alike() {
    let mut found = 0;
    for exchange in exchanges() {
        if !is(exchange, Command::StmtExecute) {
            continue;
        }
        found += 1;
        let name = exchange.name;
        // What the statements of `record.py` have.
        let none = ["_call", "_no_params", "_function"];
        let parameters = u16::from(!none.iter().any(|part| name.contains(part)));
        let bytes = exchange.first(Side::Client);
        let execute = Execute::parse(command(exchange), parameters, exchange.capabilities);
        let execute = execute.unwrap();
        let mut out = Vec::new();
        execute.write(&mut out, execute.statement_id, &[]);
        assert_eq!(out, bytes, "{name}");
        let expected = match name {
            "execute_attributes" => 2,
            _ => u64::from(parameters),
        };
        assert_eq!(execute.parameters, expected, "{name}");
        assert_eq!(execute.asks_for_cursor(), name.contains("cursor"), "{name}");
    }
    assert!(found >= 30);
}

#[test]
fn remembered_types_are_added() {
    for suffix in ["", "_modern", "_counted"] {
        let find = |name: &str| named(&format!("{name}{suffix}"));
        let bound = find("execute_null");
        let bound = Execute::parse(command(bound), 1, bound.capabilities).unwrap();
        let types: Vec<_> = bound
            .types()
            .map(|parameter| parameter.parameter_type)
            .collect();
        assert_eq!(types, [ParameterType(6)], "{suffix}");

        let first = find("execute");
        let first = Execute::parse(command(first), 1, first.capabilities).unwrap();
        let types: Vec<_> = first
            .types()
            .map(|parameter| parameter.parameter_type)
            .collect();
        let again = find("execute_again");
        let execute = Execute::parse(command(again), 1, again.capabilities).unwrap();
        assert!(first.types_bound && !execute.types_bound);
        let mut out = Vec::new();
        execute.write(&mut out, 9, &types);
        let rewritten = Execute::parse(&out[HEADER..], 1, again.capabilities).unwrap();
        assert_eq!(rewritten.type_bytes, first.type_bytes, "{suffix}");
        assert_eq!(
            (rewritten.statement_id, rewritten.values),
            (9, execute.values)
        );

        // As many as there are parameters, or none.
        let mut out = Vec::new();
        execute.write(&mut out, execute.statement_id, &[ParameterType(8); 2]);
        assert_eq!(out, again.first(Side::Client));
    }
}

#[test]
fn a_count_stays_even_if_it_is_wrong() {
    // The statement has a parameter, the packet says that it has none, and its flags say nothing.
    let payload = b"\x17\x01\0\0\0\x00\x01\0\0\0\x00rest";
    let execute = Execute::parse(payload, 1, ATTRIBUTES).unwrap();
    assert_eq!((execute.parameters, execute.values), (0, &b"rest"[..]));
    let mut out = Vec::new();
    execute.write(&mut out, 1, &[]);
    assert_eq!(&out[HEADER..], payload);
}

#[test]
fn attributes_of_an_execution_have_names() {
    let exchange = named("execute_attributes");
    let execute = Execute::parse(command(exchange), 1, exchange.capabilities).unwrap();
    let found: Vec<_> = execute.types().map(|found| found.name).collect();
    assert_eq!(found, [&b""[..], b"n"]);
    assert_eq!(execute.values, b"\x07\0\0\0\0\0\0\0\x04text");
}

#[test]
fn recorded_queries_are_read_and_written_alike() {
    let mut found = 0;
    for exchange in exchanges() {
        if !is(exchange, Command::Query) {
            continue;
        }
        found += 1;
        let query = Query::parse(command(exchange), exchange.capabilities).unwrap();
        let text = std::str::from_utf8(query.sql).unwrap();
        let starts = [
            "sel", "upd", "set", "load", "call", "use", "ins", "start", "commit",
        ];
        assert!(starts.iter().any(|start| text.starts_with(start)), "{text}");
        let mut out = Vec::new();
        assert_eq!(query.write(&mut out, exchange.capabilities), 1);
        assert_eq!(out, exchange.first(Side::Client), "{}", exchange.name);
    }
    assert!(found >= 40);
}

#[test]
fn attributes_are_left_out_where_there_can_be_none() {
    let exchange = named("query_attributes");
    let query = Query::parse(command(exchange), exchange.capabilities).unwrap();
    assert!(query.attributes.len() > 30);
    let mut out = Vec::new();
    query.write(&mut out, Capabilities::EMPTY);
    assert_eq!(
        query_text(&out[HEADER..], Capabilities::EMPTY),
        Ok(query.sql)
    );
}

/// What mysqld 9.7 makes of such packets was tried; see the comments.
#[test]
fn attributes_as_the_server_reads_them() {
    let sql = |payload: &'static [u8]| query_text(payload, ATTRIBUTES);
    assert_eq!(sql(b"\x03\x00\x01select 1"), Ok(&b"select 1"[..]));
    // A count may be written longer than it need be.
    assert_eq!(sql(b"\x03\xfc\x00\x00\x01select 1"), Ok(&b"select 1"[..]));
    // NULL has no value, whatever its type.
    let null = sql(b"\x03\x02\x01\x01\x01\x03\x00\x01b\x01\x00\x01a\x07select 1");
    assert_eq!(null, Ok(&b"select 1"[..]));
    // MYSQL_TYPE_NULL without its bit has a value.
    let typed = sql(b"\x03\x01\x01\x00\x01\x06\x00\x01a\x01xselect 1");
    assert_eq!(typed, Ok(&b"select 1"[..]));
    // These are malformed: two sets, no set, no types, BOOL.
    let sets = Err(Malformed::OutOfRange("parameter set count"));
    assert_eq!(sql(b"\x03\x00\x02select 1"), sets);
    assert_eq!(sql(b"\x03\x00\x00select 1"), sets);
    let unbound = sql(b"\x03\x01\x01\x00\x00select 1");
    assert_eq!(unbound, Err(Malformed::OutOfRange("new parameters flag")));
    let boolean = sql(b"\x03\x01\x01\x00\x01\xf4\x00\x01a\x01select 1");
    assert_eq!(boolean, Err(Malformed::ParameterType(244)));
    assert_eq!(sql(b"\x03\x00"), Err(Malformed::Truncated));
    assert_eq!(sql(b"\x03"), Err(Malformed::Truncated));
}

#[test]
fn every_size_of_a_value() {
    let sizes: [(u8, &[u8]); 8] = [
        (1, b"1"),
        (2, b"12"),
        (3, b"1234"),
        (4, b"1234"),
        (5, b"12345678"),
        (8, b"12345678"),
        (11, b"\x0812345678"),
        (13, b"\x042024"),
    ];
    for (kind, value) in sizes {
        let payload = [
            b"\x03\x01\x01\x00\x01",
            &[kind, 0][..],
            b"\x01a",
            value,
            b"do 1",
        ]
        .concat();
        let found = query_text(&payload, ATTRIBUTES);
        assert_eq!(found, Ok(&b"do 1"[..]), "type {kind}");
    }
}

#[test]
fn a_huge_count_costs_nothing() {
    let huge = b"\x03\xfe\xff\xff\xff\xff\xff\xff\xff\x7f\x01\x00\x01";
    assert_eq!(query_text(huge, ATTRIBUTES), Err(Malformed::Truncated));
    let huge = b"\x17\x01\0\0\0\x08\x01\0\0\0\xfe\xff\xff\xff\xff\xff\xff\xff\xff\x00";
    assert_eq!(
        Execute::parse(huge, 0, ATTRIBUTES),
        Err(Malformed::Truncated)
    );
}

proptest! {
    #[test]
    fn nothing_panics(mut bytes: Vec<u8>, parameters: u16, flags: u32) {
        let _ = StmtPrepareOk::parse(&bytes, Capabilities(flags));
        for code in [3, 0x17] {
            if let Some(first) = bytes.first_mut() {
                *first = code;
            }
            let _ = Query::parse(&bytes, Capabilities(flags));
            if let Ok(execute) = Execute::parse(&bytes, parameters, Capabilities(flags)) {
                let _ = execute.types().count();
            }
        }
    }

    #[test]
    fn executions_come_back(
        id: u32,
        parameters in 1_u16..40,
        values: Vec<u8>,
        attributes: bool,
        kind: u16,
    ) {
        let capabilities = if attributes { ATTRIBUTES } else { Capabilities::EMPTY };
        let mut payload = vec![0x17, 0, 0, 0, 0, if attributes { 8 } else { 0 }, 1, 0, 0, 0];
        if attributes {
            payload.push(parameters as u8);
        }
        payload.extend(vec![0; usize::from(parameters).div_ceil(8)]);
        payload.push(0);
        payload.extend(&values);
        let execute = Execute::parse(&payload, parameters, capabilities).unwrap();
        let remembered = vec![ParameterType(kind); usize::from(parameters)];
        let mut out = Vec::new();
        execute.write(&mut out, id, &remembered);
        let read = Execute::parse(&out[HEADER..], parameters, capabilities).unwrap();
        prop_assert_eq!(read.statement_id, id);
        prop_assert_eq!(read.values, &values[..]);
        let types: Vec<_> = read.types().map(|found| found.parameter_type).collect();
        prop_assert_eq!(types, remembered);
    }
}
