//! A server with a gateway and a database proxy in front of it, and accounts for certain hosts.

use std::io::{Read, Write};
use std::net::{IpAddr, SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use hyades_proxy::{Options, run};
use hyades_types::Secret;
use hyades_types::id::{InstanceId, NodeId, ProxyId, ProxyNodeId};
use hyades_types::net::Endpoint;
use hyades_types::status::NodeRole;
use hyades_types::topology::{
    Backend, Consistency, DatabaseProxy, Gateway, GatewayRole, InternalLogin, MultiStatements,
    Pooling, ProxyBackend, ProxyMode, ProxyNode, ProxySettings, ProxyStatus, Routing,
    TopologySnapshot,
};
use socket2::{Domain, Socket, Type};
use tempfile::TempDir;
use tokio::net::UnixStream;

use crate::client::{Client, Login, Refused};
use crate::mysqld::initialize;
use crate::wait::eventually;
use crate::world::server::Server;

/// Tells the child of a test where its files are.
const DIRECTORY: &str = "HYADES_TEST_PROXY";
const PASSWORD: &str = "app-password";
/// Longer than anything that is waited for takes.
const PATIENCE: Duration = Duration::from_secs(40);

pub(super) struct World {
    pub(super) server: Server,
    /// Of the proxy.
    pub(super) process: Child,
    pub(super) options: Options,
    _directory: TempDir,
}

impl World {
    /// Servers and proxies live in the network namespace of this thread. `None` without a MySQL.
    pub(super) fn start(
        gateways: &[SocketAddr],
        proxies: &[SocketAddr],
        max_connections: u32,
    ) -> Option<Self> {
        let engine = crate::engine::engine()?;
        let directory = tempfile::Builder::new().prefix("hya").tempdir().unwrap();
        let template = initialize(&engine, directory.path());
        let server = Server::start(&engine, &template, directory.path(), 1);
        server.wait();
        server.run(&[
            "CREATE USER monitor@localhost IDENTIFIED BY 'monitor'",
            "GRANT REPLICATION CLIENT ON *.* TO monitor@localhost",
            "GRANT SELECT (Host, User, ssl_type) ON mysql.user TO monitor@localhost",
            // As skip_name_resolve has it: hosts are never blocked.
            "SET GLOBAL host_cache_size = 0",
        ]);
        let snapshot = snapshot(&server, gateways, proxies, max_connections);
        let options = options(directory.path());
        std::fs::write(&options.snapshot, serde_json::to_vec(&snapshot).unwrap()).unwrap();
        let world = Self {
            server,
            process: spawn(&options),
            options,
            _directory: directory,
        };
        // Answered when everything is listened on.
        assert_eq!(world.connections(), 0);
        Some(world)
    }

    /// Clients that are connected to the proxy.
    pub(super) fn connections(&self) -> usize {
        let mut control =
            std::os::unix::net::UnixStream::connect(&self.options.control_socket).unwrap();
        control.write_all(b"{\"op\":\"status\"}\n").unwrap();
        let status: ProxyStatus = serde_json::from_reader(control).unwrap();
        status.connections
    }

    /// Bytes of the proxy that are in memory.
    pub(super) fn memory(&self) -> usize {
        let status =
            std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).unwrap();
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix("VmRSS:"))
            .unwrap();
        let kibibytes: usize = line.trim().trim_end_matches(" kB").parse().unwrap();
        kibibytes * 1024
    }

    /// Makes an account that may do everything.
    pub(super) fn account(&self, account: &str) {
        self.server.run(&[
            &format!("CREATE USER {account} IDENTIFIED BY '{PASSWORD}'"),
            &format!("GRANT ALL ON *.* TO {account}"),
        ]);
    }
}

impl Drop for World {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        let _ = self.process.wait();
    }
}

/// A client that comes from this address, in the network namespace of this thread.
pub(super) fn from(source: IpAddr, to: SocketAddr, user: &str) -> Result<Client, Refused> {
    Client::over(knock(source, to), &Login::new(user, PASSWORD))
}

/// A connection from this address.
pub(super) fn knock(source: IpAddr, to: SocketAddr) -> TcpStream {
    let socket = Socket::new(Domain::for_address(to), Type::STREAM, None).unwrap();
    socket.bind(&SocketAddr::new(source, 0).into()).unwrap();
    socket.connect(&to.into()).unwrap();
    let stream = TcpStream::from(socket);
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream
}

/// What the server takes a client for.
pub(super) fn account(client: &mut Client) -> String {
    client.value("SELECT CURRENT_USER()").unwrap()
}

/// Whom the server has refused.
pub(super) fn refused(user: &str, source: IpAddr) -> Refused {
    let text = format!("Access denied for user '{user}'@'{source}' (using password: YES)");
    Refused(1045, text)
}

fn snapshot(
    server: &Server,
    gateways: &[SocketAddr],
    proxies: &[SocketAddr],
    max_connections: u32,
) -> TopologySnapshot {
    let (instance, node) = (InstanceId::generate(), NodeId::generate());
    let endpoint = |address: &SocketAddr| Endpoint::new(address.ip(), address.port());
    let backend = Backend {
        node,
        endpoint: endpoint(&server.address),
        socket: None,
    };
    let gateways = gateways.iter().map(|listen| Gateway {
        listen: endpoint(listen),
        instance: instance.clone(),
        role: GatewayRole::Primary,
        backend: Some(backend.clone()),
        tls: None,
        sources: None,
    });
    let proxy = DatabaseProxy {
        id: ProxyId::generate(),
        instance: instance.clone(),
        nodes: vec![ProxyNode {
            id: ProxyNodeId::generate(),
            generation: 1,
        }],
        listen: proxies.iter().map(endpoint).collect(),
        settings: ProxySettings {
            max_connections,
            ..SETTINGS
        },
        backends: vec![ProxyBackend {
            server: Backend {
                socket: Some(server.socket.clone()),
                ..backend.clone()
            },
            role: NodeRole::Primary,
            weight: 100,
        }],
        monitor: InternalLogin {
            user: "monitor".to_owned(),
            password: Secret::new("monitor"),
        },
        tls: None,
        sources: None,
    };
    TopologySnapshot {
        epoch: 1,
        gateways: gateways.collect(),
        proxies: vec![proxy],
        ..TopologySnapshot::default()
    }
}

/// The proxy: this program once more, in the network namespace of this thread. It ends with its standard
/// input.
fn spawn(options: &Options) -> Child {
    // Also when it has been built anew meanwhile.
    let child = Command::new("/proc/self/exe")
        .args(["--exact", "access::world::is_a_proxy_if_told_so"])
        .env(DIRECTORY, options.snapshot.parent().unwrap())
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let runtime = runtime();
    eventually("the proxy starts", || {
        runtime
            .block_on(UnixStream::connect(&options.control_socket))
            .is_ok()
    });
    child
}

#[test]
fn is_a_proxy_if_told_so() {
    let Some(directory) = std::env::var_os(DIRECTORY) else {
        return;
    };
    let (told, end) = tokio::sync::oneshot::channel();
    std::thread::spawn(|| {
        let _ = std::io::stdin().read(&mut [0]);
        let _ = told.send(());
    });
    let shutdown = async { end.await.unwrap() };
    runtime()
        .block_on(run(options(Path::new(&directory)), shutdown))
        .unwrap();
}

fn options(directory: &Path) -> Options {
    let mut options = Options::new(directory.join("snapshot.json"), directory.join("control"));
    options.eager_connections = 1;
    options.idle_connections = 8;
    options
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
}

const SETTINGS: ProxySettings = ProxySettings {
    mode: ProxyMode::ReadWrite,
    routing: Routing::Weighted,
    consistency: Consistency::Session,
    transaction_split: false,
    pooling: Pooling::Session,
    tls: false,
    access: None,
    max_connections: 1000,
    max_lag_seconds: 60,
    multi_statements: MultiStatements::Loose,
    lossless_switchover: false,
};
