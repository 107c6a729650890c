//! Clients of another host, and servers that see their addresses.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use super::namespace::Network;
use super::world::{World, account, from, refused};
use crate::client::{Client, Refused};
use crate::wait::{eventually, eventually_within};

const HOSTS: [&str; 3] = ["10.79.0.1", "10.79.0.2", "10.79.0.3"];

#[test]
fn clients_of_another_host_keep_their_addresses_while_the_way_back_is_there() {
    let Some(network) = Network::new() else {
        return;
    };
    let gateway = |host: &str| SocketAddr::new(host.parse().unwrap(), 3306);
    let proxy = SocketAddr::new(HOSTS[0].parse().unwrap(), 3307);
    let kept = || network.on_servers(hyades_proxy::keeps_client_addresses);
    assert_eq!(kept(), [false, false]);
    network.route_back();
    assert_eq!(kept(), [true, true]);
    let started = network.on_servers(|| World::start(&[gateway(HOSTS[0])], &[proxy], 1000));
    let Some(world) = started else { return };
    for name in [
        "one@'10.79.0.2'",
        "some@'10.79.0.3'",
        "some@'%'",
        "near@'127.0.0.1'",
    ] {
        world.account(name);
    }
    let [two, three]: [IpAddr; 2] = [1, 2].map(|index: usize| HOSTS[index].parse().unwrap());
    let come = |source, to, user: &str| -> Result<Client, Refused> {
        network.on_clients(|| from(source, to, user))
    };
    let refusal = |source, to, user: &str| come(source, to, user).err();
    for to in [gateway(HOSTS[0]), proxy] {
        eventually("the way back is found", || come(two, to, "one").is_ok());
        assert_eq!(account(&mut come(two, to, "one").unwrap()), "one@10.79.0.2");
        assert_eq!(refusal(three, to, "one"), Some(refused("one", three)));
        assert_eq!(account(&mut come(two, to, "some").unwrap()), "some@%");
        assert_eq!(
            account(&mut come(three, to, "some").unwrap()),
            "some@10.79.0.3"
        );
        assert_eq!(refusal(two, to, "near"), Some(refused("near", two)));
    }

    network.route_away();
    for to in [gateway(HOSTS[0]), proxy] {
        assert_eq!(account(&mut come(three, to, "some").unwrap()), "some@%");
        // An address that is not the client's never counts as if it were.
        assert!(refusal(two, to, "near").is_some_and(|refused| refused.0 == 1045));
        assert!(refusal(two, to, "one").is_some_and(|refused| refused.0 == 1045));
    }
}

/// Longer than it takes a proxy to give up a client from which nothing comes.
const VANISHED: Duration = Duration::from_secs(400);

#[test]
#[ignore = "takes five minutes"]
fn clients_of_a_host_that_vanishes_hold_nothing_for_long() {
    let Some(network) = Network::new() else {
        return;
    };
    let listen = |port| SocketAddr::new(HOSTS[0].parse().unwrap(), port);
    let (gateway, proxy) = (listen(3306), listen(3307));
    let started = network.on_servers(|| World::start(&[gateway], &[proxy], 1000));
    let Some(world) = started else { return };
    world.account("some@'%'");
    world.server.run(&[
        "CREATE DATABASE IF NOT EXISTS test",
        "CREATE TABLE test.locked (id INT PRIMARY KEY)",
        "INSERT INTO test.locked VALUES (1), (2)",
    ]);
    let source = HOSTS[1].parse().unwrap();
    let clients = [(1, gateway), (2, proxy)].map(|(id, to)| {
        let mut client = network.on_clients(|| from(source, to, "some").unwrap());
        client.run("BEGIN");
        let lock = format!("SELECT id FROM test.locked WHERE id = {id} FOR UPDATE");
        assert_eq!(client.value(&lock), Some(id.to_string()));
        client
    });
    assert_eq!(world.connections(), 2);

    network.cut();
    eventually_within(VANISHED, "clients without a host are gone", || {
        world.connections() == 0
    });
    // So are their locks.
    world.server.run(&[
        "SET innodb_lock_wait_timeout = 20",
        "DELETE FROM test.locked",
    ]);
    drop(clients);
}
