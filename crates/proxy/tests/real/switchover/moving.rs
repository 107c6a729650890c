//! Sessions follow the primary, with what they have.

use std::time::{Duration, Instant};

use super::statement::Statement;
use super::world::{ALL, Through, World, login};
use crate::client::{Client, Login};

/// What a session has, as it sees it itself.
const STATE: &str = "SELECT DATABASE(), LAST_INSERT_ID(), @n, @d, @x, @s, COLLATION(@s), @b, @unset, \
    @@sql_mode, @@time_zone, @@character_set_client, @@collation_connection, @@autocommit, \
    @@transaction_isolation, @@group_concat_max_len, @x / 3, @d + 1, @n + 1, HEX(@b)";

fn prepare_world(world: &World) {
    let statements = [
        "CREATE DATABASE moving",
        "CREATE TABLE moving.counted (id BIGINT AUTO_INCREMENT PRIMARY KEY, note TEXT)",
        "CREATE TABLE moving.sums (id INT PRIMARY KEY, n BIGINT)",
        "INSERT INTO moving.sums VALUES (1, 0)",
    ];
    world.primary().run(&statements);
}

/// Both ways. The first one makes the server and the proxies know the password, so that the other one needs
/// no RSA key: making that takes some time.
fn logins() -> [Login; 2] {
    [login(), Login::app()]
}

#[test]
fn sessions_take_their_state_along() {
    let Some(mut world) = World::start() else {
        return;
    };
    prepare_world(&world);
    let mut clients = Vec::new();
    for through in ALL {
        for login in logins() {
            let mut client = world.client(through, &login);
            furnish(&mut client);
            let adds = Statement::prepare(&mut client, "UPDATE sums SET n = n + ? WHERE id = 1");
            let gets = Statement::prepare(
                &mut client,
                "SELECT n + ? FROM sums WHERE id = 1 FOR UPDATE",
            );
            adds.execute(&mut client, 1, true);
            let before = client.run(STATE);
            clients.push((through, client, adds, gets, before));
        }
    }
    for round in 0..4 {
        world.switch_in_order();
        for (through, client, adds, gets, before) in &mut clients {
            assert_eq!(client.run(STATE), *before, "{through:?} in round {round}");
            adds.execute(client, 10, false);
            gets.execute(client, 0, round == 0);
            let late = Statement::prepare(client, "UPDATE sums SET n = n + ? WHERE id = 1");
            assert!(late.id() > gets.id());
            late.execute(client, 100, true);
        }
    }
    let expected = clients.len() as i64 * (1 + 4 * 110);
    let sum = world.primary().root().value("SELECT n FROM moving.sums");
    assert_eq!(sum.unwrap(), expected.to_string());
}

fn furnish(client: &mut Client) {
    client.run("USE moving");
    client.run("SET @n = -7, @d = 1.50, @x = 0.1e0, @s = _utf8mb4 x'c3bcf09f908b' COLLATE utf8mb4_bin, @b = x'00ff'");
    client.run("SET SESSION sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES', time_zone = '+03:00'");
    client.run("SET NAMES latin1");
    client.run("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED");
    client.run("SET group_concat_max_len = 77");
    client.run("INSERT INTO counted (note) VALUES ('a'), ('b')");
}

#[test]
fn statements_wait_and_transactions_end() {
    let Some(mut world) = World::start() else {
        return;
    };
    prepare_world(&world);
    for through in ALL {
        let (mut busy, mut idle) = (
            world.client(through, &login()),
            world.client(through, &login()),
        );
        busy.run("BEGIN");
        busy.run("UPDATE moving.sums SET n = n + 1");
        world.hold(true);
        // In a transaction nothing waits.
        busy.run("UPDATE moving.sums SET n = n + 1");
        busy.run("COMMIT");
        let waiting =
            std::thread::spawn(move || drop(idle.run("UPDATE moving.sums SET n = n + 1")));
        std::thread::sleep(Duration::from_millis(300));
        assert!(!waiting.is_finished(), "{through:?}");
        world.switch();
        waiting.join().unwrap();
        busy.run("UPDATE moving.sums SET n = n + 1");
    }
    let sum = world.primary().root().value("SELECT n FROM moving.sums");
    assert_eq!(sum.as_deref(), Some("12"));
}

#[test]
fn nothing_waits_for_longer_than_three_seconds() {
    let Some(mut world) = World::start() else {
        return;
    };
    prepare_world(&world);
    let mut clients = ALL.map(|through| world.client(through, &login()));
    clients
        .iter_mut()
        .for_each(|client| drop(client.run("DO 1")));
    world.hold(true);
    let begun = Instant::now();
    for client in &mut clients {
        client.run("UPDATE moving.sums SET n = n + 1");
    }
    let waited = begun.elapsed();
    assert!(
        waited >= Duration::from_millis(2500) && waited < Duration::from_secs(6),
        "{waited:?}"
    );
    // Taken back: nothing has changed, and nobody has noticed.
    world.hold(false);
    for client in &mut clients {
        client.run("UPDATE moving.sums SET n = n + 1");
    }
}

#[test]
fn reads_of_replicas_do_not_wait() {
    let Some(mut world) = World::start() else {
        return;
    };
    let mut client = world.client(Through::Pooled, &login());
    client.run("SELECT 1");
    // One that waited would end with the hold: 3 s after that began, or later. One that does not may be
    // slow for other reasons, but not every time.
    let mut is_soon = || {
        let begun = Instant::now();
        world.hold(true);
        client.run("SELECT 1");
        let took = begun.elapsed();
        world.hold(false);
        took < Duration::from_secs(3)
    };
    assert!((0..10).any(|_| is_soon()));
}

#[test]
fn idle_sessions_follow_by_themselves() {
    let Some(mut world) = World::start() else {
        return;
    };
    prepare_world(&world);
    let mut clients = ALL.map(|through| world.client(through, &login()));
    for client in &mut clients {
        client.run("SET @n = 5");
    }
    world.switch_in_order();
    let count = "SELECT COUNT(*) FROM performance_schema.threads WHERE processlist_user = 'app'";
    let deadline = Instant::now() + Duration::from_secs(10);
    while world.primary().root().value(count).as_deref() != Some("3") {
        assert!(Instant::now() < deadline, "sessions stay where they were");
        std::thread::sleep(Duration::from_millis(50));
    }
    for client in &mut clients {
        assert_eq!(client.value("SELECT @n").as_deref(), Some("5"));
    }
}
