//! Any address of the loopback network can be a client's.

use std::net::{IpAddr, SocketAddr};

use super::world::{World, account, from, refused};
use crate::wait::eventually;

fn client(last: u8) -> IpAddr {
    IpAddr::from([127, 0, 7, last])
}

#[test]
fn accounts_for_certain_hosts() {
    let [gateway, proxy] = [(); 2].map(|()| SocketAddr::new(crate::world::address(), 3306));
    let Some(world) = World::start(&[gateway], &[proxy], 1000) else {
        return;
    };
    let [nine, ten, eleven] = [9, 10, 11].map(client);
    for name in [
        "one@'127.0.7.9'",
        "some@'127.0.7.9'",
        "some@'127.0.7.10'",
        "some@'%'",
        "every@'%'",
        "inside@localhost",
    ] {
        world.account(name);
    }
    for to in [gateway, proxy] {
        // Right after the account has been made.
        assert_eq!(
            account(&mut from(nine, to, "one").unwrap()),
            "one@127.0.7.9"
        );
        assert_eq!(from(ten, to, "one").err(), Some(refused("one", ten)));
        assert_eq!(from(ten, to, "inside").err(), Some(refused("inside", ten)));
        assert_eq!(from(ten, to, "nobody").err(), Some(refused("nobody", ten)));
        assert_eq!(account(&mut from(nine, to, "every").unwrap()), "every@%");
    }
    assert_eq!(
        from(nine, gateway, "every")
            .unwrap()
            .value("SELECT USER()")
            .unwrap(),
        "every@127.0.7.9"
    );
    stays_apart(
        proxy,
        [(nine, "127.0.7.9"), (ten, "127.0.7.10"), (eleven, "%")],
    );
}

/// New logins get the narrower account; sessions that are there go on as what they are, also on new
/// connections to the server.
#[test]
fn a_narrower_account_is_made_later() {
    let proxy = SocketAddr::new(crate::world::address(), 3306);
    let Some(world) = World::start(&[], &[proxy], 1000) else {
        return;
    };
    let nine = client(9);
    world.account("late@'%'");
    let mut session = from(nine, proxy, "late").unwrap();
    assert_eq!(account(&mut session), "late@%");
    for (name, now) in [
        ("late@'127.0.7.9'", "late@127.0.7.9"),
        ("late@localhost", "late@127.0.7.9"),
    ] {
        world.account(name);
        eventually("the new account is known", || {
            account(&mut from(nine, proxy, "late").unwrap()) == now
        });
        // One connection is not enough for two transactions.
        let mut other = from(client(10), proxy, "late").unwrap();
        other.run("BEGIN");
        assert_eq!(account(&mut other), "late@%");
        session.run("BEGIN");
        assert_eq!(account(&mut session), "late@%");
        session.run("COMMIT");
        assert_eq!(account(&mut session), "late@%");
        let mut killer = world.server.root();
        // Every connection that there is goes away.
        other.run("COMMIT");
        let ids = killer.value(
            "SELECT GROUP_CONCAT(processlist_id) FROM performance_schema.threads \
             WHERE processlist_user = 'late'",
        );
        let ids = ids.unwrap();
        for id in ids.split(',') {
            killer.run(&format!("KILL {id}"));
        }
        assert_eq!(account(&mut session), "late@%");
    }
}

/// Clients with the same name and password share connections only if they are the same account.
fn stays_apart(proxy: SocketAddr, clients: [(IpAddr, &str); 3]) {
    for _ in 0..20 {
        let mut all = clients.map(|(source, host)| (from(source, proxy, "some").unwrap(), host));
        for _ in 0..3 {
            for (client, host) in &mut all {
                assert_eq!(account(client), format!("some@{host}"));
            }
        }
    }
}
