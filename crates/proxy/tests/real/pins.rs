//! What ties a session to its connection.

use crate::client::{Client, Login, error};
use crate::world::{Through, World, world};

/// Clients that hold every connection that is free.
pub(crate) fn take_what_is_free(world: &World, login: &Login) -> [Client; 4] {
    std::array::from_fn(|_| {
        let mut client = Client::connect(world.proxy(Through::Primary), login).unwrap();
        client.run("BEGIN");
        client
    })
}

/// MySQL does not tell of what comes out of a procedure, and on the first call on a connection it tells of the database
/// besides.
#[test]
fn what_a_routine_has_set_stays() {
    let Some(world) = world() else { return };
    world.both(&[
        "CREATE DATABASE pins",
        "CREATE PROCEDURE pins.gives(IN a INT, OUT b INT) SET b = a * 2",
        "CREATE PROCEDURE pins.sets() SET @inside = 5",
        "CREATE FUNCTION pins.remembers() RETURNS INT NO SQL RETURN @remembered := 6",
        "CREATE USER pinned@'%' IDENTIFIED BY 'p'",
        "GRANT ALL ON *.* TO pinned@'%'",
    ]);
    for database in ["pins", "mysql"] {
        let login = Login::new("pinned", "p").database(database);
        for (sql, variable, value) in [
            ("CALL pins.gives(8, @b)", "@b", "16"),
            ("CALL pins.sets()", "@inside", "5"),
            ("SELECT pins.remembers()", "@remembered", "6"),
        ] {
            let mut client = Client::connect(world.proxy(Through::Primary), &login).unwrap();
            client.run(sql);
            let _others = take_what_is_free(world, &login);
            let found = client.value(&format!("SELECT {variable}"));
            assert_eq!(found.as_deref(), Some(value), "{database}: {sql}");
        }
    }
}

#[test]
fn a_cursor_stays_open() {
    let Some(world) = world() else { return };
    world.both(&[
        "CREATE USER browses@'%' IDENTIFIED BY 'p'",
        "GRANT ALL ON *.* TO browses@'%'",
    ]);
    let login = Login::new("browses", "p");
    let mut client = Client::connect(world.proxy(Through::Primary), &login).unwrap();
    let prepared = client.command(b"\x16SELECT 1 UNION SELECT 2");
    let id = &prepared[5..9];
    let execute = [&[0x17][..], id, &[1, 1, 0, 0, 0]].concat();
    let fetch = [&[0x1c][..], id, &[1, 0, 0, 0]].concat();
    assert_eq!(error(&client.command(&execute)), None);
    let _others = take_what_is_free(world, &login);
    for _ in 0..2 {
        assert_eq!(error(&client.command(&fetch)), None);
    }
}

/// `SET autocommit = 1` ends a transaction, but the next one is still said to be one that only reads.
#[test]
fn what_holds_for_the_next_transaction_is_nobody_elses() {
    let Some(world) = world() else { return };
    world.both(&[
        "CREATE DATABASE next_one",
        "CREATE TABLE next_one.t (id INT AUTO_INCREMENT PRIMARY KEY)",
        "CREATE USER next@'%' IDENTIFIED BY 'p'",
        "GRANT ALL ON *.* TO next@'%'",
    ]);
    let login = Login::new("next", "p").database("next_one");
    let mut client = Client::connect(world.proxy(Through::Primary), &login).unwrap();
    for sql in [
        "SET autocommit = 0",
        "START TRANSACTION READ ONLY",
        "SET @a = 1, autocommit = 1",
    ] {
        client.run(sql);
    }
    for mut other in take_what_is_free(world, &login) {
        other.run("INSERT INTO t VALUES ()");
    }
    assert_eq!(client.fails("INSERT INTO t VALUES ()"), 1792);
    client.run("COMMIT");
    client.run("INSERT INTO t VALUES ()");
}

/// What is said of the next transaction is said of a read, also if a later statement of the text fails.
#[test]
fn a_read_is_the_next_transaction() {
    let Some(world) = world() else { return };
    world.both(&[
        "CREATE DATABASE next_read",
        "CREATE TABLE next_read.t (id INT AUTO_INCREMENT PRIMARY KEY)",
    ]);
    world.settle();
    let login = Login::app().database("next_read");
    for through in Through::ALIKE {
        let mut client = Client::connect(world.proxy(through), &login).unwrap();
        client.query("SET TRANSACTION READ ONLY; ; DO 0");
        client.run("SELECT * FROM t");
        client.run("INSERT INTO t VALUES ()");
    }
}
