//! The threads of the data path.

mod gateways;

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::net::{SocketAddr, TcpStream};
use std::rc::Rc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use hyades_types::id::NodeId;
use tokio::sync::oneshot;

use crate::backend::{Key, PoolLimits, monitor};
use crate::connection::Route;
use crate::frontend::{Config, Front, Frontend};
use crate::net::{Buffers, Sources, Target};
use crate::observe::{Desk, Inquiry, Report, Watch};
use crate::reactor::{Core, Io, Reactor, Remote, TaskId};
use crate::session::{Order, Verdict, carry_out, serve};
use gateways::{Gateways, gateway_client};

/// How often idle connections are looked at.
const SWEEP: Duration = Duration::from_secs(1);

/// How often what was observed is handed on, at least.
const TICK: Duration = Duration::from_secs(1);

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

/// What a worker is told.
#[derive(Debug)]
enum Message {
    Serve(Config),
    Remove(Front),
    Client {
        front: Front,
        client: TcpStream,
        peer: SocketAddr,
        places: [Place; 2],
    },
    Gateway {
        /// Names the session.
        number: u64,
        client: TcpStream,
        peer: SocketAddr,
        connect_timeout: Duration,
        route: Arc<Route>,
        /// Dropped when nothing of the session is left.
        held: ([Place; 2], oneshot::Sender<()>),
    },
    Reroute(Arc<Route>),
    Cancel(u64),
    Ask(Inquiry, oneshot::Sender<Report>),
    Kill(Order, oneshot::Sender<Verdict>),
    Stop,
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
    remotes: Vec<Remote<Message>>,
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

    /// Has a session killed; the workers that do not have it do not answer.
    pub(crate) fn kill(&self, order: &Order) -> Vec<oneshot::Receiver<Verdict>> {
        let tell = |remote: &Remote<Message>| {
            let (answer, receiver) = oneshot::channel();
            remote.send(Message::Kill(order.clone(), answer));
            receiver
        };
        self.remotes.iter().map(tell).collect()
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

    fn threads(&self) -> MutexGuard<'_, Vec<JoinHandle<()>>> {
        self.threads.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tell_all(&self, message: impl Fn() -> Message) {
        for remote in &self.remotes {
            remote.send(message());
        }
    }
}

/// One thread's world.
struct Worker {
    core: Core,
    limits: PoolLimits,
    sources: Arc<Sources>,
    buffers: Buffers,
    desk: Rc<Desk>,
    fronts: BTreeMap<Front, Served>,
    gateways: Gateways,
    /// The tasks of gateways' sessions; some have ended.
    gateway_sessions: HashMap<u64, TaskId>,
    started: u64,
    /// One of the workers looks at the servers for all.
    is_monitor: bool,
}

/// After how many sessions those that have ended are forgotten.
const FORGET: u64 = 1024;

struct Served {
    frontend: Rc<Frontend>,
    monitors: BTreeMap<NodeId, (Target, TaskId)>,
    sweeper: TaskId,
}

impl Worker {
    fn new(
        core: Core,
        limits: PoolLimits,
        sources: Arc<Sources>,
        watch: Arc<Watch>,
        is_monitor: bool,
    ) -> Self {
        Self {
            core,
            limits,
            sources,
            buffers: Buffers::default(),
            desk: Desk::new(watch),
            fronts: BTreeMap::new(),
            gateways: Gateways::default(),
            gateway_sessions: HashMap::new(),
            started: 0,
            is_monitor,
        }
    }

    fn run(mut self, reactor: Reactor<Message>) {
        self.core.spawn(tick(self.core.clone(), self.desk.clone()));
        if let Err(error) = reactor.run(|message| self.obey(message)) {
            tracing::error!(%error, "a worker cannot go on");
        }
        self.desk.finish();
    }

    fn obey(&mut self, message: Message) {
        match message {
            Message::Serve(config) => self.serve(config),
            Message::Remove(front) => self.remove(&front),
            Message::Client {
                front,
                client,
                peer,
                places,
            } => {
                let Some(served) = self.fronts.get(&front) else {
                    return;
                };
                let frontend = served.frontend.clone();
                let session = async move {
                    serve(frontend, client, peer).await;
                    drop(places);
                };
                served.frontend.joined(self.core.spawn(session));
            }
            Message::Gateway {
                number,
                client,
                peer,
                connect_timeout,
                route,
                held,
            } => {
                let frontend = self.gateway(&route);
                let joined = frontend.clone();
                let session = async move {
                    gateway_client(frontend, client, peer, connect_timeout, &route).await;
                    drop(held);
                };
                self.started += 1;
                if self.started.is_multiple_of(FORGET) {
                    self.gateway_sessions
                        .retain(|_, task| self.core.is_alive(*task));
                }
                let task = self.core.spawn(session);
                joined.joined(task);
                self.gateway_sessions.insert(number, task);
            }
            Message::Reroute(route) => self.gateways.reroute(&route),
            Message::Cancel(number) => {
                if let Some(task) = self.gateway_sessions.remove(&number) {
                    self.core.cancel(task);
                }
            }
            Message::Ask(inquiry, answer) => {
                let fronts = self.fronts.values().map(|served| &served.frontend);
                let report = Report::of(
                    &self.desk,
                    fronts.chain(self.gateways.frontends()),
                    &inquiry,
                );
                // Nobody may wait for it any more.
                let _ = answer.send(report);
            }
            Message::Kill(order, answer) => {
                let frontend = self
                    .fronts
                    .get(&order.front)
                    .map(|one| one.frontend.clone());
                let handle = frontend.as_ref().and_then(|one| one.handle(order.id));
                if let (Some(frontend), Some(handle)) = (frontend, handle) {
                    self.core.spawn(carry_out(frontend, handle, order, answer));
                }
            }
            Message::Stop => self.core.stop(),
        }
    }

    fn serve(&mut self, config: Config) {
        let core = &self.core;
        let served = self
            .fronts
            .entry(config.spec.front.clone())
            .or_insert_with(|| {
                let buffers = self.buffers.clone();
                let (desk, config) = (self.desk.clone(), config.clone());
                let reach = (self.limits, self.sources.clone());
                let frontend = Frontend::new(core.clone(), buffers, reach, desk, config);
                Served {
                    sweeper: core.spawn(sweep(frontend.clone())),
                    frontend,
                    monitors: BTreeMap::new(),
                }
            });
        served.frontend.apply(config.clone());
        if self.is_monitor {
            served.watch(core, &config);
        }
    }

    /// The gateway that a client has come in through.
    fn gateway(&mut self, route: &Route) -> Rc<Frontend> {
        let (core, buffers, desk) = (self.core.clone(), self.buffers.clone(), self.desk.clone());
        let config = route.config.clone();
        self.gateways.get(route, || {
            let reach = (self.limits, self.sources.clone());
            Frontend::new(core, buffers, reach, desk, config)
        })
    }

    fn remove(&mut self, front: &Front) {
        let Some(served) = self.fronts.remove(front) else {
            return;
        };
        for (_, task) in served.monitors.values() {
            self.core.cancel(*task);
        }
        self.core.cancel(served.sweeper);
        self.desk.forget(front);
        served.frontend.close();
    }
}

impl Served {
    /// Looks at the servers that there are now, and no others.
    fn watch(&mut self, core: &Core, config: &Config) {
        let Some(monitor_login) = &config.spec.monitor else {
            return;
        };
        let key = Rc::new(Key::of_monitor(monitor_login));
        let servers = self.frontend.servers();
        self.monitors.retain(|node, (target, task)| {
            let stays = servers
                .iter()
                .any(|one| one.node == *node && one.pool.target() == *target);
            if !stays {
                core.cancel(*task);
            }
            stays
        });
        for server in servers {
            let (pool, health) = (server.pool.clone(), server.health.clone());
            let shared = config.shared.clone();
            self.monitors.entry(server.node.clone()).or_insert_with(|| {
                let target = pool.target();
                let watching = monitor(core.clone(), pool, key.clone(), health, shared);
                (target, core.spawn(watching))
            });
        }
    }
}

async fn tick(core: Core, desk: Rc<Desk>) {
    loop {
        core.sleep(TICK).await;
        desk.tick();
    }
}

async fn sweep(frontend: Rc<Frontend>) {
    loop {
        frontend.core().sleep(SWEEP).await;
        frontend.sweep();
    }
}
