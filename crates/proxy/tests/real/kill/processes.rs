//! Sessions of other processes of the same proxy.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use super::{INTERRUPTED, READ, UNKNOWN, WRITE, app, meanwhile};
use crate::client::Client;
use crate::world::{Through, world};

/// Clients of different processes: their ids tell.
fn scattered(address: SocketAddr, processes: usize) -> Vec<Client> {
    let mut clients = BTreeMap::new();
    for _ in 0..1000 {
        let client = app(address);
        clients.entry(client.connection_id >> 21).or_insert(client);
        if clients.len() == processes {
            return clients.into_values().collect();
        }
    }
    panic!("the kernel does not share clients out");
}

#[test]
fn a_statement_of_another_process_is_killed() {
    let Some(world) = world() else { return };
    let address = world.proxy(Through::Processes);
    for statement in [READ, WRITE] {
        let mut clients = scattered(address, 3);
        for _ in 0..3 {
            clients.rotate_left(1);
            let target = clients.remove(0);
            let id = target.connection_id;
            let killer = &mut clients[1];
            assert_ne!(killer.connection_id >> 21, id >> 21);
            let kill = || drop(killer.run(&format!("KILL QUERY {id}")));
            let (mut target, error) = meanwhile(world, target, statement, kill);
            assert!(matches!(error, Some(0 | INTERRUPTED)), "{error:?}");
            assert_eq!(target.value("SELECT 1 + 1").as_deref(), Some("2"));
            clients.insert(0, target);
        }
    }
}

#[test]
fn a_session_of_another_process_is_killed() {
    let Some(world) = world() else { return };
    let mut clients = scattered(world.proxy(Through::Processes), 3);
    let mut killer = clients.remove(0);
    for mut target in clients {
        let kill = format!("KILL {}", target.connection_id);
        killer.run(&kill);
        assert!(target.is_closed());
        assert_eq!(killer.fails(&kill), UNKNOWN);
    }
    // A place that no process has.
    assert_eq!(killer.fails(&format!("KILL {}", u32::MAX)), UNKNOWN);
}
