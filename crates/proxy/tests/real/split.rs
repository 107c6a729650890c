//! Transaction splitting: reads before a transaction's first write leave it.

use std::sync::Once;

use crate::client::{Client, Login};
use crate::wait::eventually;
use crate::world::{Through, World, world};

const PRIMARY: &str = "primary";

fn client(world: &World, table: &str) -> Client {
    static PLACES: Once = Once::new();
    PLACES.call_once(|| mark_places(world));
    let mut client = Client::connect(world.proxy(Through::Split), &Login::app()).unwrap();
    client.run("USE split");
    client.run(&format!("CREATE TABLE {table} (id INT PRIMARY KEY)"));
    client
}

/// A row that says where it is.
fn mark_places(world: &World) {
    world.primary.run(&[
        "CREATE DATABASE split",
        "CREATE TABLE split.place (name TEXT)",
        "SET sql_log_bin = 0",
        "INSERT INTO split.place VALUES ('primary')",
    ]);
    world.settle();
    world.replica.run(&[
        "SET sql_log_bin = 0",
        "SET GLOBAL super_read_only = 0",
        "INSERT INTO split.place VALUES ('replica')",
        "SET GLOBAL super_read_only = 1",
    ]);
}

fn place(client: &mut Client) -> String {
    client.value("SELECT name FROM place").unwrap()
}

/// A read goes to the replica, once that has what the session has to see: on a busy machine it may be passed
/// over before.
fn assert_leaves(world: &World, client: &mut Client) {
    world.settle();
    eventually("a read leaves", || place(client) == "replica");
}

fn count(client: &mut Client, table: &str) -> String {
    let sql = format!("SELECT COUNT(*) FROM {table}");
    client.value(&sql).unwrap()
}

/// Transactions that are open at the replica, apart from those that replicate.
fn open_at_replica(world: &World) -> Option<String> {
    let sql = "SELECT COUNT(*) FROM information_schema.innodb_trx t \
        JOIN performance_schema.threads p ON p.processlist_id = t.trx_mysql_thread_id \
        WHERE p.processlist_user = 'app'";
    world.replica.root().value(sql)
}

#[test]
fn transactions_that_begin_by_themselves() {
    let Some(world) = world() else { return };
    let mut client = client(world, "implicit");
    client.run("SET SESSION transaction_isolation = 'READ-COMMITTED'");
    client.run("SET autocommit = 0");
    for round in 0..3 {
        for _ in 0..3 {
            assert_leaves(world, &mut client);
            assert_eq!(count(&mut client, "implicit"), round.to_string());
        }
        assert_eq!(open_at_replica(world).as_deref(), Some("0"));
        client.run(&format!("INSERT INTO implicit VALUES ({round})"));
        assert_eq!(place(&mut client), PRIMARY);
        assert_eq!(count(&mut client, "implicit"), (round + 1).to_string());
        client.run(if round == 0 {
            "COMMIT"
        } else {
            "COMMIT AND NO CHAIN"
        });
        // The session sees its own writes, wherever it reads.
        assert_leaves(world, &mut client);
        assert_eq!(count(&mut client, "implicit"), (round + 1).to_string());
        client.run("INSERT INTO implicit VALUES (100)");
        client.run("ROLLBACK");
        assert_eq!(count(&mut client, "implicit"), (round + 1).to_string());
    }
    // What is on by itself again.
    client.run("INSERT INTO implicit VALUES (200)");
    client.run("SET autocommit = 1");
    assert_leaves(world, &mut client);
    assert_eq!(count(&mut client, "implicit"), "4");
}

#[test]
fn the_client_sees_its_own_state() {
    let Some(world) = world() else { return };
    let mut client = client(world, "status");
    world.settle();
    client.run("SET SESSION transaction_isolation = 'READ-COMMITTED'");
    let status = |client: &mut Client| {
        let response = client.query("SELECT id FROM status");
        // The last packet has a header, a marker, two numbers of one byte, the status.
        let end = response.len() - 4;
        u16::from_le_bytes([response[end], response[end + 1]]) & 3
    };
    let (in_transaction, autocommit) = (1, 2);
    assert_eq!(status(&mut client), autocommit);
    client.run("BEGIN");
    assert_eq!(status(&mut client), in_transaction | autocommit);
    client.run("ROLLBACK");
    client.run("SET autocommit = 0");
    // Nothing has begun anywhere, unless the read was at the primary after all.
    let is_outside = |client: &mut Client| {
        let is_outside = status(client) == 0;
        if !is_outside {
            client.run("ROLLBACK");
        }
        is_outside
    };
    eventually("nothing begins", || is_outside(&mut client));
    client.run("INSERT INTO status VALUES (1)");
    assert_eq!(status(&mut client), in_transaction);
    client.run("ROLLBACK");
    eventually("nothing begins", || is_outside(&mut client));
}

#[test]
fn what_keeps_reads_in_their_transaction() {
    let Some(world) = world() else { return };
    let mut client = client(world, "kept");
    client.run("INSERT INTO kept VALUES (1)");
    client.run(
        "CREATE FUNCTION writes() RETURNS INT BEGIN INSERT INTO kept VALUES (50); RETURN 1; END",
    );
    // The isolation level promises one snapshot.
    client.run("SET autocommit = 0");
    assert_eq!(place(&mut client), PRIMARY);
    client.run("ROLLBACK");
    client.run("SET SESSION transaction_isolation = 'READ-COMMITTED'");
    assert_leaves(world, &mut client);
    for begin in [
        "SELECT id FROM kept FOR UPDATE",
        "SELECT writes()",
        "LOCK TABLES place READ",
        "CREATE TEMPORARY TABLE apart (id INT)",
    ] {
        client.run(begin);
        assert_eq!(place(&mut client), PRIMARY, "{begin}");
        client.run("ROLLBACK");
        client.run("UNLOCK TABLES");
        client.run("DROP TEMPORARY TABLE IF EXISTS apart");
        client.run("COMMIT");
    }
    // It may have begun a transaction, and errors do not tell.
    let mut other = self::client(world, "other");
    other.run("SET SESSION transaction_isolation = 'READ-COMMITTED'");
    other.run("SET autocommit = 0");
    assert_eq!(other.fails("INSERT INTO kept VALUES (1)"), 1062);
    assert_eq!(place(&mut other), PRIMARY);
    other.run("ROLLBACK");
    assert_leaves(world, &mut other);
}
