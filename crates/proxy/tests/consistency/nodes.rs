//! Nodes of a database proxy, each with its own snapshot and its own threads.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use hyades_proxy::{Error, Options, run};
use hyades_types::Secret;
use hyades_types::id::{InstanceId, NodeId, ProxyId, ProxyNodeId};
use hyades_types::net::Endpoint;
use hyades_types::status::NodeRole;
use hyades_types::topology::{
    Backend, Consistency, DatabaseProxy, InternalLogin, MultiStatements, Pooling, ProxyBackend,
    ProxyMode, ProxyNode, ProxySettings, Routing, TlsIdentity, TopologySnapshot,
};
use mysql_async::{Conn, OptsBuilder};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::servers::{Server, address};
use crate::world::eventually;

/// One of them; it ends when dropped.
pub(crate) struct Node {
    pub(crate) address: SocketAddr,
    _stop: oneshot::Sender<()>,
    _task: JoinHandle<Result<(), Error>>,
}

/// What a proxy is to be like.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted {
    pub(crate) mode: ProxyMode,
    pub(crate) consistency: Consistency,
    /// The primary's share of the reads; each replica's is 100.
    pub(crate) primary_weight: u16,
    pub(crate) max_lag_seconds: u32,
}

impl Default for Wanted {
    fn default() -> Self {
        Self {
            mode: ProxyMode::ReadWrite,
            consistency: Consistency::Eventual,
            primary_weight: 0,
            max_lag_seconds: 30,
        }
    }
}

impl Node {
    /// Starts one in this directory; it answers on return.
    pub(crate) async fn start(directory: PathBuf, wanted: Wanted, servers: &[Server]) -> Self {
        let address = SocketAddr::new(address(), 3306);
        std::fs::create_dir(&directory).unwrap();
        let options = Options::new(directory.join("snapshot"), directory.join("control"));
        let snapshot = TopologySnapshot {
            epoch: 1,
            proxies: vec![proxy(address, wanted, servers)],
            ..TopologySnapshot::default()
        };
        std::fs::write(&options.snapshot, serde_json::to_vec(&snapshot).unwrap()).unwrap();
        let (stop, stopped) = oneshot::channel();
        let shutdown = async {
            let _ = stopped.await;
        };
        let node = Self {
            address,
            _stop: stop,
            _task: tokio::spawn(run(options, shutdown)),
        };
        eventually("the proxy answers", Duration::from_secs(20), async || {
            Conn::new(node.login()).await.is_ok()
        })
        .await;
        node
    }

    pub(crate) fn login(&self) -> OptsBuilder {
        OptsBuilder::default()
            .ip_or_hostname(self.address.ip().to_string())
            .tcp_port(self.address.port())
            .user(Some("app"))
            .pass(Some("app-password"))
            .db_name(Some("test"))
            .prefer_socket(false)
            .max_allowed_packet(Some(16 << 20))
            .wait_timeout(Some(3600))
    }

    pub(crate) async fn client(&self) -> Conn {
        Conn::new(self.login()).await.unwrap()
    }
}

fn proxy(address: SocketAddr, wanted: Wanted, servers: &[Server]) -> DatabaseProxy {
    let [primary, replicas @ ..] = servers else {
        panic!("a proxy needs a primary");
    };
    let backend = |server: &Server, role, weight| ProxyBackend {
        server: Backend {
            node: NodeId::generate(),
            endpoint: Endpoint::new(server.address.ip(), server.address.port()),
            socket: Some(server.socket.clone()),
        },
        role,
        weight,
    };
    let mut backends = vec![backend(primary, NodeRole::Primary, wanted.primary_weight)];
    backends.extend(
        replicas
            .iter()
            .map(|server| backend(server, NodeRole::Replica, 100)),
    );
    DatabaseProxy {
        id: ProxyId::generate(),
        instance: InstanceId::generate(),
        nodes: vec![ProxyNode {
            id: ProxyNodeId::generate(),
            generation: 1,
        }],
        listen: vec![Endpoint::new(address.ip(), address.port())],
        settings: ProxySettings {
            mode: wanted.mode,
            routing: Routing::Weighted,
            consistency: wanted.consistency,
            transaction_split: true,
            pooling: Pooling::Session,
            tls: false,
            access: None,
            max_connections: 10_000,
            max_lag_seconds: wanted.max_lag_seconds,
            multi_statements: MultiStatements::Loose,
            lossless_switchover: false,
        },
        backends,
        monitor: InternalLogin {
            user: "monitor".to_owned(),
            password: Secret::new("monitor"),
        },
        tls: Some(TlsIdentity {
            certificate: primary.data.join("server-cert.pem"),
            key: primary.data.join("server-key.pem"),
        }),
        sources: None,
    }
}
