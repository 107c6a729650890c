//! A node of a database proxy that leaves while clients keep coming.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use hyades_proxy::control::ControlRequest;
use hyades_types::Secret;
use hyades_types::id::{InstanceId, NodeId, ProxyId, ProxyNodeId};
use hyades_types::net::Endpoint;
use hyades_types::status::NodeRole;
use hyades_types::topology::{
    Backend, Consistency, DatabaseProxy, InternalLogin, MultiStatements, Pooling, ProxyBackend,
    ProxyMode, ProxyNode, ProxySettings, Routing, TopologySnapshot,
};
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;

use crate::world::{World, free_endpoint};

/// Clients at a time.
const CLIENTS: usize = 64;
/// How often a node is replaced by another one.
const ROUNDS: usize = 10;

/// Says to everybody that there is no place: that is an answer, too.
fn proxy(listen: Endpoint) -> DatabaseProxy {
    DatabaseProxy {
        id: ProxyId::generate(),
        instance: InstanceId::generate(),
        nodes: vec![ProxyNode {
            id: ProxyNodeId::generate(),
            generation: 1,
        }],
        listen: vec![listen],
        settings: ProxySettings {
            mode: ProxyMode::ReadWrite,
            routing: Routing::Weighted,
            consistency: Consistency::Eventual,
            transaction_split: false,
            pooling: Pooling::Closed,
            tls: false,
            access: None,
            max_connections: 0,
            max_lag_seconds: 10,
            multi_statements: MultiStatements::Strict,
            lossless_switchover: false,
        },
        backends: vec![ProxyBackend {
            server: Backend {
                node: NodeId::generate(),
                endpoint: free_endpoint(),
                socket: None,
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
    }
}

async fn node(proxy: &DatabaseProxy) -> World {
    let mut world = World::new(1, &[]);
    let snapshot = TopologySnapshot {
        epoch: 1,
        proxies: vec![proxy.clone()],
        ..TopologySnapshot::default()
    };
    let text = serde_json::to_vec(&snapshot).unwrap();
    std::fs::write(&world.options.snapshot, text).unwrap();
    world.start().await;
    world
}

#[tokio::test(flavor = "multi_thread")]
async fn no_client_is_reset_while_nodes_come_and_go() {
    let proxy = proxy(free_endpoint());
    let mut old = node(&proxy).await;
    let is_over = Arc::new(AtomicBool::new(false));
    let clients: Vec<_> = (0..CLIENTS)
        .map(|_| tokio::spawn(knock(proxy.listen[0], is_over.clone())))
        .collect();
    for _ in 0..ROUNDS {
        let new = node(&proxy).await;
        let status = old.call(ControlRequest::Drain { seconds: 20 }).await;
        assert_eq!(status.listening, 0);
        old.ended().await;
        old = new;
    }
    is_over.store(true, Ordering::Relaxed);
    for client in clients {
        assert!(client.await.unwrap() > 0);
    }
}

/// Comes again and again. Returns how often it was answered.
async fn knock(listen: Endpoint, is_over: Arc<AtomicBool>) -> usize {
    let mut answers = 0;
    while !is_over.load(Ordering::Relaxed) {
        let mut client = TcpStream::connect(listen.to_socket_addr()).await.unwrap();
        let mut answer = Vec::new();
        client.read_to_end(&mut answer).await.unwrap();
        assert!(answer.ends_with(b"Too many connections"));
        answers += 1;
    }
    answers
}
