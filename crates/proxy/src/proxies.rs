//! The database proxies of the process: their listeners and what the workers know of them.

use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use hyades_types::id::ProxyId;
use hyades_types::net::Endpoint;
use hyades_types::topology::{DatabaseProxy, FailedListener};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::admission;
use crate::auth::ServerKey;
use crate::frontend::{Config, Front, Shared, Spec};
use crate::listener::{self, Acceptor};
use crate::log_limit::LogLimit;
use crate::refusal::{Refusal, refuse};
use crate::topology::Topology;
use crate::worker::{Place, Workers};

/// What listens and serves.
#[derive(Debug)]
pub(crate) struct Proxies {
    workers: Arc<Workers>,
    key: OnceLock<ServerKey>,
    served: BTreeMap<ProxyId, Served>,
    /// No new listeners.
    is_leaving: bool,
}

#[derive(Debug)]
struct Served {
    config: Config,
    /// What the acceptors read.
    current: watch::Sender<Arc<DatabaseProxy>>,
    acceptors: BTreeMap<Endpoint, JoinHandle<()>>,
    /// Tells them to leave.
    leave: watch::Sender<bool>,
    failed: BTreeMap<Endpoint, String>,
    connections: Arc<AtomicUsize>,
}

impl Proxies {
    pub(crate) fn new(workers: Arc<Workers>) -> Self {
        Self {
            workers,
            key: OnceLock::new(),
            served: BTreeMap::new(),
            is_leaving: false,
        }
    }

    /// Serves the proxies of this topology and no others.
    pub(crate) fn apply(&mut self, topology: &Topology) {
        let proxies = &topology.proxies;
        let gone: Vec<_> = self
            .served
            .keys()
            .filter(|id| !proxies.iter().any(|proxy| proxy.id == **id))
            .cloned()
            .collect();
        for id in gone {
            self.remove(&id);
        }
        for proxy in proxies {
            self.serve(proxy.clone(), topology.holds_proxy(proxy));
        }
    }

    /// Stops listening and closes every connection.
    pub(crate) fn stop(&mut self) {
        let all: Vec<_> = self.served.keys().cloned().collect();
        for id in all {
            self.remove(&id);
        }
    }

    /// Stops listening for good; sessions go on. On return nothing listens any more.
    pub(crate) async fn listen_no_more(&mut self) {
        self.is_leaving = true;
        let mut leaving = Vec::new();
        for served in self.served.values_mut() {
            served.leave.send_replace(true);
            leaving.extend(std::mem::take(&mut served.acceptors).into_values());
        }
        for acceptor in leaving {
            // It ends with an error only if it panicked, and then it listens no more, too.
            let _ = acceptor.await;
        }
    }

    /// Client connections.
    pub(crate) fn connections(&self) -> usize {
        let count = |served: &Served| served.connections.load(Ordering::Relaxed);
        self.served.values().map(count).sum()
    }

    /// Listeners that accept connections.
    pub(crate) fn listening(&self) -> usize {
        self.served
            .values()
            .map(|served| served.acceptors.len())
            .sum()
    }

    /// Endpoints that cannot be listened on.
    pub(crate) fn failed(&self) -> Vec<FailedListener> {
        let failed = self.served.values().flat_map(|served| &served.failed);
        let failed = failed.map(|(listen, reason)| FailedListener {
            listen: *listen,
            reason: reason.clone(),
        });
        failed.collect()
    }

    fn remove(&mut self, id: &ProxyId) {
        if let Some(served) = self.served.remove(id) {
            for (_, acceptor) in served.acceptors {
                acceptor.abort();
            }
            self.workers.remove(&Front::Proxy(id.clone()));
        }
    }

    fn serve(&mut self, proxy: DatabaseProxy, held: bool) {
        let known = self.served.get(&proxy.id);
        let shared = known.map_or_else(|| self.shared(), |served| served.config.shared.clone());
        let health = proxy.backends.iter().map(|backend| {
            let node = &backend.server.node;
            let known = known.and_then(|served| served.config.health.get(node));
            (node.clone(), known.cloned().unwrap_or_default())
        });
        let health = Arc::new(health.collect());
        let proxy = Arc::new(proxy);
        let config = Config {
            health,
            spec: Arc::new(Spec::from(&*proxy).holding(held)),
            shared,
        };
        self.workers.serve(&config);
        let served = self
            .served
            .entry(proxy.id.clone())
            .or_insert_with(|| Served {
                config: config.clone(),
                current: watch::Sender::new(proxy.clone()),
                acceptors: BTreeMap::new(),
                leave: watch::Sender::new(false),
                failed: BTreeMap::new(),
                connections: Arc::default(),
            });
        served.config = config;
        served.current.send_replace(proxy);
        if !self.is_leaving {
            served.listen(&self.workers);
        }
    }

    fn shared(&self) -> Arc<Shared> {
        Shared::new(
            self.key.get_or_init(ServerKey::generate).clone(),
            Arc::default(),
        )
    }
}

impl Served {
    /// Listens where the proxy is to listen now, and nowhere else.
    fn listen(&mut self, workers: &Arc<Workers>) {
        let wanted = self.current.borrow().listen.clone();
        self.acceptors.retain(|listen, acceptor| {
            let stays = wanted.contains(listen);
            if !stays {
                acceptor.abort();
            }
            stays
        });
        self.failed.clear();
        for listen in wanted {
            if self.acceptors.contains_key(&listen) {
                continue;
            }
            match listener::bind_shared(listen) {
                Ok(listener) => {
                    let accepting = Accepting {
                        acceptor: Acceptor::new(listener, listen),
                        current: self.current.subscribe(),
                        leave: self.leave.subscribe(),
                        connections: self.connections.clone(),
                        workers: workers.clone(),
                        kept_out: LogLimit::default(),
                    };
                    self.acceptors.insert(listen, tokio::spawn(accepting.run()));
                }
                Err(error) => {
                    tracing::error!(%listen, %error, "cannot listen");
                    self.failed.insert(listen, error.to_string());
                }
            }
        }
    }
}

/// The task behind a listener.
struct Accepting {
    acceptor: Acceptor,
    current: watch::Receiver<Arc<DatabaseProxy>>,
    leave: watch::Receiver<bool>,
    connections: Arc<AtomicUsize>,
    workers: Arc<Workers>,
    kept_out: LogLimit,
}

impl Accepting {
    async fn run(mut self) {
        loop {
            let client = tokio::select! {
                client = self.acceptor.accept() => client,
                // An error says that it ends at once.
                told = self.leave.wait_for(|told| *told) => match told {
                    Ok(_) => break,
                    Err(_) => return,
                },
            };
            self.take(client);
        }
        self.acceptor.begin_to_leave();
        while let Some(client) = self.acceptor.last().await {
            self.take(client);
        }
    }

    fn take(&self, client: TcpStream) {
        let proxy = self.current.borrow().clone();
        // A client that is gone already needs no answer.
        let Ok(peer) = client.peer_addr() else {
            return;
        };
        if !admission::to_proxy(&proxy, peer.ip()) {
            if self.kept_out.admits() {
                tracing::info!(proxy = %proxy.id, from = %peer.ip(), "keeping a client out");
            }
            tokio::spawn(refuse(client, Refusal::NotAllowed(peer.ip())));
            return;
        }
        let limit = proxy.settings.max_connections as usize;
        let Some(place) = Place::take(&self.connections, limit) else {
            tokio::spawn(refuse(client, Refusal::TooManyConnections));
            return;
        };
        if let Err(error) = self.hand_over(&proxy.id, client, peer, place) {
            tracing::debug!(%error, "a client is lost");
        }
    }

    fn hand_over(
        &self,
        proxy: &ProxyId,
        client: TcpStream,
        peer: SocketAddr,
        place: Place,
    ) -> io::Result<()> {
        let front = Front::Proxy(proxy.clone());
        self.workers.client(&front, client.into_std()?, peer, place);
        Ok(())
    }
}
