//! A host of its own for each test: data directory, addresses, certificate authority.

use std::net::{IpAddr, Ipv4Addr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use hyades_agent::{LocalAgent, Options, TlsFiles, stop_all};
use hyades_agent_api::{Agent, InternalAccounts, NodeGoal, NodeObservation, NodeSpec, Seed};
use hyades_types::Secret;
use hyades_types::engine::{EngineVersion, Resources};
use hyades_types::id::{InstanceId, NodeId};
use hyades_types::net::Endpoint;
use hyades_types::units::ByteSize;
use mysql_async::prelude::Queryable;
use mysql_async::{Conn, OptsBuilder};

pub(crate) const DEADLINE: Duration = Duration::from_secs(60);
pub(crate) const ROOT_PASSWORD: &str = "Ro0t'\\pass";

/// Where servers for tests are looked for; `None`, said loudly, when there is none.
pub(crate) fn engine_dir() -> Option<PathBuf> {
    let configured = std::env::var_os("HYADES_ENGINE_DIR").map(PathBuf::from);
    let cached =
        std::env::var_os("HOME").map(|home| Path::new(&home).join(".cache/hyades/engines"));
    let found = configured.or(cached).filter(|dir| dir.is_dir());
    if found.is_none() {
        eprintln!("\n!!! SKIPPED: no MySQL found; run scripts/install-mysql !!!\n");
    }
    found
}

/// One host.
pub(crate) struct World {
    pub(crate) agent: Arc<LocalAgent>,
    pub(crate) options: Options,
    pub(crate) version: EngineVersion,
    _dir: tempfile::TempDir,
}

impl World {
    /// A host with an agent; `None` when there is no MySQL to test with.
    pub(crate) async fn start() -> Option<Self> {
        let dir = tempfile::Builder::new().prefix("hy").tempdir().unwrap();
        let options = options(dir.path())?;
        let agent = LocalAgent::start(options.clone()).await.unwrap();
        let facts = agent.host_facts().await.unwrap();
        let version = facts.engines.last()?.version;
        Some(Self {
            agent,
            options,
            version,
            _dir: dir,
        })
    }

    pub(crate) fn data_dir(&self) -> &Path {
        &self.options.data_dir
    }

    pub(crate) fn node_dir(&self, node: &NodeId) -> PathBuf {
        self.data_dir().join("nodes").join(node.as_str())
    }

    pub(crate) fn socket(&self, node: &NodeId) -> PathBuf {
        let name = format!("run/{}.sock", &node.as_str()[..12]);
        self.data_dir().join(name)
    }

    /// The agent ends, and another one takes over.
    pub(crate) async fn restart_agent(&mut self) {
        self.agent.stop_supervising().await;
        self.agent = LocalAgent::start(self.options.clone()).await.unwrap();
    }

    pub(crate) fn primary(&self) -> NodeSpec {
        NodeSpec {
            node: NodeId::generate(),
            instance: InstanceId::generate(),
            generation: 1,
            engine: self.version,
            backend: next_endpoint(),
            advertised: Vec::new(),
            server_id: 1,
            resources: Resources {
                vcpus: 1,
                memory: ByteSize::gib(2),
                buffer_pool: ByteSize::mib(256),
                max_connections: 200,
            },
            lower_case_table_names: 1,
            time_zone: "+08:00".to_owned(),
            seed: Seed::Empty,
            goal: NodeGoal::Primary,
            accounts: InternalAccounts {
                admin: Secret::new("admin'pass\\word-of-32-characters"),
                replication: Secret::new("replication'pass\\word-of-32-char"),
                monitor: Secret::new("monitor'pass\\word-of-32-characters"),
            },
        }
    }

    pub(crate) fn replica_of(&self, primary: &NodeSpec, server_id: u32) -> NodeSpec {
        NodeSpec {
            node: NodeId::generate(),
            backend: next_endpoint(),
            server_id,
            goal: NodeGoal::Replica {
                source: primary.backend,
            },
            ..primary.clone()
        }
    }

    pub(crate) async fn ensure(&self, spec: &NodeSpec) -> NodeObservation {
        self.agent.node_ensure(spec, DEADLINE).await.unwrap()
    }

    /// A primary with a root account.
    pub(crate) async fn ready_primary(&self) -> NodeSpec {
        let spec = self.primary();
        self.ensure(&spec).await;
        let password = Secret::new(ROOT_PASSWORD);
        self.agent
            .root_account_ensure(&spec.node, &password, DEADLINE)
            .await
            .unwrap();
        spec
    }
}

impl Drop for World {
    fn drop(&mut self) {
        let (agent, dir) = (self.agent.clone(), self.data_dir().to_owned());
        let cleaner = std::thread::spawn(move || {
            let runtime = tokio::runtime::Runtime::new().unwrap();
            runtime.block_on(async {
                agent.stop_supervising().await;
                let _ = stop_all(&dir, Duration::ZERO).await;
            });
        });
        let _ = cleaner.join();
        if std::thread::panicking() {
            for entry in std::fs::read_dir(self.data_dir().join("nodes"))
                .unwrap()
                .flatten()
            {
                let log = entry.path().join("log/error.log");
                let text = std::fs::read_to_string(&log).unwrap_or_default();
                eprintln!("--- {}\n{text}", log.display());
            }
        }
    }
}

/// Options of an agent in this directory, with a new authority and the templates of all tests.
pub(crate) fn options(dir: &Path) -> Option<Options> {
    let engine_dir = engine_dir()?;
    let tls = authority(dir);
    let data_dir = dir.join("data");
    std::fs::create_dir(&data_dir).unwrap();
    let templates = Path::new(env!("CARGO_TARGET_TMPDIR")).join("templates");
    std::fs::create_dir_all(&templates).unwrap();
    std::os::unix::fs::symlink(templates, data_dir.join("templates")).unwrap();
    let mut options = Options::new(data_dir, vec!["/bin/false".into()], tls);
    options.engine_dir = Some(engine_dir);
    options.prepare_templates = false;
    Some(options)
}

fn authority(dir: &Path) -> TlsFiles {
    let files = TlsFiles {
        ca_certificate: dir.join("ca.pem"),
        ca_key: dir.join("ca-key.pem"),
    };
    let key = rcgen::KeyPair::generate().unwrap();
    let mut params = rcgen::CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    params
        .distinguished_name
        .push(rcgen::DnType::CommonName, "test CA");
    params.key_usages = vec![
        rcgen::KeyUsagePurpose::KeyCertSign,
        rcgen::KeyUsagePurpose::CrlSign,
    ];
    std::fs::write(
        &files.ca_certificate,
        params.self_signed(&key).unwrap().pem(),
    )
    .unwrap();
    std::fs::write(&files.ca_key, key.serialize_pem()).unwrap();
    files
}

/// An address of 127.79.0.0/16 and a port that no other test has.
pub(crate) fn next_endpoint() -> Endpoint {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    let own = std::process::id();
    let [_, _, high, low] = NEXT.fetch_add(1, Ordering::Relaxed).to_be_bytes();
    let address = Ipv4Addr::new(127, 79, (own % 200) as u8 + high, low);
    Endpoint::new(IpAddr::V4(address), 20_000 + (own % 10_000) as u16)
}

/// A customer's connection.
pub(crate) async fn connect_as(
    endpoint: Endpoint,
    user: &str,
    password: &str,
) -> Result<Conn, mysql_async::Error> {
    let opts = OptsBuilder::default()
        .ip_or_hostname(endpoint.address.to_string())
        .tcp_port(endpoint.port)
        .prefer_socket(false)
        .user(Some(user))
        .pass(Some(password));
    Conn::new(opts).await
}

pub(crate) async fn root(spec: &NodeSpec) -> Conn {
    connect_as(spec.backend, "root", ROOT_PASSWORD)
        .await
        .unwrap()
}

/// The only value of a query.
pub(crate) async fn value(conn: &mut Conn, query: &str) -> String {
    let value: Option<Option<String>> = conn.query_first(query).await.unwrap();
    value.flatten().unwrap_or_default()
}

/// Waits until something is so.
pub(crate) async fn eventually<F: Future<Output = bool>>(
    what: &str,
    limit: Duration,
    mut check: impl FnMut() -> F,
) -> Duration {
    let start = Instant::now();
    while !check().await {
        assert!(start.elapsed() < limit, "{what}: not within {limit:?}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    start.elapsed()
}

/// Kills a process the hard way.
pub(crate) fn kill(pid: u32) {
    signal(pid, rustix::process::Signal::KILL);
}

/// Lets a process do nothing any more.
pub(crate) fn pause(pid: u32) {
    signal(pid, rustix::process::Signal::STOP);
}

fn signal(pid: u32, signal: rustix::process::Signal) {
    let pid = rustix::process::Pid::from_raw(pid as i32).unwrap();
    rustix::process::kill_process(pid, signal).unwrap();
}

pub(crate) fn is_running(pid: u32) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    stat.rsplit_once(") ")
        .is_some_and(|(_, rest)| !rest.starts_with('Z'))
}
