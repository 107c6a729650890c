//! One client's connection to a gateway, from its acceptance to its end.

mod fronts;

use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::time::Duration;

use hyades_types::topology::Gateway;
use tokio::net::TcpStream;
use tokio::sync::watch;

use crate::admission;
use crate::frontend::{Config, Shared as FrontShared, Spec};
use crate::log_limit::LogLimit;
use crate::observe::Watch;
use crate::refusal::{Refusal, refuse};
use crate::worker::{Place, Workers};

pub(crate) use fronts::Fronts;

/// What all connections of the process share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) workers: Arc<Workers>,
    pub(crate) watch: Arc<Watch>,
    /// Clients that are connected, and how many may be.
    pub(crate) connections: Arc<AtomicUsize>,
    pub(crate) limit: usize,
    pub(crate) connect_timeout: Duration,
    /// Of the message that there is no place for another connection.
    pub(crate) full: LogLimit,
    /// What the gateways of an instance share.
    pub(crate) fronts: Fronts,
}

/// Where the connections of a gateway go.
#[derive(Debug)]
pub(crate) struct Route {
    pub(crate) gateway: Gateway,
    pub(crate) config: Config,
    /// Rises: a worker does not go back to an older route.
    pub(crate) number: u64,
    /// Of the message that the server cannot be reached.
    pub(crate) unreachable: LogLimit,
    /// Of the message that a client is kept out.
    pub(crate) kept_out: LogLimit,
}

impl Route {
    /// A route whose counters are the given ones.
    pub(crate) fn new(gateway: Gateway, held: bool, shared: Arc<FrontShared>, number: u64) -> Self {
        let servers = gateway.backend.iter();
        let health = servers.map(|server| (server.node.clone(), Arc::default()));
        let config = Config {
            spec: Arc::new(Spec::from(&gateway).holding(held)),
            health: Arc::new(health.collect()),
            shared,
        };
        Self {
            gateway,
            config,
            number,
            unreachable: LogLimit::default(),
            kept_out: LogLimit::default(),
        }
    }
}

/// Serves a client until it or its server is done, or `stop` says that it is over. On return nothing
/// of the connection is left.
pub(crate) async fn serve(
    client: TcpStream,
    route: Arc<Route>,
    shared: Arc<Shared>,
    mut stop: watch::Receiver<()>,
) {
    // A client that is gone already needs no answer.
    let Ok(peer) = client.peer_addr() else {
        return;
    };
    if !admission::to_gateway(&route.gateway, peer.ip()) {
        if route.kept_out.admits() {
            tracing::info!(listen = %route.gateway.listen, from = %peer.ip(), "keeping a client out");
        }
        return refuse(client, Refusal::NotAllowed(peer.ip())).await;
    }
    let Some(place) = Place::take(&shared.connections, shared.limit) else {
        if shared.full.admits() {
            let limit = shared.limit;
            tracing::warn!(limit, "refusing clients: too many connections");
        }
        return refuse(client, Refusal::TooManyConnections).await;
    };
    if route.gateway.backend.is_none() {
        return refuse(client, Refusal::NoServer(&route.gateway.instance)).await;
    }
    let Ok(client) = client.into_std() else {
        return;
    };
    let limit = shared.connect_timeout;
    let Some(mut session) = shared.workers.gateway(&route, client, peer, limit, place) else {
        return;
    };
    tokio::select! {
        () = session.ended() => {}
        _ = stop.changed() => {
            session.cancel();
            session.ended().await;
        }
    }
}
