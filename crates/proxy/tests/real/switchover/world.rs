//! Two servers, a gateway and two database proxies in front of them, and the part of a control plane.

use std::io::{BufRead, BufReader, Write};
use std::net::SocketAddr;
use std::os::unix::net::UnixStream;
use std::time::{Duration, Instant};

use hyades_proxy::{Options, run};
use hyades_types::Secret;
use hyades_types::id::{InstanceId, NodeId, ProxyId, ProxyNodeId};
use hyades_types::net::Endpoint;
use hyades_types::status::NodeRole;
use hyades_types::topology::{
    Backend, Consistency, DatabaseProxy, Gateway, GatewayRole, InternalLogin, MultiStatements,
    Pooling, ProxyBackend, ProxyMode, ProxyNode, ProxySettings, Routing, TlsIdentity,
    TopologySnapshot,
};
use tempfile::TempDir;

use crate::client::{Client, Login};
use crate::world::server::Server;

/// What clients come in through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Through {
    Gateway,
    /// Sessions share connections.
    Pooled,
    /// Sessions have connections of their own.
    Own,
}

pub(crate) const ALL: [Through; 3] = [Through::Gateway, Through::Pooled, Through::Own];

pub(crate) struct World {
    servers: [Server; 2],
    nodes: [NodeId; 2],
    primary: usize,
    epoch: u64,
    held: bool,
    instance: InstanceId,
    proxies: [ProxyId; 2],
    listen: [SocketAddr; 3],
    options: Options,
    _directory: TempDir,
}

impl World {
    /// A world of the test's own; `None`, said loudly, when there is no MySQL to test with.
    pub(crate) fn start() -> Option<Self> {
        let engine = crate::engine::engine()?;
        let directory = tempfile::Builder::new().prefix("hys").tempdir().unwrap();
        let template = crate::mysqld::initialize(&engine, directory.path());
        let servers = [1, 2].map(|id| Server::start(&engine, &template, directory.path(), id));
        servers.iter().for_each(Server::wait);
        for server in &servers {
            server.run(ACCOUNTS);
            server.run(&["RESET BINARY LOGS AND GTIDS"]);
        }
        servers[1].follow(&servers[0]);
        let options = Options::new(
            directory.path().join("snapshot.json"),
            directory.path().join("control"),
        );
        let world = Self {
            servers,
            nodes: [NodeId::generate(), NodeId::generate()],
            primary: 0,
            epoch: 1,
            held: false,
            instance: InstanceId::generate(),
            proxies: [ProxyId::generate(), ProxyId::generate()],
            listen: [(); 3].map(|()| SocketAddr::new(crate::world::address(), 3306)),
            options,
            _directory: directory,
        };
        world.write();
        let options = world.options.clone();
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build();
            runtime
                .unwrap()
                .block_on(run(options, std::future::pending()))
                .unwrap();
        });
        let deadline = Instant::now() + Duration::from_secs(20);
        while UnixStream::connect(&world.options.control_socket).is_err() {
            assert!(Instant::now() < deadline, "the proxy does not start");
            std::thread::sleep(Duration::from_millis(10));
        }
        // Answered when everything is listened on, which the socket alone does not say.
        world.reload();
        Some(world)
    }

    pub(crate) fn primary(&self) -> &Server {
        &self.servers[self.primary]
    }

    pub(crate) fn client(&self, through: Through, login: &Login) -> Client {
        let listen = self.listen[ALL.iter().position(|one| *one == through).unwrap()];
        Client::connect(listen, login).unwrap()
    }

    /// Has statements wait, or not.
    pub(crate) fn hold(&mut self, held: bool) {
        self.held = held;
        self.publish();
    }

    /// Makes the other server the primary, and has the data plane follow.
    pub(crate) fn switch(&mut self) {
        let (old, new) = (self.primary, 1 - self.primary);
        self.servers[old].run(&["SET GLOBAL super_read_only = 1"]);
        let gtids = self.servers[old]
            .root()
            .value("SELECT @@global.gtid_executed")
            .unwrap();
        let wait = format!("SELECT WAIT_FOR_EXECUTED_GTID_SET('{gtids}', 60)");
        assert_eq!(self.servers[new].root().value(&wait).as_deref(), Some("0"));
        self.servers[new].run(&[
            "STOP REPLICA",
            "RESET REPLICA ALL",
            "SET GLOBAL super_read_only = 0",
            "SET GLOBAL read_only = 0",
        ]);
        let source = self.servers[new].address.ip();
        self.servers[old].run(&[
            &format!(
                "CHANGE REPLICATION SOURCE TO source_host = '{source}', source_user = 'repl', \
                 source_password = 'repl', source_auto_position = 1, get_source_public_key = 1, \
                 source_connect_retry = 1"
            ),
            "START REPLICA",
        ]);
        self.primary = new;
        self.held = false;
        self.publish();
    }

    /// A whole planned switchover.
    pub(crate) fn switch_in_order(&mut self) {
        self.hold(true);
        self.switch();
    }

    fn publish(&mut self) {
        self.epoch += 1;
        self.write();
        self.reload();
    }

    fn reload(&self) {
        let mut control = UnixStream::connect(&self.options.control_socket).unwrap();
        control.write_all(b"{\"op\":\"reload\"}\n").unwrap();
        let mut answer = String::new();
        BufReader::new(control).read_line(&mut answer).unwrap();
        assert!(
            answer.contains(&format!("\"epoch\":{}", self.epoch)),
            "{answer}"
        );
    }

    fn write(&self) {
        let snapshot = TopologySnapshot {
            epoch: self.epoch,
            gateways: vec![self.gateway()],
            proxies: vec![
                self.proxy(0, Pooling::Session),
                self.proxy(1, Pooling::Closed),
            ],
            held: if self.held {
                vec![self.instance.clone()]
            } else {
                Vec::new()
            },
            ..TopologySnapshot::default()
        };
        std::fs::write(
            &self.options.snapshot,
            serde_json::to_vec(&snapshot).unwrap(),
        )
        .unwrap();
    }

    fn backend(&self, index: usize, socket: bool) -> Backend {
        let server = &self.servers[index];
        Backend {
            node: self.nodes[index].clone(),
            endpoint: Endpoint::new(server.address.ip(), server.address.port()),
            socket: socket.then(|| server.socket.clone()),
        }
    }

    fn tls(&self) -> Option<TlsIdentity> {
        let data = &self.servers[self.primary].data;
        Some(TlsIdentity {
            certificate: data.join("server-cert.pem"),
            key: data.join("server-key.pem"),
        })
    }

    fn gateway(&self) -> Gateway {
        Gateway {
            listen: endpoint(self.listen[0]),
            instance: self.instance.clone(),
            role: GatewayRole::Primary,
            backend: Some(self.backend(self.primary, true)),
            tls: self.tls(),
            sources: None,
        }
    }

    fn proxy(&self, index: usize, pooling: Pooling) -> DatabaseProxy {
        let backends = [0, 1].map(|server| ProxyBackend {
            server: self.backend(server, true),
            role: if server == self.primary {
                NodeRole::Primary
            } else {
                NodeRole::Replica
            },
            weight: if server == self.primary { 0 } else { 100 },
        });
        DatabaseProxy {
            id: self.proxies[index].clone(),
            instance: self.instance.clone(),
            nodes: vec![ProxyNode {
                id: ProxyNodeId::generate(),
                generation: 1,
            }],
            listen: vec![endpoint(self.listen[index + 1])],
            settings: settings(pooling),
            backends: backends.to_vec(),
            monitor: InternalLogin {
                user: "monitor".to_owned(),
                password: Secret::new("monitor"),
            },
            tls: self.tls(),
            sources: None,
        }
    }
}

/// The customer's login, which needs no RSA key: a proxy may take longer to make one than a client waits.
pub(crate) fn login() -> Login {
    Login::app().tls()
}

fn endpoint(address: SocketAddr) -> Endpoint {
    Endpoint::new(address.ip(), address.port())
}

fn settings(pooling: Pooling) -> ProxySettings {
    ProxySettings {
        mode: ProxyMode::ReadWrite,
        routing: Routing::Weighted,
        consistency: Consistency::Session,
        transaction_split: false,
        pooling,
        tls: true,
        access: None,
        max_connections: 1000,
        max_lag_seconds: 60,
        multi_statements: MultiStatements::Loose,
        lossless_switchover: true,
    }
}

const ACCOUNTS: &[&str] = &[
    "CREATE USER app@'%' IDENTIFIED BY 'app-password'",
    "GRANT ALL ON *.* TO app@'%'",
    "REVOKE CONNECTION_ADMIN ON *.* FROM app@'%'",
    "CREATE USER repl@'%' IDENTIFIED BY 'repl'",
    "GRANT REPLICATION SLAVE ON *.* TO repl@'%'",
    "CREATE USER monitor@localhost IDENTIFIED BY 'monitor'",
    "GRANT REPLICATION CLIENT ON *.* TO monitor@localhost",
];
