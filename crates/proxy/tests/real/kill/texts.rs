//! `KILL` as a prepared statement, and beside other statements.

use std::net::SocketAddr;

use hyades_mysql::wire::stmt::StmtPrepareOk;

use super::{INTERRUPTED, READ, UNKNOWN, app, everywhere, meanwhile};
use crate::client::{Client, error};
use crate::world::{Through, world};

/// Prepares a statement and executes it. Returns the number of the error, or 0.
fn execute(client: &mut Client, sql: &str) -> u16 {
    let prepared = client.command(&[&[0x16], sql.as_bytes()].concat());
    let prepared = StmtPrepareOk::parse(&prepared[4..], client.capabilities).unwrap();
    let id = prepared.statement_id.to_le_bytes();
    let response = client.command(&[&[0x17][..], &id, &[0, 1, 0, 0, 0]].concat());
    error(&response).map_or(0, |(code, _)| code)
}

/// The id cannot be a parameter: MySQL has those in queries and changes of rows only.
#[test]
fn a_prepared_statement_kills() {
    everywhere(|world, address| {
        let client = app(address);
        let id = client.connection_id;
        let mut killer = app(address);
        let kill = || assert_eq!(execute(&mut killer, &format!("KILL QUERY {id}")), 0);
        let (mut client, error) = meanwhile(world, client, READ, kill);
        assert!(matches!(error, Some(0 | INTERRUPTED)), "{error:?}");
        assert_eq!(client.value("SELECT 1").as_deref(), Some("1"));
        assert_eq!(execute(&mut killer, &format!("KILL {id}")), 0);
        assert!(client.is_closed());
        assert_eq!(execute(&mut killer, &format!("KILL {id}")), UNKNOWN);
    });
}

/// Sequence numbers, kinds and status flags of the packets, which are all OK or errors.
fn packets(response: &[u8]) -> Vec<u8> {
    let mut rest = response;
    let mut seen = Vec::new();
    while let Some((header, payload, after)) = hyades_mysql::wire::packet::split_packet(rest) {
        seen.push(header.sequence);
        seen.push(payload[0]);
        if payload[0] == 0 {
            seen.push(payload[3]);
        }
        rest = after;
    }
    seen
}

#[test]
fn several_at_once() {
    everywhere(|_, address: SocketAddr| {
        let mut killer = app(address);
        let (mut a, mut b) = (app(address), app(address));
        let (one, other) = (a.connection_id, b.connection_id);
        let text = format!("KILL QUERY {one}; KILL {one};KILL /* it */ {other};");
        let told = packets(&killer.query(&text));
        assert_eq!(told, [1, 0, 10, 2, 0, 10, 3, 0, 2]);
        assert!(a.is_closed() && b.is_closed());
        let mut c = app(address);
        let id = c.connection_id;
        let text = format!("KILL QUERY {id}; KILL {one}; KILL {id}");
        let told = packets(&killer.query(&text));
        assert_eq!(told, [1, 0, 10, 2, 0xff]);
        assert_eq!(c.value("SELECT 5").as_deref(), Some("5"));
        assert_eq!(killer.value("SELECT 6").as_deref(), Some("6"));
    });
}

/// The server runs the other statements, and knows nothing of sessions.
#[test]
fn sessions_among_other_statements_are_refused() {
    let Some(world) = world() else { return };
    let address = world.proxy(Through::Replica);
    let mut client = app(address);
    let id = client.connection_id;
    let mut killer = app(address);
    for text in [format!("DO 0; KILL {id}"), format!("KILL {id}; DO 0")] {
        assert_eq!(killer.fails(&text), 1235);
    }
    assert_eq!(client.value("SELECT 1").as_deref(), Some("1"));
    let own = client.value("SELECT CONNECTION_ID()").unwrap();
    assert_eq!(killer.fails(&format!("DO 0; KILL {own}")), 0);
    assert!(client.is_closed());
}
