//! The workers as the rest of the process sees them.

use std::io;
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::sync::oneshot;

use super::{Message, Worker};
use crate::backend::PoolLimits;
use crate::connection::Route;
use crate::frontend::{Config, Front};
use crate::net::Sources;
use crate::observe::{Inquiry, Report, Watch};
use crate::reactor::{Io, Reactor, Remote};

/// A client's place among those that may be connected; free again when dropped.
#[derive(Debug)]
pub(crate) struct Place(Arc<AtomicUsize>);

impl Place {
    /// Takes a place unless there are that many already.
    pub(crate) fn take(count: &Arc<AtomicUsize>, limit: usize) -> Option<Self> {
        let taken = count.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |open| {
            (open < limit).then_some(open + 1)
        });
        taken.ok().map(|_| Self(count.clone()))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A session of a gateway's client, in a worker.
#[derive(Debug)]
pub(crate) struct GatewaySession {
    number: u64,
    remote: Remote<Message>,
    ended: oneshot::Receiver<()>,
}

impl GatewaySession {
    /// Waits until nothing of it is left.
    pub(crate) async fn ended(&mut self) {
        // Nothing is ever sent.
        let _ = (&mut self.ended).await;
    }

    /// Ends it.
    pub(crate) fn cancel(&self) {
        self.remote.send(Message::Cancel(self.number));
    }
}

/// All workers of the process.
#[derive(Debug)]
pub(crate) struct Workers {
    pub(super) remotes: Vec<Remote<Message>>,
    /// Sessions of each.
    sessions: Vec<Arc<AtomicUsize>>,
    numbers: AtomicU64,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

impl Workers {
    /// Starts that many threads.
    pub(crate) fn start(
        count: usize,
        io: Io,
        limits: PoolLimits,
        sources: &Arc<Sources>,
        watch: &Arc<Watch>,
    ) -> io::Result<Self> {
        let mut workers = Self {
            remotes: Vec::new(),
            sessions: Vec::new(),
            numbers: AtomicU64::new(0),
            threads: Mutex::default(),
        };
        for index in 0..count {
            let (sender, remote) = std::sync::mpsc::channel();
            let (watch, sources) = (watch.clone(), sources.clone());
            let run = move || {
                let (reactor, remote) = match Reactor::new(io) {
                    Ok(made) => made,
                    Err(error) => return drop(sender.send(Err(error))),
                };
                if sender.send(Ok(remote)).is_ok() {
                    let core = reactor.core();
                    Worker::new(core, limits, sources, watch, index == 0).run(reactor);
                }
            };
            let thread = std::thread::Builder::new().name(format!("worker-{index}"));
            workers.threads().push(thread.spawn(run)?);
            let remote = remote.recv().map_err(io::Error::other)??;
            workers.remotes.push(remote);
            workers.sessions.push(Arc::default());
        }
        Ok(workers)
    }

    /// Serves a proxy, or goes on with what a new snapshot says of it.
    pub(crate) fn serve(&self, config: &Config) {
        self.tell_all(|| Message::Serve(config.clone()));
    }

    /// Closes a proxy's connections.
    pub(crate) fn remove(&self, front: &Front) {
        self.tell_all(|| Message::Remove(front.clone()));
    }

    /// Hands a client to the worker with the fewest sessions.
    pub(crate) fn client(&self, front: &Front, client: TcpStream, peer: SocketAddr, place: Place) {
        if let Some((remote, session)) = self.idlest() {
            remote.send(Message::Client {
                front: front.clone(),
                client,
                peer,
                places: [place, session],
            });
        }
    }

    /// Hands a gateway's client to the worker with the fewest sessions.
    pub(crate) fn gateway(
        &self,
        route: &Arc<Route>,
        client: TcpStream,
        peer: SocketAddr,
        connect_timeout: Duration,
        place: Place,
    ) -> Option<GatewaySession> {
        let (remote, session) = self.idlest()?;
        let number = self.next_number();
        let (sender, ended) = oneshot::channel();
        remote.send(Message::Gateway {
            number,
            client,
            peer,
            connect_timeout,
            route: route.clone(),
            held: ([place, session], sender),
        });
        Some(GatewaySession {
            number,
            remote: remote.clone(),
            ended,
        })
    }

    /// Has the sessions of a gateway follow a new route.
    pub(crate) fn reroute(&self, route: &Arc<Route>) {
        self.tell_all(|| Message::Reroute(route.clone()));
    }

    /// A number that is higher than all before.
    pub(crate) fn next_number(&self) -> u64 {
        self.numbers.fetch_add(1, Ordering::Relaxed)
    }

    fn idlest(&self) -> Option<(&Remote<Message>, Place)> {
        let workers = self.remotes.iter().zip(&self.sessions);
        let (remote, sessions) =
            workers.min_by_key(|(_, sessions)| sessions.load(Ordering::Relaxed))?;
        Some((remote, Place::take(sessions, usize::MAX)?))
    }

    /// Asks every worker.
    pub(crate) fn ask(&self, inquiry: &Inquiry) -> Vec<oneshot::Receiver<Report>> {
        let ask = |remote: &Remote<Message>| {
            let (answer, receiver) = oneshot::channel();
            remote.send(Message::Ask(inquiry.clone(), answer));
            receiver
        };
        self.remotes.iter().map(ask).collect()
    }

    /// Ends the threads, and with them every session.
    pub(crate) fn stop(&self) {
        self.tell_all(|| Message::Stop);
        for thread in std::mem::take(&mut *self.threads()) {
            if thread.join().is_err() {
                tracing::error!("a worker has panicked");
            }
        }
    }

    pub(super) fn threads(&self) -> MutexGuard<'_, Vec<JoinHandle<()>>> {
        self.threads.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tell_all(&self, message: impl Fn() -> Message) {
        for remote in &self.remotes {
            remote.send(message());
        }
    }
}
