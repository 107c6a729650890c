//! A process of the data plane with a database proxy and a gateway in front of the server.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use hyades_proxy::control::{ControlRequest, Question, client};
use hyades_proxy::{Error, Options, RecordOptions, run};
use hyades_types::Secret;
use hyades_types::id::{InstanceId, NodeId, ProxyId, ProxyNodeId};
use hyades_types::net::Endpoint;
use hyades_types::status::NodeRole;
use hyades_types::topology::{
    Backend, Consistency, DatabaseProxy, Gateway, GatewayRole, InternalLogin, MultiStatements,
    NodeThrottle, Pooling, ProxyBackend, ProxyMode, ProxyNode, ProxySettings, Routing,
    ThrottleKind, ThrottleRule, TlsIdentity, TopologySnapshot,
};
use mysql_async::prelude::Queryable;
use mysql_async::{Conn, Opts, OptsBuilder};
use serde_json::Value;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::UnixStream;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::server::{Server, address, server};

/// How to end the proxy, and how it ended.
type Process = (oneshot::Sender<()>, JoinHandle<Result<(), Error>>);

pub(crate) struct World {
    pub(crate) snapshot: TopologySnapshot,
    pub(crate) options: Options,
    pub(crate) primary: NodeId,
    /// The same server again: what it is asked is all that matters.
    pub(crate) replica: NodeId,
    pub(crate) directory: TempDir,
    process: Option<Process>,
}

impl World {
    /// A running process; `None` without a server.
    pub(crate) async fn start() -> Option<Self> {
        let directory = tempfile::Builder::new().prefix("hyo").tempdir().unwrap();
        Self::beside(directory).await
    }

    /// One with its files in this directory.
    async fn beside(directory: TempDir) -> Option<Self> {
        let server = tokio::task::spawn_blocking(server).await.unwrap()?;
        let (primary, replica) = (NodeId::generate(), NodeId::generate());
        let instance = InstanceId::generate();
        let snapshot = TopologySnapshot {
            epoch: 1,
            gateways: vec![gateway(server, &instance, &primary)],
            proxies: vec![proxy(server, &instance, &primary, &replica)],
            ..TopologySnapshot::default()
        };
        let file = |name: &str| -> PathBuf { directory.path().join(name) };
        let mut options = Options::new(file("topology.json"), file("proxy.sock"));
        options.record = Some(RecordOptions::new(file("records")));
        let mut world = Self {
            snapshot,
            options,
            primary,
            replica,
            directory,
            process: None,
        };
        world.write();
        world.process = Some(spawn(world.options.clone()).await);
        Some(world)
    }

    fn write(&self) {
        std::fs::write(
            &self.options.snapshot,
            serde_json::to_vec(&self.snapshot).unwrap(),
        )
        .unwrap();
    }

    /// Serves a changed snapshot.
    pub(crate) async fn reload(&mut self) {
        self.snapshot.epoch += 1;
        self.write();
        let mut control = UnixStream::connect(&self.options.control_socket)
            .await
            .unwrap();
        let mut line = serde_json::to_vec(&ControlRequest::Reload).unwrap();
        line.push(b'\n');
        control.write_all(&line).await.unwrap();
        let mut answer = vec![0; 4096];
        let length = control.read(&mut answer).await.unwrap();
        let answer: Value = serde_json::from_slice(&answer[..length]).unwrap();
        assert_eq!(answer["epoch"], self.snapshot.epoch, "{answer}");
    }

    /// Limits statements on a node.
    pub(crate) async fn limit(&mut self, node: &NodeId, rules: &[(ThrottleKind, &str, u32)]) {
        let rules = rules
            .iter()
            .map(|(kind, pattern, max_concurrency)| ThrottleRule {
                kind: *kind,
                pattern: (*pattern).to_owned(),
                max_concurrency: *max_concurrency,
            });
        self.snapshot
            .throttles
            .retain(|throttle| throttle.node != *node);
        self.snapshot.throttles.push(NodeThrottle {
            node: node.clone(),
            rules: rules.collect(),
        });
        self.reload().await;
    }

    /// A list that the process answers with.
    pub(crate) async fn ask(&self, question: &Question, key: &str) -> Vec<Value> {
        let answer = client::ask(&self.options.control_socket, question)
            .await
            .unwrap();
        answer[key]
            .as_array()
            .unwrap_or_else(|| panic!("{answer}"))
            .clone()
    }

    /// A client of the database proxy.
    pub(crate) async fn client(&self) -> Conn {
        connect(self.snapshot.proxies[0].listen[0].to_socket_addr()).await
    }

    /// A client of the gateway.
    pub(crate) async fn gateway_client(&self) -> Conn {
        connect(self.snapshot.gateways[0].listen.to_socket_addr()).await
    }

    /// Ends the process.
    pub(crate) async fn stop(&mut self) {
        let (stop, ended) = self.process.take().unwrap();
        stop.send(()).unwrap();
        ended.await.unwrap().unwrap();
    }
}

/// Starts a process; it answers on return.
pub(crate) async fn spawn(
    options: Options,
) -> (oneshot::Sender<()>, JoinHandle<Result<(), Error>>) {
    let (stop, stopped) = oneshot::channel();
    let control = options.control_socket.clone();
    let shutdown = async {
        let _ = stopped.await;
    };
    let process = tokio::spawn(run(options, shutdown));
    let asked = async || client::ask(&control, &Question::Recorder).await.is_ok();
    eventually("the process answers", asked).await;
    (stop, process)
}

async fn connect(address: SocketAddr) -> Conn {
    let options = OptsBuilder::default()
        .ip_or_hostname(address.ip().to_string())
        .tcp_port(address.port())
        .user(Some("app"))
        .pass(Some("app"))
        .db_name(Some("shop"))
        .prefer_socket(Some(false))
        .stmt_cache_size(0);
    let mut client = Conn::new(Opts::from(options)).await.unwrap();
    client.query_drop("SELECT 1").await.unwrap();
    client
}

/// Waits until something holds, but not for ever.
pub(crate) async fn eventually(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let waiting = async {
        while !holds().await {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), waiting)
        .await
        .expect(what);
}

fn backend(server: &Server, node: &NodeId) -> Backend {
    Backend {
        node: node.clone(),
        endpoint: Endpoint::new(server.address.ip(), server.address.port()),
        socket: Some(server.socket.clone()),
    }
}

fn gateway(server: &Server, instance: &InstanceId, node: &NodeId) -> Gateway {
    Gateway {
        listen: Endpoint::new(address(), 3306),
        instance: instance.clone(),
        role: GatewayRole::Primary,
        backend: Some(Backend {
            socket: None,
            ..backend(server, node)
        }),
        tls: None,
        sources: None,
    }
}

fn proxy(
    server: &Server,
    instance: &InstanceId,
    primary: &NodeId,
    replica: &NodeId,
) -> DatabaseProxy {
    let backend = |node, role, weight| ProxyBackend {
        server: backend(server, node),
        role,
        weight,
    };
    DatabaseProxy {
        id: ProxyId::generate(),
        instance: instance.clone(),
        nodes: vec![ProxyNode {
            id: ProxyNodeId::generate(),
            generation: 1,
        }],
        listen: vec![Endpoint::new(address(), 3306)],
        settings: ProxySettings {
            mode: ProxyMode::ReadWrite,
            routing: Routing::Weighted,
            consistency: Consistency::Eventual,
            transaction_split: false,
            pooling: Pooling::Session,
            tls: false,
            access: None,
            max_connections: 1000,
            max_lag_seconds: 60,
            multi_statements: MultiStatements::Loose,
            lossless_switchover: false,
        },
        backends: vec![
            backend(primary, NodeRole::Primary, 0),
            backend(replica, NodeRole::Replica, 100),
        ],
        monitor: InternalLogin {
            user: "monitor".to_owned(),
            password: Secret::new("monitor"),
        },
        tls: Some(TlsIdentity {
            certificate: server.data.join("server-cert.pem"),
            key: server.data.join("server-key.pem"),
        }),
        sources: None,
    }
}
