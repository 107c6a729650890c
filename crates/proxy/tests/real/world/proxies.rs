//! The proxies and a gateway. Processes are threads here.

use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::time::{Duration, Instant};

use hyades_proxy::{Options, run};
use hyades_types::Secret;
use hyades_types::id::{InstanceId, NodeId, ProxyId, ProxyNodeId};
use hyades_types::net::Endpoint;
use hyades_types::status::NodeRole;
use hyades_types::topology::{
    Backend, Consistency, DatabaseProxy, Gateway, GatewayRole, InternalLogin, MultiStatements,
    NodeThrottle, Pooling, ProxyBackend, ProxyMode, ProxyNode, ProxySettings, Routing,
    ThrottleKind, ThrottleRule, TlsIdentity, TopologySnapshot,
};
use tokio::net::UnixStream;

use super::{Server, Through};
use crate::client::{Client, Login};

pub(super) struct Proxies(Vec<(Through, SocketAddr)>);

impl Proxies {
    pub(super) fn start(directory: &Path, primary: &Server, replica: &Server) -> Self {
        let all = [
            Through::Replica,
            Through::Primary,
            Through::Own,
            Through::Plain,
            Through::Split,
            Through::Processes,
            Through::Gateway,
        ];
        let all = all.map(|through| (through, SocketAddr::new(super::address(), 3306)));
        let [.., processes, gateway] = all;
        let proxy = |(through, address)| proxy(through, address, primary, replica);
        let proxies: Vec<_> = all[..5].iter().copied().map(proxy).collect();
        let gateway = self::gateway(gateway.1, primary);
        let throttled = proxies[4].backends.iter().map(|backend| &backend.server);
        let throttled = throttled.chain(&gateway.backend);
        let one = TopologySnapshot {
            epoch: 1,
            throttles: throttled.map(throttle).collect(),
            gateways: vec![gateway],
            proxies,
            ..TopologySnapshot::default()
        };
        let several = TopologySnapshot {
            epoch: 1,
            proxies: vec![proxy(processes)],
            ..TopologySnapshot::default()
        };
        for (name, snapshot, controls) in [
            ("one.json", one, &["control"][..]),
            ("several.json", several, &["a", "b", "c"]),
        ] {
            let file = directory.join(name);
            std::fs::write(&file, serde_json::to_vec(&snapshot).unwrap()).unwrap();
            for control in controls {
                let mut options = Options::new(&file, directory.join(control));
                options.eager_connections = 1;
                options.idle_connections = 1;
                start(options);
            }
        }
        for (_, address) in all {
            wait(address);
        }
        Self(all.to_vec())
    }

    pub(super) fn address(&self, through: Through) -> SocketAddr {
        let found = self.0.iter().find(|(one, _)| *one == through);
        found.unwrap().1
    }
}

/// Waits until clients are let in: until then the address is not listened on, or nothing is known of the servers.
fn wait(address: SocketAddr) {
    let lets_in = || {
        let stream = TcpStream::connect(address).ok();
        stream.is_some_and(|stream| Client::over(stream, &Login::app()).is_ok())
    };
    let deadline = Instant::now() + Duration::from_secs(60);
    while !lets_in() {
        assert!(Instant::now() < deadline, "nobody is let in");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Runs until the process ends; nothing of it outlives that.
fn start(options: Options) {
    let control = options.control_socket.clone();
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
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    while runtime.block_on(UnixStream::connect(&control)).is_err() {
        assert!(Instant::now() < deadline, "the proxy does not start");
        std::thread::sleep(Duration::from_millis(10));
    }
}

fn proxy(
    through: Through,
    address: SocketAddr,
    primary: &Server,
    replica: &Server,
) -> DatabaseProxy {
    let backend = |server: &Server, role, weight| ProxyBackend {
        server: Backend {
            node: NodeId::generate(),
            endpoint: Endpoint::new(server.address.ip(), server.address.port()),
            socket: Some(server.socket.clone()),
        },
        role,
        weight,
    };
    let (of_primary, of_replica) = match through {
        Through::Primary => (100, 0),
        _ => (0, 100),
    };
    DatabaseProxy {
        id: ProxyId::generate(),
        instance: InstanceId::generate(),
        nodes: vec![ProxyNode {
            id: ProxyNodeId::generate(),
            generation: 1,
        }],
        listen: vec![Endpoint::new(address.ip(), address.port())],
        settings: settings(through),
        backends: vec![
            backend(primary, NodeRole::Primary, of_primary),
            backend(replica, NodeRole::Replica, of_replica),
        ],
        monitor: InternalLogin {
            user: "monitor".to_owned(),
            password: Secret::new("monitor"),
        },
        tls: Some(certificate(primary)),
        sources: None,
    }
}

/// Lets no such statement through.
fn throttle(server: &Backend) -> NodeThrottle {
    NodeThrottle {
        node: server.node.clone(),
        rules: vec![ThrottleRule {
            kind: ThrottleKind::Update,
            pattern: "never~it's".to_owned(),
            max_concurrency: 0,
        }],
    }
}

fn gateway(address: SocketAddr, primary: &Server) -> Gateway {
    Gateway {
        listen: Endpoint::new(address.ip(), address.port()),
        instance: InstanceId::generate(),
        role: GatewayRole::Primary,
        backend: Some(Backend {
            node: NodeId::generate(),
            endpoint: Endpoint::new(primary.address.ip(), primary.address.port()),
            socket: None,
        }),
        tls: Some(certificate(primary)),
        sources: None,
    }
}

fn certificate(server: &Server) -> TlsIdentity {
    TlsIdentity {
        certificate: server.data.join("server-cert.pem"),
        key: server.data.join("server-key.pem"),
    }
}

fn settings(through: Through) -> ProxySettings {
    ProxySettings {
        mode: ProxyMode::ReadWrite,
        routing: Routing::Weighted,
        consistency: Consistency::Session,
        transaction_split: through == Through::Split,
        pooling: match through {
            Through::Own => Pooling::Closed,
            _ => Pooling::Session,
        },
        tls: through != Through::Plain,
        access: None,
        max_connections: 1000,
        max_lag_seconds: 60,
        multi_statements: MultiStatements::Loose,
        lossless_switchover: false,
    }
}
