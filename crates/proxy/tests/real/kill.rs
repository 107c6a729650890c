//! `KILL` with the id that a client was told, directly and through proxies.

mod processes;
mod texts;

use std::net::SocketAddr;
use std::thread;

use crate::client::{Client, Login};
use crate::wait::eventually;
use crate::world::{Through, World, world};

const INTERRUPTED: u16 = 1317;
const UNKNOWN: u16 = 1094;
const DENIED: u16 = 1095;
const LOST: u16 = 1053;

/// Where a statement runs that is killed.
const READ: &str = "SELECT SLEEP(100) + ";
const WRITE: &str = "/*FORCE_MASTER*/ SELECT SLEEP(100) + ";

fn app(address: SocketAddr) -> Client {
    Client::connect(address, &Login::app()).unwrap()
}

fn root(address: SocketAddr) -> Client {
    Client::connect(address, &Login::new("root", "")).unwrap()
}

/// Everything that is the same with MySQL and through a proxy.
fn everywhere(check: impl Fn(&World, SocketAddr)) {
    let Some(world) = world() else { return };
    check(world, world.reference.address);
    for through in Through::ALIKE {
        check(world, world.proxy(through));
    }
}

/// A number that nobody else uses, to find a statement by.
fn mark() -> u32 {
    use std::sync::atomic::{AtomicU32, Ordering};
    static NEXT: AtomicU32 = AtomicU32::new(1_000_000);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// Whether some server runs a statement with this mark.
fn runs(world: &World, mark: u32) -> bool {
    let sql = format!(
        "SELECT COUNT(*) FROM performance_schema.processlist WHERE info LIKE '%SLEEP(100) + {mark}'"
    );
    let mut servers = [&world.reference, &world.primary, &world.replica].into_iter();
    servers.any(|server| server.root().value(&sql).as_deref() != Some("0"))
}

/// Runs a statement that takes long, and something else meanwhile. Returns the client and the number of the
/// statement's error: none if the connection was closed.
fn meanwhile(
    world: &World,
    mut client: Client,
    statement: &str,
    act: impl FnOnce(),
) -> (Client, Option<u16>) {
    let mark = mark();
    let sql = format!("{statement}{mark}");
    let sleeping = thread::spawn(move || {
        let response = client.query(&sql);
        let error = match response.is_empty() {
            true => None,
            false => Some(
                client
                    .try_tables(&response)
                    .err()
                    .map_or(0, |(code, _)| code),
            ),
        };
        (client, error)
    });
    eventually("a statement does not run", || runs(world, mark));
    act();
    let ended = sleeping.join().unwrap();
    eventually("a statement does not end", || !runs(world, mark));
    ended
}

#[test]
fn a_statement_is_killed_and_its_session_goes_on() {
    everywhere(|world, address| {
        // Several, so that they are in different workers.
        let clients: Vec<_> = (0..4).map(|_| app(address)).collect();
        for (index, mut client) in clients.into_iter().enumerate() {
            client.run("SET @kept = 7");
            let id = client.connection_id;
            let statement = if index % 2 == 0 { READ } else { WRITE };
            let kill = || drop(app(address).run(&format!("KILL QUERY {id}")));
            let (mut client, error) = meanwhile(world, client, statement, kill);
            // A sleep that is interrupted returns 1 rather than an error, unless it reads a table.
            assert!(matches!(error, Some(0 | INTERRUPTED)), "{error:?}");
            assert_eq!(client.value("SELECT @kept").as_deref(), Some("7"));
            assert_eq!(client.value("SELECT 1 + 1").as_deref(), Some("2"));
        }
    });
}

#[test]
fn a_connection_is_killed() {
    everywhere(|world, address| {
        for statement in [READ, WRITE] {
            let client = app(address);
            let kill = format!("KILL {}", client.connection_id);
            let act = || drop(app(address).run(&kill));
            let (mut client, error) = meanwhile(world, client, statement, act);
            // A gateway cannot tell this from a server that is lost.
            let is_gateway = address == world.proxy(Through::Gateway);
            assert!(
                error.is_none() || is_gateway && error == Some(LOST),
                "{error:?}"
            );
            assert!(client.is_closed());
            assert_eq!(app(address).fails(&kill), UNKNOWN);
        }
        for begin in ["DO 0", "BEGIN", "SET @x = 1"] {
            let mut client = app(address);
            client.run(begin);
            let kill = format!("KILL CONNECTION {}", client.connection_id);
            app(address).run(&kill);
            assert!(client.is_closed());
        }
    });
}

#[test]
fn a_statement_that_does_not_run_is_not_missed() {
    everywhere(|_, address| {
        let mut client = app(address);
        let kill = format!("KILL QUERY {}", client.connection_id);
        let mut other = app(address);
        other.run(&kill);
        assert_eq!(other.value("SELECT ROW_COUNT()").as_deref(), Some("0"));
        assert_eq!(client.value("SELECT 3").as_deref(), Some("3"));
        assert_eq!(client.fails(&kill), INTERRUPTED);
        assert_eq!(client.value("SELECT 4").as_deref(), Some("4"));
        let kill = format!("KILL {}", client.connection_id);
        assert_eq!(client.fails(&kill), INTERRUPTED);
        assert!(client.is_closed());
    });
}

#[test]
fn who_may_kill_whom() {
    let Some(world) = world() else { return };
    world.both(&[
        "CREATE USER plain@'%' IDENTIFIED BY 'plain'",
        "CREATE USER killer@'%' IDENTIFIED BY 'killer'",
        "GRANT CONNECTION_ADMIN ON *.* TO killer@'%'",
        "CREATE USER limited@'%' IDENTIFIED BY 'limited'",
    ]);
    world.settle();
    everywhere(|world, address| {
        let login = |user: &str| Client::connect(address, &Login::new(user, user)).unwrap();
        for idle in [true, false] {
            let target = || login("limited");
            let client = target();
            let id = client.connection_id;
            let attempts = move || {
                let mut plain = login("plain");
                for sql in [format!("KILL QUERY {id}"), format!("KILL {id}")] {
                    let response = plain.query(&sql);
                    let error = plain.try_tables(&response).err();
                    let told = format!("You are not owner of thread {id}");
                    assert_eq!(error, Some((DENIED, told)));
                }
                login("killer").run(&format!("KILL QUERY {id}"));
            };
            if idle {
                let mut client = client;
                attempts();
                assert_eq!(client.value("SELECT 1").as_deref(), Some("1"));
                login("killer").run(&format!("KILL {id}"));
                assert!(client.is_closed());
            } else {
                let (mut client, _) = meanwhile(world, client, READ, attempts);
                assert_eq!(client.value("SELECT 1").as_deref(), Some("1"));
            }
        }
        // Whoever is all-powerful can be killed by such users only.
        let mut mighty = root(address);
        let kill = format!("KILL {}", mighty.connection_id);
        assert_eq!(login("killer").fails(&kill), DENIED);
        assert_eq!(mighty.value("SELECT 1").as_deref(), Some("1"));
        let nobody = mighty.connection_id + 1_000_000;
        assert_eq!(mighty.fails(&format!("KILL QUERY {nobody}")), UNKNOWN);
    });
}

#[test]
fn the_id_that_the_server_gives() {
    everywhere(|_, address| {
        let mut client = app(address);
        let id = client.value("SELECT CONNECTION_ID()").unwrap();
        app(address).run(&format!("KILL {id}"));
        assert!(client.is_closed());
    });
}
