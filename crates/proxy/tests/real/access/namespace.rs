//! Network namespaces of this test: a host with servers, and one with clients.

use std::fs::File;
use std::process::Command;

use nix::sched::{CloneFlags, setns};

/// Two hosts with a cable between them; removed when dropped.
pub(super) struct Network {
    hosts: [String; 2],
}

impl Network {
    /// `None`, said loudly, when this process may not make one. The first host has 10.79.0.1,
    /// the second 10.79.0.2 and 10.79.0.3.
    pub(super) fn new() -> Option<Self> {
        let process = std::process::id();
        let network = Self {
            hosts: ["servers", "clients"].map(|name| format!("hyades-{process}-{name}")),
        };
        let [servers, clients] = &network.hosts;
        if !ip(&["netns", "add", servers]) {
            eprintln!("\n!!! SKIPPED: making network namespaces takes root and iproute2 !!!\n");
            return None;
        }
        assert!(ip(&["netns", "add", clients]));
        let cable = [
            "link",
            "add",
            "to-clients",
            "netns",
            servers,
            "type",
            "veth",
        ];
        assert!(ip(&[
            &cable[..],
            &["peer", "name", "to-servers", "netns", clients]
        ]
        .concat()));
        network.up(servers, "to-clients", &["1"]);
        network.up(clients, "to-servers", &["2", "3"]);
        Some(network)
    }

    fn up(&self, host: &str, device: &str, addresses: &[&str]) {
        for device in ["lo", device] {
            assert!(ip(&["-n", host, "link", "set", device, "up"]));
        }
        for last in addresses {
            let address = format!("10.79.0.{last}/24");
            assert!(ip(&["-n", host, "addr", "add", &address, "dev", device]));
        }
    }

    /// Lets answers to clients' addresses come back, as the documentation says.
    pub(super) fn route_back(&self) {
        let accept = || std::fs::write("/proc/sys/net/ipv4/tcp_fwmark_accept", "1").unwrap();
        self.on_servers(accept);
        for family in ["-4", "-6"] {
            let rule = ["rule", "add", "fwmark", "0x4879", "lookup", "18553"];
            let route = [
                "route", "add", "local", "default", "dev", "lo", "table", "18553",
            ];
            for command in [&rule[..], &route] {
                assert!(ip(&[&["-n", &self.hosts[0], family][..], command].concat()));
            }
        }
    }

    /// Takes that back.
    pub(super) fn route_away(&self) {
        for family in ["-4", "-6"] {
            let rule = ["rule", "del", "fwmark", "0x4879"];
            assert!(ip(&[&["-n", &self.hosts[0], family][..], &rule].concat()));
        }
    }

    /// Pulls the cable out.
    pub(super) fn cut(&self) {
        assert!(ip(&[
            "-n",
            &self.hosts[1],
            "link",
            "set",
            "to-servers",
            "down"
        ]));
    }

    /// Runs on the first host; threads and processes that are started there stay there.
    pub(super) fn on_servers<T: Send>(&self, work: impl FnOnce() -> T + Send) -> T {
        on(&self.hosts[0], work)
    }

    /// Runs on the second host.
    pub(super) fn on_clients<T: Send>(&self, work: impl FnOnce() -> T + Send) -> T {
        on(&self.hosts[1], work)
    }
}

impl Drop for Network {
    fn drop(&mut self) {
        for host in &self.hosts {
            ip(&["netns", "del", host]);
        }
    }
}

fn on<T: Send>(host: &str, work: impl FnOnce() -> T + Send) -> T {
    let entered = || {
        let namespace = File::open(format!("/run/netns/{host}")).unwrap();
        // Of this thread only.
        setns(namespace, CloneFlags::CLONE_NEWNET).unwrap();
        work()
    };
    std::thread::scope(|scope| scope.spawn(entered).join().unwrap())
}

fn ip(arguments: &[&str]) -> bool {
    let ran = Command::new("ip").args(arguments).status();
    ran.is_ok_and(|status| status.success())
}
