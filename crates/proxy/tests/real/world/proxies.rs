//! The proxies, all of one process that is a thread here.

use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::time::{Duration, Instant};

use hyades_proxy::{Options, run};
use hyades_types::Secret;
use hyades_types::id::{InstanceId, NodeId, ProxyId, ProxyNodeId};
use hyades_types::net::Endpoint;
use hyades_types::status::NodeRole;
use hyades_types::topology::{
    Backend, Consistency, DatabaseProxy, InternalLogin, MultiStatements, Pooling, ProxyBackend,
    ProxyMode, ProxyNode, ProxySettings, Routing, TlsIdentity, TopologySnapshot,
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
        ];
        let all = all.map(|through| (through, SocketAddr::new(super::address(), 3306)));
        let proxies = all.map(|(through, address)| proxy(through, address, primary, replica));
        let snapshot = TopologySnapshot {
            epoch: 1,
            proxies: proxies.to_vec(),
            ..TopologySnapshot::default()
        };
        let mut options = Options::new(directory.join("snapshot.json"), directory.join("control"));
        options.eager_connections = 1;
        options.idle_connections = 1;
        std::fs::write(&options.snapshot, serde_json::to_vec(&snapshot).unwrap()).unwrap();
        start(options);
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
        tls: Some(TlsIdentity {
            certificate: primary.data.join("server-cert.pem"),
            key: primary.data.join("server-key.pem"),
        }),
    }
}

fn settings(through: Through) -> ProxySettings {
    ProxySettings {
        mode: ProxyMode::ReadWrite,
        routing: Routing::Weighted,
        consistency: Consistency::Session,
        transaction_split: false,
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
