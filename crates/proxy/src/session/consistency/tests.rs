use hyades_mysql::sql::{Options, classify};
use hyades_mysql::wire::err::ErrPacket;
use hyades_mysql::wire::ok::{Ends, OkPacket};
use hyades_mysql::wire::session_state::SessionState;

use super::*;

const SOURCE: &str = "3e11fa47-71ca-11e1-9e33-c80aa9429562";

fn class(sql: &str) -> Class {
    classify(sql.as_bytes(), &Options::default())
}

fn failed() -> Learned {
    let mut learned = Learned::default();
    learned.err(&ErrPacket {
        code: 1050,
        sql_state: None,
        message: b"",
    });
    learned
}

/// The response to a commit.
fn committed(number: u64) -> Learned {
    let gtid = format!("{SOURCE}:{number}");
    // Kind 3 (GTIDs), length of the data, encoding 0, the text with its length.
    let mut state = vec![3, gtid.len() as u8 + 2, 0, gtid.len() as u8];
    state.extend_from_slice(gtid.as_bytes());
    let mut learned = Learned::default();
    let ok = OkPacket {
        session_state: SessionState(&state),
        ..OkPacket::default()
    };
    learned.ok(&ok, Ends::Command, 0);
    learned
}

#[test]
fn what_the_server_cannot_say_is_asked_for() {
    let eof = || {
        let mut learned = Learned::default();
        learned.ends_in_eof = true;
        learned
    };
    let cases = [
        ("INSERT INTO t VALUES (1)", failed(), true),
        ("CREATE TABLE t (a INT)", failed(), true),
        ("SELECT * FROM nowhere", failed(), false),
        ("SELECT f() FROM t", eof(), true),
        ("ANALYZE TABLE t", eof(), true),
        ("SHOW TABLES", eof(), false),
        ("SELECT a FROM t", eof(), false),
        ("INSERT INTO t VALUES (1)", Learned::default(), false),
    ];
    for (sql, learned, is_unsure) in cases {
        let mut written = Written::default();
        written.learn(Some(&class(sql)), &learned);
        assert_eq!(written.is_unsure, is_unsure, "{sql} {learned:?}");
    }
}

#[test]
fn many_writes_take_no_more_room_than_some() {
    let mut written = Written::default();
    for number in 1..=REMEMBERED as u64 {
        written.learn(None, &committed(number * 10));
    }
    assert_eq!(written.set.len(), u64::from(REMEMBERED));
    assert!(!written.is_unsure);
    written.learn(None, &committed(10_000));
    assert!(written.is_unsure);
    let index = format!("{SOURCE}:1-10000").parse().unwrap();
    written.is_within(Arc::new(index));
    written.learn(None, &committed(10_001));
    assert_eq!(written.set.to_string(), format!("{SOURCE}:1-10001"));
    assert!(!written.is_unsure);
}
