//! What is known afterwards of errors that the proxy has made up, and of what it has asked itself.

use hyades_mysql::wire::capability::Capabilities;

use crate::client::{Client, Login, Table};
use crate::world::{Through, world};

/// What a client can ask about an error; the same more than once, until another statement has been run.
fn known(client: &mut Client) -> Vec<Table> {
    let mut tables = Vec::new();
    for sql in [
        "SHOW WARNINGS",
        "SHOW ERRORS",
        "SHOW WARNINGS",
        "SHOW COUNT(*) ERRORS",
        "SELECT @@error_count",
        "SHOW WARNINGS",
    ] {
        tables.push(client.run(sql));
    }
    tables
}

#[test]
fn a_kill_of_nobody() {
    let Some(world) = world() else { return };
    let sql = format!("KILL {}", u32::MAX);
    let ask = |address| {
        let mut client = Client::connect(address, &Login::app()).unwrap();
        assert_eq!(client.fails(&sql), 1094);
        let first = known(&mut client);
        client.run("BEGIN");
        assert_eq!(client.fails(&sql), 1094);
        (
            first,
            known(&mut client),
            client.value("SELECT ROW_COUNT()"),
        )
    };
    let direct = ask(world.reference.address);
    for through in Through::ALIKE {
        assert_eq!(ask(world.proxy(through)), direct, "{through:?}");
    }
}

#[test]
fn a_statement_that_a_rule_keeps_away() {
    let Some(world) = world() else { return };
    for through in [Through::Split, Through::Gateway] {
        let mut client = Client::connect(world.proxy(through), &Login::app()).unwrap();
        let response = client.query("UPDATE never SET a = \"it's\"");
        let (code, message) = client.try_tables(&response).unwrap_err();
        // What can be said once more.
        let message = message.chars().take(128).collect();
        let row = ["Error".to_owned(), code.to_string(), message].map(Some);
        for sql in ["SHOW WARNINGS", "SHOW ERRORS"] {
            assert_eq!(client.run(sql), std::slice::from_ref(&row));
        }
        assert_eq!(client.value("SELECT 1").as_deref(), Some("1"));
        assert_eq!(client.run("SHOW WARNINGS"), Table::new());
    }
}

/// Prepared at a replica; in a transaction it would have to be prepared at the primary, where its table is gone,
/// and in the state that it was prepared in, which is another one by then.
#[test]
fn a_statement_that_cannot_be_prepared_anew() {
    let Some(world) = world() else { return };
    world.both(&[
        "CREATE DATABASE anew",
        "CREATE TABLE anew.gone (id INT PRIMARY KEY)",
    ]);
    world.settle();
    let ask = |address| {
        let mut client = Client::connect(address, &Login::app().database("anew")).unwrap();
        let prepared = client.command(b"\x16SELECT id FROM gone");
        let id = prepared[5..9].to_vec();
        client.run("SET sql_mode = 'ANSI_QUOTES'");
        client.run("DROP TABLE IF EXISTS gone");
        client.run("BEGIN");
        let execute = [&[0x17][..], &id, &[0, 1, 0, 0, 0]].concat();
        let answers = [&execute[..], &[0x0e]].map(|command| client.command(command));
        (answers, known(&mut client), client.run("SHOW WARNINGS"))
    };
    let direct = ask(world.reference.address);
    assert_eq!(direct.1[0][0][1].as_deref(), Some("1146"));
    assert_eq!(ask(world.proxy(Through::Replica)), direct);
}

/// What the proxy asks before it prepares a statement, which may change the session's collation, is nothing that a client
/// is told of: neither a change of state (at the next chance, as the old end of a result has no room for it) nor what a
/// transaction has done. What has been found is still known then.
#[test]
fn what_the_proxy_asks_itself() {
    let Some(world) = world() else { return };
    let mut login = Login::app();
    login.capabilities =
        login.capabilities.without(Capabilities::DEPRECATE_EOF) | Capabilities::SESSION_TRACK;
    let ask = |address, tracks: &str| {
        let mut client = Client::connect(address, &login).unwrap();
        client.run(&format!("SET session_track_state_change = ON{tracks}"));
        ["DO 0", "BEGIN"].map(|begin| {
            [
                "SET CHARACTER SET latin1",
                "SET NAMES latin1 COLLATE latin1_bin",
            ]
            .map(|names| {
                client.run("SELECT SQL_CALC_FOUND_ROWS 1 UNION SELECT 2 UNION SELECT 3 LIMIT 1");
                client.run(begin);
                client.run(names);
                client.command(b"\x16SELECT 1");
                let told = client.query("DO 0");
                (
                    told,
                    client.value("SELECT FOUND_ROWS()"),
                    client.run("SELECT @@collation_connection, COLLATION(@@version)"),
                )
            })
        })
    };
    for tracks in ["", ", session_track_transaction_info = 'STATE'"] {
        let direct = ask(world.reference.address, tracks);
        for through in Through::ALIKE {
            assert_eq!(ask(world.proxy(through), tracks), direct, "{through:?}");
        }
    }
}
