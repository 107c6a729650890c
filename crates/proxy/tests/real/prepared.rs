//! Prepared statements on connections on which the proxy has to prepare them anew.

use crate::client::{Client, Login, error};
use crate::pins::take_what_is_free;
use crate::world::{Through, World, world};

fn login(world: &World, user: &str) -> Login {
    world.both(&[
        &format!("CREATE USER {user}@'%' IDENTIFIED BY 'p'"),
        &format!("GRANT ALL ON *.* TO {user}@'%'"),
    ]);
    Login::new(user, "p")
}

/// Prepares a statement. Returns its id.
fn prepare(client: &mut Client, sql: &str) -> Vec<u8> {
    let response = client.command(&[b"\x16", sql.as_bytes()].concat());
    assert_eq!(error(&response), None, "{sql}");
    response[5..9].to_vec()
}

fn execute(client: &mut Client, id: &[u8]) -> Vec<u8> {
    client.command(&[&[0x17][..], id, &[0, 1, 0, 0, 0]].concat())
}

/// Some variables count when a statement is prepared and not when it is executed.
#[test]
fn what_was_set_when_it_was_prepared() {
    let Some(world) = world() else { return };
    let login = login(world, "prepares");
    for (sql, set) in [
        ("SELECT 1/3", "div_precision_increment = 2"),
        ("SELECT WEEK('2024-12-31')", "default_week_format = 3"),
        ("SELECT GROUP_CONCAT(@@version)", "group_concat_max_len = 4"),
        (
            "SELECT TIMESTAMP'2024-03-01 00:00:00+00:00'",
            "time_zone = '+05:00'",
        ),
        (
            "SELECT SUM(0.1e0) OVER ()",
            "windowing_use_high_precision = OFF",
        ),
        ("SELECT \"a\"", "sql_mode = 'ANSI_QUOTES'"),
    ] {
        let answers = [world.reference.address, world.proxy(Through::Primary)].map(|address| {
            let mut client = Client::connect(address, &login).unwrap();
            let id = prepare(&mut client, sql);
            client.run(&format!("SET {set}"));
            let _others = take_what_is_free(world, &login);
            execute(&mut client, &id)
        });
        assert_eq!(answers[0], answers[1], "{sql}: {set}");
    }
}

/// MySQL says so when it is executed, and forgets it when it is reset. The second statement cannot be prepared where the
/// parts go: a temporary table hides what it is about.
#[test]
fn parts_of_a_parameter_that_there_is_not() {
    let Some(world) = world() else { return };
    let login = login(world, "parts").database("parts");
    world.both(&[
        "CREATE DATABASE parts",
        "CREATE TABLE parts.t (id INT PRIMARY KEY)",
    ]);
    world.settle();
    for sql in ["SELECT ROW_COUNT()", "SELECT id FROM t"] {
        for address in [
            world.reference.address,
            world.proxy(Through::Primary),
            world.proxy(Through::Replica),
        ] {
            let mut client = Client::connect(address, &login).unwrap();
            let id = prepare(&mut client, sql);
            if sql.ends_with('t') {
                client.run("CREATE TEMPORARY TABLE t (x INT)");
            }
            client.command(&[&[0x18][..], &id, b"\0\0part"].concat());
            client.fails("SELECT * FROM mysql.nothing");
            let _others = take_what_is_free(world, &login);
            for _ in 0..2 {
                let refused = error(&execute(&mut client, &id));
                let message = "Incorrect arguments to mysql_stmt_precheck".to_owned();
                assert_eq!(refused, Some((1210, message)), "{sql}: {address}");
            }
            client.command(&[&[0x1a][..], &id].concat());
            let refused = error(&execute(&mut client, &id));
            assert_ne!(
                refused.map(|(code, _)| code),
                Some(1210),
                "{sql}: {address}"
            );
        }
    }
}

/// To prepare it leaves a warning, where it is prepared anew for the part of a parameter.
#[test]
fn warnings_of_preparing_it_anew() {
    let Some(world) = world() else { return };
    let login = login(world, "warned").database("warned");
    world.both(&[
        "CREATE DATABASE warned",
        "CREATE TABLE warned.t (id INT PRIMARY KEY, b VARCHAR(20))",
    ]);
    let sql = "INSERT INTO t VALUES (1, ?) ON DUPLICATE KEY UPDATE b = VALUES(b)";
    let answers = [world.reference.address, world.proxy(Through::Primary)].map(|address| {
        let mut client = Client::connect(address, &login).unwrap();
        let id = prepare(&mut client, sql);
        client.run("DO 0");
        let _others = take_what_is_free(world, &login);
        client.command(&[&[0x18][..], &id, b"\0\0part"].concat());
        (client.command(b"\x0e"), client.run("SHOW WARNINGS"))
    });
    assert_eq!(answers[0], answers[1]);
}

/// A client that tracks its state hides from the proxy what else it sets: the same text may mean something else later.
#[test]
fn the_same_text_prepared_with_other_settings() {
    let Some(world) = world() else { return };
    let login = login(world, "again");
    for set in [
        "collation_connection = 'utf8mb4_general_ci'",
        "div_precision_increment = 2",
    ] {
        let answers = [world.reference.address, world.proxy(Through::Primary)].map(|address| {
            let mut client = Client::connect(address, &login).unwrap();
            client.run("SET session_track_system_variables = ''");
            client.run("SET NAMES latin1 COLLATE latin1_bin");
            let first = prepare(&mut client, "SELECT @u := 'a', 1/3");
            client.run(&format!("SET {set}"));
            let second = prepare(&mut client, "SELECT @u := 'a', 1/3");
            [first, second].map(|id| execute(&mut client, &id))
        });
        assert_ne!(answers[0][0], answers[0][1], "{set}");
        assert_eq!(answers[0], answers[1], "{set}");
    }
}
