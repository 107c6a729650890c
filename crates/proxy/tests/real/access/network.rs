//! Clients of another host, and servers that see their addresses.

use std::net::{IpAddr, SocketAddr};

use super::namespace::Network;
use super::world::{World, account, eventually, from, refused};
use crate::client::{Client, Refused};

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
