//! Responses of a real server.

use super::transcript::{Transcript, transcript};
use crate::wire::capability::Capabilities;
use crate::wire::fixtures::{Exchange, Side, exchanges, named};
use crate::wire::packet::HEADER;
use crate::wire::response::ResponseKind;

/// The kind of the response, and the response. What a server says after a client's answer belongs to
/// the same response.
pub(super) fn response(exchange: &Exchange) -> (ResponseKind, Vec<u8>) {
    let command = &exchange.first(Side::Client)[HEADER..];
    let login = exchange.parts[0].0 == Side::Server;
    let kind = match login {
        true => ResponseKind::Authentication,
        false => ResponseKind::of(command),
    };
    let said = exchange.all(Side::Server).skip(usize::from(login));
    (kind, said.collect::<Vec<_>>().concat())
}

fn whole(name: &str) -> Transcript {
    let exchange = named(name);
    let (kind, bytes) = response(exchange);
    transcript(kind, exchange.capabilities, [&bytes[..]])
}

#[test]
fn every_recorded_response_ends_with_its_last_byte() {
    for exchange in exchanges() {
        let (kind, bytes) = response(exchange);
        let found = transcript(kind, exchange.capabilities, [&bytes[..]]);
        let name = exchange.name;
        assert_eq!(found.error, None, "{name}");
        assert_eq!(found.bytes, bytes, "{name}");
        // These end in a question to the client.
        let asks = ["login_public_key", "login_switch"].contains(&name);
        assert_eq!(found.done, !asks, "{name}");
    }
}

#[test]
fn results() {
    let cases: &[(&str, &[&str])] = &[
        ("rows", &["end 0x0002 affected 0 state 0, 3 rows, last"]),
        ("no_rows", &["end 0x0002 affected 0 state 0, 0 rows, last"]),
        ("update", &["ok 0x0002 affected 1 state 0, 0 rows, last"]),
        ("error", &["err 1064 42000, 0 rows, last"]),
        ("error_in_rows", &["err 3141 22032, 2 rows, last"]),
        (
            "multi",
            &[
                "end 0x000a affected 0 state 0, 1 rows",
                "ok 0x002a affected 0 state 0, 0 rows",
                "end 0x000a affected 0 state 0, 1 rows",
                "ok 0x0002 affected 0 state 0, 0 rows, last",
            ],
        ),
        (
            "multi_error",
            &[
                "end 0x000a affected 0 state 0, 1 rows",
                "err 1064 42000, 0 rows, last",
            ],
        ),
        (
            "local_infile",
            &[
                "infile some/file, 0 rows",
                "ok 0x0002 affected 2 state 0, 0 rows, last",
            ],
        ),
    ];
    for (name, events) in cases {
        assert_eq!(whole(name).events, *events, "{name}");
        let modern = whole(&format!("{name}_modern"));
        assert_eq!(modern.events, *events, "{name}_modern");
    }
}

#[test]
fn commands() {
    let ok = "ok 0x0002 affected 0 state 0, 0 rows, last";
    let eof = "end 0x0002 affected 0 state 0, 0 rows, last";
    let cases = [
        ("ping", ok),
        ("init_db", ok),
        ("init_db_unknown", "err 1049 42000, 0 rows, last"),
        ("statistics", "text Uptime, 0 rows, last"),
        ("set_option", eof),
        ("debug", eof),
        ("unknown", "err 1047 08S01, 0 rows, last"),
        ("reset_connection", ok),
        ("stmt_reset", ok),
        ("execute_closed", "err 1243 HY000, 0 rows, last"),
        ("prepare_error", "err 1064 42000, 0 rows, last"),
    ];
    for (name, event) in cases {
        assert_eq!(whole(name).events, [event], "{name}");
    }
    assert!(whole("stmt_close").done);
    let fields = ["end 0x0002 affected 0 state 0, 2 rows, last"];
    assert_eq!(whole("field_list").events, fields);
    assert_eq!(whole("field_list_modern").events, fields);
}

#[test]
fn statements() {
    let cases = [
        (
            "prepare",
            vec!["prepared 1 -> 2, 0 rows", "defined, 0 rows, last"],
        ),
        (
            "prepare_no_columns",
            vec!["prepared 1 -> 0, 0 rows", "defined, 0 rows, last"],
        ),
        (
            "prepare_no_params",
            vec!["prepared 0 -> 1, 0 rows", "defined, 0 rows, last"],
        ),
        ("prepare_nothing", vec!["prepared 0 -> 0, 0 rows, last"]),
    ];
    for (name, events) in cases {
        assert_eq!(whole(name).events, events, "{name}");
        let modern = whole(&format!("{name}_modern"));
        assert_eq!(modern.events, events, "{name}_modern");
    }
    assert_eq!(
        whole("prepare").packets[1].1 - whole("prepare").packets[1].0,
        9
    );
    let modern = whole("prepare_modern");
    assert_eq!(modern.packets[1], (modern.bytes.len(), modern.bytes.len()));
}

#[test]
fn cursors() {
    for suffix in ["", "_modern", "_counted"] {
        let events = |name| whole(&format!("{name}{suffix}")).events.join("; ");
        assert!(
            events("execute_cursor").contains(" cursor, 0 rows, last"),
            "{suffix}"
        );
        assert!(
            events("fetch").contains(" cursor, 2 rows, last"),
            "{suffix}"
        );
        let last = events("fetch_last");
        assert!(
            !last.contains("cursor") && last.ends_with("1 rows, last"),
            "{suffix}"
        );
        assert!(events("fetch_closed").starts_with("err 1421"), "{suffix}");
        for name in ["execute_function", "execute_call", "execute_call_cursor"] {
            let events = events(name);
            assert!(
                events.contains("3 rows") && !events.contains("cursor"),
                "{name}{suffix}"
            );
        }
    }
}

#[test]
fn out_parameters_are_followed_by_an_ok_packet() {
    for name in ["execute_out", "execute_out_modern"] {
        let events = whole(name).events;
        assert_eq!(events.len(), 3, "{events:?}");
        assert!(events[1].starts_with("end 0x100a"), "{events:?}");
        assert!(events[2].starts_with("ok 0x0002"), "{events:?}");
    }
}

#[test]
fn metadata_can_be_missing() {
    for suffix in ["", "_modern"] {
        let events = |name| whole(&format!("metadata_{name}{suffix}")).events.join("; ");
        let rows = "end 0x0022 affected 0 state 0, 3 rows, last";
        assert_eq!(events("full"), rows, "{suffix}");
        assert_eq!(events("none"), rows, "{suffix}");
        assert!(events("none_execute").ends_with("2 rows, last"), "{suffix}");
        assert!(
            events("none_cursor").ends_with("cursor, 0 rows, last"),
            "{suffix}"
        );
        assert!(
            events("none_field_list").ends_with("0 rows, last"),
            "{suffix}"
        );
        assert!(
            events("full_prepare").ends_with("defined, 0 rows, last"),
            "{suffix}"
        );
    }
    let none = whole("metadata_none_prepare").events;
    assert_eq!(none, ["prepared 1 -> 2, 0 rows", "defined, 0 rows, last"]);
    let modern = whole("metadata_none_prepare_modern").events;
    assert_eq!(modern, ["prepared 1 -> 2, 0 rows, last"]);
}

#[test]
fn changes_of_session_state_come_with_the_event() {
    let gtid = whole("track_gtid").events;
    assert_eq!(gtid, ["ok 0x4002 affected 1 state 2, 0 rows, last"]);
    let rows = whole("track_in_rows").events;
    assert_eq!(rows, ["end 0x6003 affected 0 state 2, 3 rows, last"]);
    let plain = whole("begin_read").events;
    assert_eq!(plain, ["end 0x0001 affected 0 state 0, 1 rows, last"]);
    let tracked = whole("begin_read_modern").events;
    assert_eq!(tracked, ["end 0x4001 affected 0 state 2, 1 rows, last"]);
}

#[test]
fn authentication() {
    let ok = "ok 0x0002 affected 0 state 0, 0 rows, last";
    let cases = [
        ("login", vec![ok]),
        ("login_fast", vec!["MoreData, 0 rows", ok]),
        ("login_full", vec!["MoreData, 0 rows", ok]),
        (
            "login_wrong",
            vec!["MoreData, 0 rows", "err 1045 28000, 0 rows, last"],
        ),
        (
            "login_public_key",
            vec!["MoreData, 0 rows", "MoreData, 0 rows"],
        ),
        ("login_switch", vec!["Switch, 0 rows"]),
        (
            "change_user",
            vec!["Switch, 0 rows", "MoreData, 0 rows", ok],
        ),
        (
            "change_user_error",
            vec!["Switch, 0 rows", "err 1049 42000, 0 rows, last"],
        ),
    ];
    for (name, events) in cases {
        assert_eq!(whole(name).events, events, "{name}");
    }
}

#[test]
fn more_than_a_response_is_refused() {
    let exchange = named("ping");
    let (kind, mut bytes) = response(exchange);
    bytes.push(1);
    let found = transcript(kind, Capabilities::EMPTY, [&bytes[..]]);
    assert_eq!(
        found.error.unwrap().to_string(),
        "bytes after the end of a response"
    );
}
