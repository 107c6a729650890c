//! The threads of the data path.

mod gateways;
mod kill;
mod wake;
mod workers;

use std::collections::{BTreeMap, HashMap};
use std::net::{SocketAddr, TcpStream};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use hyades_types::id::NodeId;
use tokio::sync::oneshot;

use crate::backend::{Key, PoolLimits, monitor};
use crate::connection::Route;
use crate::frontend::{Config, Front, Frontend};
use crate::net::{Buffers, Sources, Target};
use crate::observe::{Desk, Inquiry, Report, Watch};
use crate::reactor::{Core, Reactor, TaskId};
use crate::session::{Order, Verdict, carry_out, serve};
use gateways::{Gateways, gateway_client};

pub(crate) use workers::{Place, Workers};

/// How often idle connections are looked at.
const SWEEP: Duration = Duration::from_secs(1);

/// How often what was observed is handed on, at least.
const TICK: Duration = Duration::from_secs(1);

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
    Wake(TaskId),
    Stop,
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
            Message::Wake(task) => self.core.wake(task),
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
