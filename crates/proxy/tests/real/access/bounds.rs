//! Clients that never log in, and more clients than there may be.

use std::io::{ErrorKind, Read, Write};
use std::net::{IpAddr, SocketAddr, TcpStream};
use std::time::Duration;

use nix::sys::resource::{Resource, getrlimit, setrlimit};

use super::world::{World, account, from, knock};
use crate::wait::eventually;

const CLIENT: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(127, 0, 7, 9));
/// Of each kind; a server takes fewer than a proxy.
const MANY: usize = 1000;
const SOME: usize = 400;
/// Of memory for each, in a build without optimization.
const BYTES: usize = 16 * 1024;
/// Of memory for all together.
const FIXED: usize = 2 << 20;

/// What clients that never log in have sent; those that are slow go on, byte by byte.
const KINDS: [(&str, &[u8]); 4] = [
    ("silent", b""),
    ("slow", b"\x60\xea\0\x01\x01"),
    ("announcing 16 MiB", b"\xff\xff\xff\x01"),
    ("announcing 64 KiB", b"\0\0\x01\x01\x01"),
];

#[test]
fn clients_of_a_gateway_that_never_log_in_cost_little_and_are_cut() {
    let [gateway, proxy] = addresses();
    if let Some(world) = World::start(&[gateway], &[proxy], 10_000) {
        never_log_in(&world, gateway, SOME);
    }
}

#[test]
fn clients_of_a_proxy_that_never_log_in_cost_little_and_are_cut() {
    let [gateway, proxy] = addresses();
    if let Some(world) = World::start(&[gateway], &[proxy], 10_000) {
        never_log_in(&world, proxy, MANY);
    }
}

fn never_log_in(world: &World, to: SocketAddr, count: usize) {
    let (_, hard) = getrlimit(Resource::RLIMIT_NOFILE).unwrap();
    setrlimit(Resource::RLIMIT_NOFILE, hard, hard).unwrap();
    world.account("app@'%'");
    drop(from(CLIENT, to, "app").unwrap());
    let before = world.memory();
    for (kind, bytes) in KINDS {
        let mut clients: Vec<_> = (0..count).map(|_| knock(CLIENT, to)).collect();
        for client in &mut clients {
            client.write_all(bytes).unwrap();
        }
        eventually("all of them are there, or have been cut", || {
            trickle(&mut clients, kind);
            world.connections() == count || kind == "announcing 16 MiB"
        });
        let each = world.memory().saturating_sub(before + FIXED) / count;
        eprintln!("{count} clients of {to}, {kind}: {each} bytes each");
        assert!(each < BYTES, "{kind} clients take {each} bytes each");
        assert_eq!(account(&mut from(CLIENT, to, "app").unwrap()), "app@%");
        eventually("they are cut", || {
            trickle(&mut clients, kind);
            clients.iter_mut().all(is_closed)
        });
        eventually("nothing is left of them", || world.connections() == 0);
    }
}

#[test]
fn garbage_is_cut_at_once() {
    let [gateway, proxy] = addresses();
    let Some(world) = World::start(&[gateway], &[proxy], 10_000) else {
        return;
    };
    world.account("app@'%'");
    let mut rng = crate::rng::Rng::new(5);
    for round in 0..400 {
        let to = [gateway, proxy][round % 2];
        let mut client = knock(CLIENT, to);
        let length = 1 + rng.below(2000);
        let garbage: Vec<u8> = (0..length).map(|_| rng.below(256) as u8).collect();
        // It may be cut while it still sends.
        let _ = client.write_all(&garbage);
        let _ = client.shutdown(std::net::Shutdown::Write);
        let _ = client.read_to_end(&mut Vec::new());
    }
    eventually("nothing is left of them", || world.connections() == 0);
    for to in [gateway, proxy] {
        assert_eq!(account(&mut from(CLIENT, to, "app").unwrap()), "app@%");
    }
}

#[test]
fn one_client_more_than_the_flavor_has() {
    let [gateway, proxy] = addresses();
    let Some(world) = World::start(&[gateway], &[proxy], 3) else {
        return;
    };
    world.account("app@'%'");
    world.server.run(&[
        "SET GLOBAL max_connections = 13",
        // Those who may do everything have a connection in reserve.
        "CREATE USER plain@'%' IDENTIFIED BY 'app-password'",
    ]);
    for (to, limit) in [(proxy, 3), (gateway, 13)] {
        let mut clients = Vec::new();
        let refused = loop {
            match from(CLIENT, to, "plain") {
                Ok(client) => clients.push(client),
                Err(refused) => break refused,
            }
        };
        assert_eq!(
            (refused.0, refused.1.as_str()),
            (1040, "Too many connections")
        );
        assert!(clients.len() <= limit, "{} clients", clients.len());
        assert!(to == gateway || clients.len() == limit);
        for client in &mut clients {
            assert_eq!(client.value("SELECT 1").as_deref(), Some("1"));
        }
        clients.pop();
        eventually("there is room again", || from(CLIENT, to, "plain").is_ok());
    }
}

fn addresses() -> [SocketAddr; 2] {
    [(); 2].map(|()| SocketAddr::new(crate::world::address(), 3306))
}

/// Sends one byte more if they are slow ones.
fn trickle(clients: &mut [TcpStream], kind: &str) {
    if kind == "slow" {
        for client in clients {
            // Those that have been cut cannot.
            let _ = client.write_all(&[1]);
        }
    }
}

/// Whether there is an end behind what the server has said.
fn is_closed(client: &mut TcpStream) -> bool {
    client
        .set_read_timeout(Some(Duration::from_millis(1)))
        .unwrap();
    loop {
        match client.read(&mut [0; 256]) {
            Ok(0) => return true,
            Ok(_) => {}
            Err(error) => {
                return !matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut);
            }
        }
    }
}
