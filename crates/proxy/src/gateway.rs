//! One gateway: a listening address and the connections that came in through it.

use std::sync::Arc;

use hyades_types::topology::Gateway;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::{JoinHandle, JoinSet};

use crate::auth::ServerKey;
use crate::connection::{self, Route, Shared};
use crate::frontend::Shared as FrontShared;
use crate::listener::Acceptor;

/// A running gateway. Dropping it stops the gateway.
#[derive(Debug)]
pub(crate) struct Handle {
    gateway: Gateway,
    updates: mpsc::Sender<Update>,
    task: JoinHandle<()>,
}

#[derive(Debug)]
struct Update {
    gateway: Gateway,
    applied: oneshot::Sender<()>,
}

impl Handle {
    /// Starts to serve a listener.
    pub(crate) fn start(listener: TcpListener, gateway: Gateway, shared: Arc<Shared>) -> Self {
        let (updates, received) = mpsc::channel(1);
        let service = Service {
            acceptor: Acceptor::new(listener, gateway.listen),
            route: Arc::new(Route::new(gateway.clone(), FrontShared::new(ServerKey::default()))),
            clients: Clients::default(),
            updates: received,
            shared,
        };
        Self {
            gateway,
            updates,
            task: tokio::spawn(service.run()),
        }
    }

    /// What it serves.
    pub(crate) fn gateway(&self) -> &Gateway {
        &self.gateway
    }

    /// Sends new connections to another server. When the receiver resolves, no connection to the
    /// server before exists any more. Wait for it before the next update.
    pub(crate) fn update(&mut self, gateway: Gateway) -> oneshot::Receiver<()> {
        let (applied, done) = oneshot::channel();
        self.gateway = gateway.clone();
        // As updates are awaited, there is room; if the service were gone, `done` would tell.
        let _ = self.updates.try_send(Update { gateway, applied });
        done
    }

    /// Stops listening and closes the connections. When the task has ended, both are done.
    pub(crate) fn stop(self) -> JoinHandle<()> {
        self.task
    }
}

/// The clients of a gateway.
struct Clients {
    tasks: JoinSet<()>,
    /// Changes when those that are there now have to go.
    stop: watch::Sender<()>,
}

impl Default for Clients {
    fn default() -> Self {
        Self {
            tasks: JoinSet::new(),
            stop: watch::Sender::new(()),
        }
    }
}

impl Clients {
    /// Closes all connections. On return none is left.
    async fn end(&mut self) {
        self.stop.send_replace(());
        while self.tasks.join_next().await.is_some() {}
    }
}

/// The task behind a handle.
struct Service {
    acceptor: Acceptor,
    route: Arc<Route>,
    clients: Clients,
    updates: mpsc::Receiver<Update>,
    shared: Arc<Shared>,
}

impl Service {
    async fn run(mut self) {
        loop {
            tokio::select! {
                // An update is a fence; it must not wait for the clients that keep coming.
                biased;
                update = self.updates.recv() => match update {
                    Some(update) => self.apply(update).await,
                    None => return self.stop().await,
                },
                Some(_) = self.clients.tasks.join_next() => {}
                client = self.acceptor.accept() => {
                    let (route, shared) = (self.route.clone(), self.shared.clone());
                    let stop = self.clients.stop.subscribe();
                    self.clients.tasks.spawn(connection::serve(client, route, shared, stop));
                }
            }
        }
    }

    async fn apply(&mut self, update: Update) {
        if update.gateway.backend != self.route.gateway.backend {
            self.clients.end().await;
        }
        let shared = self.route.config.shared.clone();
        self.route = Arc::new(Route::new(update.gateway, shared));
        // Nobody waits any more only when the process is ending.
        let _ = update.applied.send(());
    }

    async fn stop(self) {
        let Self {
            acceptor,
            mut clients,
            ..
        } = self;
        drop(acceptor);
        clients.end().await;
    }
}
