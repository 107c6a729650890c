//! A proxy in the test's own world: its directory, its addresses, its snapshot.

use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

use hyades_proxy::control::{ControlReply, ControlRequest};
use hyades_proxy::{Error, Options, run};
use hyades_types::id::{InstanceId, NodeId};
use hyades_types::net::Endpoint;
use hyades_types::topology::{Backend, Gateway, GatewayRole, ProxyStatus, TopologySnapshot};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpStream, UnixStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// An endpoint on which nothing listens: an address of this test, a port that is free there.
pub(crate) fn free_endpoint() -> Endpoint {
    static NEXT: AtomicU8 = AtomicU8::new(1);
    let process = (std::process::id() % 250 + 1) as u8;
    let address = [127, 78, process, NEXT.fetch_add(1, Ordering::Relaxed)];
    let probe = TcpListener::bind((std::net::IpAddr::from(address), 0)).unwrap();
    let address = probe.local_addr().unwrap();
    Endpoint::new(address.ip(), address.port())
}

pub(crate) fn endpoint(address: SocketAddr) -> Endpoint {
    Endpoint::new(address.ip(), address.port())
}

/// A gateway of a new instance.
pub(crate) fn gateway(listen: Endpoint, backend: Option<Endpoint>) -> Gateway {
    let gateway = Gateway {
        listen,
        instance: InstanceId::generate(),
        role: GatewayRole::Primary,
        backend: None,
        tls: None,
        sources: None,
    };
    to(&gateway, backend)
}

/// The gateway with another server.
pub(crate) fn to(gateway: &Gateway, backend: Option<Endpoint>) -> Gateway {
    let backend = backend.map(|endpoint| Backend {
        node: NodeId::generate(),
        endpoint,
        socket: None,
    });
    Gateway {
        backend,
        ..gateway.clone()
    }
}

pub(crate) struct World {
    pub(crate) options: Options,
    stop: Option<oneshot::Sender<()>>,
    proxy: Option<JoinHandle<Result<(), Error>>>,
    _directory: TempDir,
}

impl World {
    /// A directory with a snapshot; no process yet.
    pub(crate) fn new(epoch: u64, gateways: &[Gateway]) -> Self {
        let directory = TempDir::new().unwrap();
        let file = |name: &str| -> PathBuf { directory.path().join(name) };
        let options = Options::new(file("snapshot.json"), file("proxy.sock"));
        let world = Self {
            options,
            stop: None,
            proxy: None,
            _directory: directory,
        };
        world.write(epoch, gateways);
        world
    }

    /// A running proxy.
    pub(crate) async fn with(gateways: &[Gateway]) -> Self {
        let mut world = Self::new(1, gateways);
        world.start().await;
        world
    }

    /// Starts the proxy; it answers on return.
    pub(crate) async fn start(&mut self) {
        let (stop, stopped) = oneshot::channel();
        let shutdown = async move {
            let _ = stopped.await;
        };
        self.stop = Some(stop);
        self.proxy = Some(tokio::spawn(run(self.options.clone(), shutdown)));
        eventually("the control socket answers", async || {
            UnixStream::connect(&self.options.control_socket)
                .await
                .is_ok()
        })
        .await;
        self.status().await;
    }

    pub(crate) fn write(&self, epoch: u64, gateways: &[Gateway]) {
        let snapshot = TopologySnapshot {
            epoch,
            gateways: gateways.to_vec(),
            ..TopologySnapshot::default()
        };
        std::fs::write(
            &self.options.snapshot,
            serde_json::to_vec(&snapshot).unwrap(),
        )
        .unwrap();
    }

    pub(crate) async fn reload(&self, epoch: u64, gateways: &[Gateway]) -> ProxyStatus {
        self.write(epoch, gateways);
        self.call(ControlRequest::Reload).await
    }

    pub(crate) async fn status(&self) -> ProxyStatus {
        self.call(ControlRequest::Status).await
    }

    pub(crate) async fn call(&self, request: ControlRequest) -> ProxyStatus {
        match self.ask(&serde_json::to_string(&request).unwrap()).await {
            ControlReply::Status(status) => status,
            ControlReply::Error { error } => panic!("{request:?}: {error}"),
        }
    }

    /// Sends a line to the control socket and returns what comes back.
    pub(crate) async fn ask(&self, line: &str) -> ControlReply {
        let mut client = self.control().await;
        client
            .write_all(format!("{line}\n").as_bytes())
            .await
            .unwrap();
        next_reply(&mut client).await
    }

    pub(crate) async fn control(&self) -> BufReader<UnixStream> {
        BufReader::new(
            UnixStream::connect(&self.options.control_socket)
                .await
                .unwrap(),
        )
    }

    /// Asks the process to end, as SIGTERM does.
    pub(crate) fn terminate(&mut self) {
        self.stop.take().unwrap().send(()).unwrap();
    }

    /// Waits for the end of the process.
    pub(crate) async fn ended(&mut self) {
        let proxy = self.proxy.take().unwrap();
        within("the proxy ends", proxy).await.unwrap().unwrap();
    }
}

pub(crate) async fn next_reply(client: &mut BufReader<UnixStream>) -> ControlReply {
    let mut line = String::new();
    client.read_line(&mut line).await.unwrap();
    serde_json::from_str(&line).unwrap()
}

pub(crate) async fn connect(gateway: &Gateway) -> TcpStream {
    TcpStream::connect(gateway.listen.to_socket_addr())
        .await
        .unwrap()
}

/// Waits until something holds.
pub(crate) async fn eventually(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let waiting = async {
        while !holds().await {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    within(what, waiting).await;
}

/// Waits for something that must come, but not for ever.
pub(crate) async fn within<T>(what: &str, waiting: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(20), waiting)
        .await
        .expect(what)
}
