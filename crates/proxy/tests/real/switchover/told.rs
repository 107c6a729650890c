//! What cannot follow is told so.

use super::world::{ALL, Through, World};
use crate::client::Login;

const GONE: u16 = 1053;

#[test]
fn what_cannot_be_moved_ends_with_an_error() {
    let Some(mut world) = World::start() else {
        return;
    };
    world
        .primary()
        .run(&["CREATE DATABASE told", "CREATE TABLE told.t (n INT)"]);
    let statements = [
        "CREATE TEMPORARY TABLE told.temporary (n INT)",
        "SELECT GET_LOCK('mine', 0)",
        "SELECT CONNECTION_ID()",
        "PREPARE s FROM 'SELECT 1'",
        "SET SESSION session_track_gtids = OWN_GTID",
    ];
    let mut clients = Vec::new();
    for through in ALL {
        for statement in statements {
            // The proxies look after tracking themselves.
            if through != Through::Gateway && statement.contains("track") {
                continue;
            }
            let mut client = world.client(through, &Login::app());
            client.run(statement);
            clients.push((through, statement, client));
        }
        let mut client = world.client(through, &Login::app());
        client.run("BEGIN");
        client.run("INSERT INTO told.t VALUES (1)");
        clients.push((through, "a transaction", client));
    }
    world.switch_in_order();
    for (through, statement, client) in &mut clients {
        assert_eq!(
            client.fails("SELECT 1 FOR UPDATE"),
            GONE,
            "{through:?}: {statement}"
        );
        assert!(client.is_closed());
    }
    assert_eq!(
        world
            .primary()
            .root()
            .value("SELECT COUNT(*) FROM told.t")
            .as_deref(),
        Some("0")
    );
}

#[test]
fn without_a_hold_sessions_of_a_gateway_are_cut() {
    let Some(mut world) = World::start() else {
        return;
    };
    let mut client = world.client(Through::Gateway, &Login::app());
    client.run("SET @n = 5");
    let mut untied = world.client(Through::Pooled, &Login::app());
    let mut tied = world.client(Through::Pooled, &Login::app());
    untied.run("DO 1");
    tied.run("SET @n = 5");
    world.switch();
    assert!(client.is_closed());
    untied.run("DO 1");
    assert_eq!(tied.fails("SELECT @n"), GONE);
}

#[test]
fn what_asks_about_the_last_statement_is_answered_where_that_was() {
    let Some(mut world) = World::start() else {
        return;
    };
    world
        .primary()
        .run(&["CREATE DATABASE told", "CREATE TABLE told.t (n INT)"]);
    let mut clients = ALL.map(|through| (through, world.client(through, &Login::app())));
    for (_, client) in &mut clients {
        client.run("SET @n = 1");
        client.run("INSERT INTO told.t VALUES (1), (2), (3)");
    }
    world.switch_in_order();
    for (through, client) in &mut clients {
        assert_eq!(
            client.value("SELECT ROW_COUNT()").as_deref(),
            Some("3"),
            "{through:?}"
        );
        client.run("INSERT INTO told.t VALUES (1)");
    }
}
