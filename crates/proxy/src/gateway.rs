//! One gateway: a listening address and the connections that came in through it.

use std::sync::Arc;

use hyades_types::topology::Gateway;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::{JoinHandle, JoinSet};

use crate::connection::{self, Route, Shared};
use crate::listener::Acceptor;

/// A running gateway. Dropping it stops the gateway.
#[derive(Debug)]
pub(crate) struct Handle {
    gateway: Gateway,
    held: bool,
    updates: mpsc::Sender<Update>,
    task: JoinHandle<()>,
}

#[derive(Debug)]
struct Update {
    gateway: Gateway,
    held: bool,
    applied: oneshot::Sender<()>,
}

impl Handle {
    /// Starts to serve a listener.
    pub(crate) fn start(
        listener: TcpListener,
        gateway: Gateway,
        held: bool,
        shared: Arc<Shared>,
    ) -> Self {
        let (updates, received) = mpsc::channel(1);
        let (front, number) = (
            shared.fronts.of(&gateway.instance),
            shared.workers.next_number(),
        );
        let service = Service {
            acceptor: Acceptor::new(listener, gateway.listen),
            route: Arc::new(Route::new(gateway.clone(), held, front, number)),
            clients: Clients::default(),
            updates: received,
            shared,
        };
        Self {
            gateway,
            held,
            updates,
            task: tokio::spawn(service.run()),
        }
    }

    /// What it serves.
    pub(crate) fn gateway(&self) -> &Gateway {
        &self.gateway
    }

    /// Whether statements wait.
    pub(crate) const fn holds(&self) -> bool {
        self.held
    }

    /// Sends new connections to another server. When the receiver resolves, no connection to the
    /// server before exists any more; if statements have waited for that, its sessions follow one by one
    /// instead, and use the server before for nothing else. Wait for it before the next update.
    pub(crate) fn update(&mut self, gateway: Gateway, held: bool) -> oneshot::Receiver<()> {
        let (applied, done) = oneshot::channel();
        self.gateway = gateway.clone();
        self.held = held;
        let update = Update {
            gateway,
            held,
            applied,
        };
        // As updates are awaited, there is room; if the service were gone, `done` would tell.
        let _ = self.updates.try_send(update);
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
        let is_left = update.gateway.backend != self.route.gateway.backend;
        let in_order = self.route.config.spec.held && update.gateway.backend.is_some();
        if is_left && !in_order {
            self.clients.end().await;
        }
        let front = self.route.config.shared.clone();
        let number = self.shared.workers.next_number();
        self.route = Arc::new(Route::new(update.gateway, update.held, front, number));
        self.shared.workers.reroute(&self.route);
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
