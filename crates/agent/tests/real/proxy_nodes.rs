//! The nodes of database proxies, played by a small script.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use hyades_agent::{LocalAgent, Purpose, stop_all};
use hyades_agent_api::{Agent, AgentError, ProxyNodeObservation};
use hyades_types::Secret;
use hyades_types::id::{InstanceId, NodeId, ProxyId, ProxyNodeId};
use hyades_types::net::Endpoint;
use hyades_types::status::NodeRole;
use hyades_types::topology::{
    Backend, Consistency, DatabaseProxy, Gateway, GatewayRole, InternalLogin, MultiStatements,
    Pooling, ProxyBackend, ProxyMode, ProxyNode, ProxySettings, Routing, TopologySnapshot,
};

use crate::fake_proxy::{Host, NEVER_SERVED};
use crate::world::{DEADLINE, eventually, is_running, kill, next_endpoint};

/// How long what goes on behind a call may take here.
pub(crate) const SOON: Duration = Duration::from_secs(20);

pub(crate) fn database_proxy(nodes: usize) -> DatabaseProxy {
    DatabaseProxy {
        id: ProxyId::generate(),
        instance: InstanceId::generate(),
        nodes: (0..nodes)
            .map(|_| ProxyNode {
                id: ProxyNodeId::generate(),
                generation: 1,
            })
            .collect(),
        listen: vec![next_endpoint()],
        settings: ProxySettings {
            mode: ProxyMode::ReadWrite,
            routing: Routing::Weighted,
            consistency: Consistency::Eventual,
            transaction_split: false,
            pooling: Pooling::Closed,
            tls: true,
            access: None,
            max_connections: 100,
            max_lag_seconds: 10,
            multi_statements: MultiStatements::Strict,
            lossless_switchover: false,
        },
        backends: vec![ProxyBackend {
            server: Backend {
                node: NodeId::generate(),
                endpoint: next_endpoint(),
                socket: None,
            },
            role: NodeRole::Primary,
            weight: 100,
        }],
        monitor: InternalLogin {
            user: "hyades_monitor".to_owned(),
            password: Secret::new("hunter2"),
        },
        tls: None,
        sources: None,
    }
}

pub(crate) fn snapshot(epoch: u64, proxies: &[&DatabaseProxy]) -> TopologySnapshot {
    TopologySnapshot {
        epoch,
        proxies: proxies.iter().copied().cloned().collect(),
        ..TopologySnapshot::default()
    }
}

pub(crate) type Pids = BTreeMap<ProxyNodeId, u32>;

pub(crate) fn pids(nodes: &[ProxyNodeObservation]) -> Pids {
    let pid = |node: &ProxyNodeObservation| Some((node.node.clone(), node.status.clone()?.pid));
    nodes.iter().filter_map(pid).collect()
}

pub(crate) async fn apply(agent: &LocalAgent, epoch: u64, proxies: &[&DatabaseProxy]) -> Pids {
    let snapshot = snapshot(epoch, proxies);
    let status = agent.topology_apply(&snapshot, DEADLINE).await.unwrap();
    assert_eq!(status.gateways.epoch, epoch);
    for node in &status.proxy_nodes {
        let status = node.status.as_ref().unwrap();
        assert_eq!((status.epoch, status.listening), (epoch, 1));
        assert!(node.started_at.is_some());
    }
    pids(&status.proxy_nodes)
}

/// Directories of processes.
fn directories(host: &Host, proxy: &DatabaseProxy) -> usize {
    let dir = host.data("proxies").join(proxy.id.as_str());
    let entries = std::fs::read_dir(dir).into_iter().flatten().flatten();
    entries.filter(|entry| entry.file_name() != "tls").count()
}

/// Connects again and again until it is aborted, and panics once nobody listens.
///
/// Linux resets a connection whose handshake is under way with the very socket that closes, even
/// when another one listens on the same address; what is refused found nobody.
fn knock(endpoint: Endpoint) -> tokio::task::JoinHandle<()> {
    tokio::spawn(async move {
        loop {
            match tokio::net::TcpStream::connect(endpoint.to_socket_addr()).await {
                Err(error) if error.kind() != ErrorKind::ConnectionReset => panic!("{error}"),
                _ => tokio::time::sleep(Duration::from_millis(10)).await,
            }
        }
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn nodes_are_started_kept_and_adopted() {
    let Some(host) = Host::new() else { return };
    let agent = LocalAgent::start(host.options.clone()).await.unwrap();
    let proxy = database_proxy(2);
    let first = apply(&agent, 1, &[&proxy]).await;
    assert_eq!(first.len(), 2);
    files_are_private_and_apart(&host, &proxy);

    let (killed, pid) = first.iter().next().unwrap();
    kill(*pid);
    let seen =
        |agent: Arc<LocalAgent>| async move { pids(&agent.proxy_nodes_observe().await.unwrap()) };
    eventually("replaced", SOON, || async {
        let now = seen(agent.clone()).await;
        now.len() == 2 && now[killed] != *pid
    })
    .await;
    let second = apply(&agent, 2, &[&proxy]).await;
    for (node, pid) in &first {
        assert_eq!(second[node] == *pid, node != killed);
    }

    agent.stop_supervising().await;
    let records = std::fs::read_dir(host.data("proxies").join(proxy.id.as_str())).unwrap();
    let records = records.flatten().map(|entry| entry.path().join("pid.json"));
    // Without its record a process is found all the same.
    std::fs::remove_file(records.filter(|path| path.is_file()).last().unwrap()).unwrap();
    let next = LocalAgent::start(host.options.clone()).await.unwrap();
    eventually("adopted", SOON, || async {
        let seen = next.proxy_nodes_observe().await.unwrap();
        pids(&seen) == second && seen.iter().all(|node| node.started_at.is_some())
    })
    .await;
    assert_eq!(apply(&next, 3, &[&proxy]).await, second);

    next.stop_supervising().await;
    let report = stop_all(&host.options.data_dir, DEADLINE).await.unwrap();
    let stopped: Pids = report
        .stopped
        .into_iter()
        .filter_map(|stopped| match stopped.purpose {
            Purpose::ProxyNode(node) => Some((node, stopped.pid)),
            _ => None,
        })
        .collect();
    assert_eq!(stopped, second);
    assert!(second.values().all(|pid| !is_running(*pid)));
    assert_eq!(host.drained(), []);
}

/// The snapshot of each process is its own, and nobody else's to read.
fn files_are_private_and_apart(host: &Host, proxy: &DatabaseProxy) {
    let read = |path: &Path| {
        assert_eq!(path.metadata().unwrap().mode() & 0o777, 0o600, "{path:?}");
        std::fs::read_to_string(path).unwrap()
    };
    assert!(read(&host.data("proxy/whole.json")).contains("hunter2"));
    assert!(!read(&host.data("proxy/topology.json")).contains("hunter2"));
    let dir = host.data("proxies").join(proxy.id.as_str());
    for node in &proxy.nodes {
        let path = dir.join(format!("{}-1/topology.json", node.id));
        let part: TopologySnapshot = serde_json::from_str(&read(&path)).unwrap();
        let tls = part.proxies[0].tls.clone().unwrap();
        let identity = read(&tls.certificate);
        assert_eq!(tls.certificate, tls.key);
        for part in ["BEGIN CERTIFICATE", "BEGIN PRIVATE KEY"] {
            assert!(identity.contains(part));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn servers_of_this_host_are_reached_through_their_sockets() {
    let Some(host) = Host::new() else { return };
    let agent = LocalAgent::start(host.options.clone()).await.unwrap();
    let mut proxy = database_proxy(1);
    let mut elsewhere = proxy.backends[0].clone();
    elsewhere.server.node = NodeId::generate();
    proxy.backends.push(elsewhere);
    let here = proxy.backends[0].server.clone();
    // A node that this host keeps, as far as it matters here.
    let dir = host.data("nodes").join(here.node.as_str());
    std::fs::create_dir(&dir).unwrap();
    std::fs::write(dir.join("spec.json"), "{}").unwrap();
    let mut snapshot = snapshot(1, &[&proxy]);
    snapshot.gateways.push(Gateway {
        listen: next_endpoint(),
        instance: proxy.instance.clone(),
        role: GatewayRole::Node(here.node.clone()),
        backend: Some(here.clone()),
        tls: None,
        sources: None,
    });
    agent.topology_apply(&snapshot, DEADLINE).await.unwrap();

    let read = |path: &str| -> TopologySnapshot {
        serde_json::from_slice(&std::fs::read(host.data(path)).unwrap()).unwrap()
    };
    let socket = host.data(&format!("run/{}.sock", &here.node.as_str()[..12]));
    let gateways = read("proxy/topology.json").gateways;
    assert_eq!(
        gateways[0].backend.clone().unwrap().socket,
        Some(socket.clone())
    );
    let part = format!("proxies/{}/{}-1/topology.json", proxy.id, proxy.nodes[0].id);
    let backends = &read(&part).proxies[0].backends;
    assert_eq!(backends[0].server.socket, Some(socket));
    assert_eq!(backends[1].server.socket, None);
    // What was given is kept as it was given.
    assert_eq!(read("proxy/whole.json"), snapshot);
    agent.stop_supervising().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_generation_listens_before_the_old_one_stops() {
    let Some(host) = Host::new() else { return };
    let agent = LocalAgent::start(host.options.clone()).await.unwrap();
    let mut proxy = database_proxy(2);
    let old = apply(&agent, 1, &[&proxy]).await;
    let clients = knock(proxy.listen[0]);

    for node in &mut proxy.nodes {
        node.generation = 2;
    }
    let new = apply(&agent, 2, &[&proxy]).await;
    for (node, pid) in &old {
        assert_ne!(new[node], *pid);
        assert!(is_running(*pid), "clients of before are still served");
    }
    let seen = agent.proxy_nodes_observe().await.unwrap();
    assert!(seen.iter().all(|node| node.generation == 2));
    assert_eq!(pids(&seen), new);
    // The call does not wait for it.
    eventually("told to drain", SOON, || async {
        host.drained().len() == 2
    })
    .await;
    assert_eq!(
        host.drained().into_iter().collect::<BTreeMap<_, _>>(),
        old.values().map(|pid| (*pid, 25)).collect()
    );
    eventually("drained", SOON, || async {
        directories(&host, &proxy) == 2 && old.values().all(|pid| !is_running(*pid))
    })
    .await;
    assert!(!clients.is_finished(), "somebody could not connect");
    clients.abort();
    assert_eq!(apply(&agent, 3, &[&proxy]).await, new);

    let removed = proxy.nodes.pop().unwrap().id;
    let left = apply(&agent, 4, &[&proxy]).await;
    assert_eq!(left.len(), 1);
    eventually("removed", SOON, || async {
        directories(&host, &proxy) == 1 && !is_running(new[&removed])
    })
    .await;
    assert_eq!(pids(&agent.proxy_nodes_observe().await.unwrap()), left);

    apply(&agent, 5, &[]).await;
    assert!(agent.proxy_nodes_observe().await.unwrap().is_empty());
    eventually("all removed", SOON, || async {
        let sockets = std::fs::read_dir(host.data("run")).unwrap().count();
        let proxies = std::fs::read_dir(host.data("proxies")).unwrap().count();
        // The socket of the gateways' process.
        (sockets, proxies) == (1, 0)
    })
    .await;
    assert_eq!(host.drained().len(), 4);
    agent.stop_supervising().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_agent_finishes_a_replacement() {
    let Some(host) = Host::new() else { return };
    let agent = LocalAgent::start(host.options.clone()).await.unwrap();
    let mut proxy = database_proxy(1);
    let node = proxy.nodes[0].id.clone();
    let old = apply(&agent, 1, &[&proxy]).await[&node];
    agent.stop_supervising().await;

    // As an agent leaves it that dies right after it kept the snapshot.
    proxy.nodes[0].generation = 2;
    let text = serde_json::to_vec(&snapshot(2, &[&proxy])).unwrap();
    std::fs::write(host.data("proxy/whole.json"), text).unwrap();
    let clients = knock(proxy.listen[0]);
    let next = LocalAgent::start(host.options.clone()).await.unwrap();
    eventually("told to drain", SOON, || async {
        host.drained() == [(old, 25)]
    })
    .await;

    // And as one leaves it that dies while the old process drains.
    next.stop_supervising().await;
    assert!(is_running(old));
    let last = LocalAgent::start(host.options.clone()).await.unwrap();
    eventually("drained", SOON, || async {
        directories(&host, &proxy) == 1 && !is_running(old)
    })
    .await;
    assert!(!clients.is_finished(), "somebody could not connect");
    clients.abort();
    let seen = last.proxy_nodes_observe().await.unwrap();
    assert_eq!((seen[0].generation, seen.len()), (2, 1));
    assert_ne!(pids(&seen)[&node], old);
    last.stop_supervising().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_leaves_comes_back_at_once_when_it_is_named_again() {
    let Some(host) = Host::new() else { return };
    let agent = LocalAgent::start(host.options.clone()).await.unwrap();
    let proxy = database_proxy(1);
    let node = &proxy.nodes[0].id;
    let old = apply(&agent, 1, &[&proxy]).await[node];
    apply(&agent, 2, &[]).await;
    eventually("told to drain", SOON, || async {
        host.drained().len() == 1
    })
    .await;
    let new = apply(&agent, 3, &[&proxy]).await[node];
    assert_ne!(new, old);
    assert!(!is_running(old));
    // What was about to remove it does not.
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(apply(&agent, 4, &[&proxy]).await[node], new);
    assert_eq!(directories(&host, &proxy), 1);
    agent.stop_supervising().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_snapshot_that_is_not_served_does_not_hold_up_the_next_one() {
    let Some(host) = Host::new() else { return };
    let agent = LocalAgent::start(host.options.clone()).await.unwrap();
    let proxy = database_proxy(1);
    let first = apply(&agent, 1, &[&proxy]).await;
    let stuck = snapshot(NEVER_SERVED, &[&proxy]);
    let limit = Duration::from_secs(1);
    let error = agent.topology_apply(&stuck, limit).await.unwrap_err();
    assert!(matches!(error, AgentError::Deadline { .. }), "{error}");

    let waiting = {
        let agent = agent.clone();
        tokio::spawn(async move { agent.topology_apply(&stuck, DEADLINE).await })
    };
    // Which of the two comes first does not matter.
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(apply(&agent, NEVER_SERVED + 1, &[&proxy]).await, first);
    waiting.await.unwrap().unwrap_err();
    agent.stop_supervising().await;
}
