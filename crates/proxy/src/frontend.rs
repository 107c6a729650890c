//! One database proxy as a worker sees it.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;
use std::sync::{Arc, OnceLock};
use std::time::Instant;

use hyades_mysql::wire::capability::Capabilities;
use hyades_mysql::wire::status::Status;
use hyades_types::id::NodeId;
use hyades_types::status::NodeRole;
use hyades_types::topology::{Backend, Consistency, Pooling, ProxyBackend, ProxyMode};

use crate::auth::{Credentials, ServerKey};
use crate::backend::{Follower, Health, Key, Pool, PoolLimits};
use crate::net::{Buffers, Sources, Target};
use crate::observe::{Desk, Tally};
use crate::reactor::{Core, TaskId};
use crate::routing::{Candidate, Policy, choose};
use crate::tls::{Certificates, Tls};

mod counters;
mod handle;
mod hold;
mod identity;
mod read_index;
mod spec;
mod text;

use hold::Hold;

pub(crate) use counters::Counters;
pub(crate) use handle::{Handle, Running, SessionId, SessionIds, session_id};
pub(crate) use identity::ServerFacts;
pub(crate) use read_index::ReadIndex;
pub(crate) use spec::{Front, Spec};
pub(crate) use text::{Text, Texts};

/// What the workers of a process share of a proxy.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) credentials: Arc<Credentials>,
    pub(crate) key: ServerKey,
    pub(crate) counters: Counters,
    /// What servers say of themselves; known once one has been reached.
    pub(crate) facts: OnceLock<ServerFacts>,
}

impl Shared {
    /// Nothing is known yet.
    pub(crate) fn new(key: ServerKey, credentials: Arc<Credentials>) -> Arc<Self> {
        Arc::new(Self {
            credentials,
            key,
            counters: Counters::default(),
            facts: OnceLock::new(),
        })
    }
}

/// Everything that a snapshot says of a proxy, with what is shared.
#[derive(Debug, Clone)]
pub(crate) struct Config {
    pub(crate) spec: Arc<Spec>,
    pub(crate) shared: Arc<Shared>,
    /// What is known of its servers.
    pub(crate) health: Arc<BTreeMap<NodeId, Arc<Health>>>,
}

/// One database proxy in one worker.
pub(crate) struct Frontend {
    core: Core,
    /// How servers are connected to.
    limits: PoolLimits,
    sources: Arc<Sources>,
    pub(crate) shared: Arc<Shared>,
    config: RefCell<Config>,
    servers: RefCell<Vec<Rc<Server>>>,
    keys: RefCell<Vec<Rc<Key>>>,
    /// Texts of prepared statements.
    pub(crate) texts: Texts,
    /// What has been committed anywhere.
    pub(crate) read_index: ReadIndex,
    certificates: Certificates,
    buffers: Buffers,
    desk: Rc<Desk>,
    tickets: Cell<u64>,
    sessions: RefCell<Vec<TaskId>>,
    /// Sessions by the ids that their clients were told.
    handles: RefCell<HashMap<u32, Rc<Handle>>>,
    session_limit: Cell<usize>,
    hold: Hold,
}

/// A server in one worker.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) node: NodeId,
    pub(crate) role: Cell<NodeRole>,
    pub(crate) weight: Cell<u16>,
    backend: Backend,
    pub(crate) health: Arc<Health>,
    pub(crate) pool: Rc<Pool>,
    /// How far it has got.
    pub(crate) follower: Follower,
    /// Statements of this worker that are under way.
    pub(crate) busy: Cell<usize>,
    /// What this worker has sent there.
    pub(crate) tally: Rc<Tally>,
    /// When another server has become the primary in its place, in order: its sessions may take their
    /// state along.
    pub(crate) left: Cell<Option<Instant>>,
}

impl Frontend {
    pub(crate) fn new(
        core: Core,
        buffers: Buffers,
        (limits, sources): (PoolLimits, Arc<Sources>),
        desk: Rc<Desk>,
        config: Config,
    ) -> Rc<Self> {
        let frontend = Rc::new(Self {
            core,
            limits,
            sources,
            shared: config.shared.clone(),
            config: RefCell::new(config.clone()),
            servers: RefCell::default(),
            keys: RefCell::default(),
            texts: Texts::default(),
            read_index: ReadIndex::default(),
            certificates: Certificates::default(),
            buffers,
            desk,
            tickets: Cell::new(0),
            sessions: RefCell::default(),
            handles: RefCell::default(),
            session_limit: Cell::new(64),
            hold: Hold::default(),
        });
        frontend.apply(config);
        frontend
    }

    pub(crate) const fn sources(&self) -> &Arc<Sources> {
        &self.sources
    }

    pub(crate) const fn buffers(&self) -> &Buffers {
        &self.buffers
    }

    pub(crate) fn core(&self) -> &Core {
        &self.core
    }

    pub(crate) const fn desk(&self) -> &Rc<Desk> {
        &self.desk
    }

    pub(crate) fn front(&self) -> Front {
        self.config.borrow().spec.front.clone()
    }

    pub(crate) fn config(&self) -> Config {
        self.config.borrow().clone()
    }

    /// Serves a new snapshot. Connections to servers that are not in it any more, or whose role has
    /// changed, are closed when their statement ends.
    pub(crate) fn apply(&self, config: Config) {
        let mut servers = self.servers.borrow_mut();
        let old = std::mem::take(&mut *servers);
        let before: Vec<_> = old
            .iter()
            .map(|one| (one.clone(), one.role.get()))
            .collect();
        for backend in &config.spec.backends {
            let kept = old.iter().find(|server| server.backend == backend.server);
            let server = match kept {
                Some(server) => server.clone(),
                None => match self.server(backend, &config) {
                    Some(server) => server,
                    None => continue,
                },
            };
            server.role.set(backend.role);
            server.weight.set(backend.weight);
            servers.push(server);
        }
        for server in old
            .iter()
            .filter(|old| !servers.iter().any(|new| Rc::ptr_eq(old, new)))
        {
            server.pool.clear();
        }
        drop(servers);
        let (held, is_lossless) = (config.spec.held, config.spec.settings.lossless_switchover);
        let was_held = self.config.replace(config).spec.held;
        self.note_left(&before, was_held && is_lossless);
        self.hold.set(&self.core, held);
    }

    fn server(&self, backend: &ProxyBackend, config: &Config) -> Option<Rc<Server>> {
        let target = match &backend.server.socket {
            Some(path) => Target::Unix(path.clone()),
            None => Target::Tcp(backend.server.endpoint.to_socket_addr()),
        };
        let health = config.health.get(&backend.server.node)?.clone();
        let pool = Rc::new(Pool::new(
            self.core.clone(),
            (target, backend.server.endpoint.to_socket_addr()),
            (self.limits, self.sources.clone()),
            health.clone(),
        ));
        Some(Rc::new(Server {
            node: backend.server.node.clone(),
            role: Cell::new(backend.role),
            weight: Cell::new(backend.weight),
            backend: backend.server.clone(),
            follower: Follower::new(self.core.clone(), pool.clone(), health.clone()),
            health,
            pool,
            busy: Cell::new(0),
            left: Cell::new(None),
            tally: self.desk.tally(
                &config.spec.front,
                &config.spec.instance,
                &backend.server.node,
            ),
        }))
    }

    /// Whether a server is still part of the proxy, in the role in which a session uses it.
    pub(crate) fn has(&self, server: &Rc<Server>) -> bool {
        self.servers
            .borrow()
            .iter()
            .any(|one| Rc::ptr_eq(one, server))
    }

    /// Whether a session whose home this is can stay.
    pub(crate) fn is_home(&self, server: &Rc<Server>) -> bool {
        let role_fits = match self.policy().mode {
            ProxyMode::ReadWrite => server.role.get() == NodeRole::Primary,
            ProxyMode::ReadOnly => server.role.get() == NodeRole::Replica,
        };
        role_fits && self.has(server)
    }

    /// Whether a session should stay with its home. There are several replicas, but one primary.
    pub(crate) fn can_stay(&self, home: &Server) -> bool {
        self.policy().mode == ProxyMode::ReadWrite || home.health.is_up()
    }

    /// Whether everything goes to one server, on a connection of the session's own.
    pub(crate) fn is_gateway(&self) -> bool {
        matches!(self.config.borrow().spec.front, Front::Gateway(_))
    }

    pub(crate) fn pooling(&self) -> Pooling {
        self.config.borrow().spec.settings.pooling
    }

    pub(crate) fn consistency(&self) -> Consistency {
        self.config.borrow().spec.settings.consistency
    }

    pub(crate) fn servers(&self) -> Vec<Rc<Server>> {
        self.servers.borrow().clone()
    }

    /// The server for what only one server can do: the primary, or for a read-only proxy a replica
    /// that stays the session's own.
    pub(crate) fn home(&self) -> Option<Rc<Server>> {
        match self.policy().mode {
            ProxyMode::ReadWrite => self.primary(),
            ProxyMode::ReadOnly => self.reader(&[]),
        }
    }

    /// TLS with the certificate that there is now, if the proxy speaks TLS.
    pub(crate) fn tls(&self) -> Option<Tls> {
        let spec = self.config.borrow().spec.clone();
        let identity = spec.tls.as_ref().filter(|_| spec.settings.tls)?;
        self.certificates.current(identity)
    }

    /// The primary.
    pub(crate) fn primary(&self) -> Option<Rc<Server>> {
        let servers = self.servers.borrow();
        servers
            .iter()
            .find(|server| server.role.get() == NodeRole::Primary)
            .cloned()
    }

    /// A server for a read, other than these.
    pub(crate) fn reader(&self, tried: &[NodeId]) -> Option<Rc<Server>> {
        let routing = self.config.borrow().spec.settings.routing;
        let servers = self.servers.borrow();
        let ticket = self.tickets.get();
        self.tickets.set(ticket.wrapping_add(1));
        let index = choose(routing, &self.candidates(&servers, tried), ticket)?;
        servers.get(index).cloned()
    }

    /// The servers that can get reads now.
    pub(crate) fn readers(&self) -> Vec<Rc<Server>> {
        let routing = self.config.borrow().spec.settings.routing;
        let servers = self.servers.borrow();
        let candidates = self.candidates(&servers, &[]);
        let readers = servers
            .iter()
            .zip(candidates)
            .filter(|(_, one)| one.takes_reads(routing));
        readers.map(|(server, _)| server.clone()).collect()
    }

    fn candidates(&self, servers: &[Rc<Server>], tried: &[NodeId]) -> Vec<Candidate> {
        let config = self.config.borrow();
        let settings = &config.spec.settings;
        let is_primary = |server: &Rc<Server>| server.role.get() == NodeRole::Primary;
        let has_primary = servers
            .iter()
            .any(|one| is_primary(one) && one.health.is_up());
        servers
            .iter()
            .map(|server| {
                let role = server.role.get();
                let may_read = role == NodeRole::Replica || settings.mode == ProxyMode::ReadWrite;
                let is_fresh = match role {
                    NodeRole::Primary => server.health.is_up(),
                    NodeRole::Replica => server
                        .health
                        .is_fresh(settings.max_lag_seconds, has_primary),
                };
                Candidate {
                    role,
                    weight: server.weight.get(),
                    is_fit: may_read && is_fresh && !tried.contains(&server.node),
                    busy: server.busy.get(),
                }
            })
            .collect()
    }

    /// The account that looks at servers.
    pub(crate) fn monitor_key(&self) -> Option<Key> {
        self.config
            .borrow()
            .spec
            .monitor
            .as_ref()
            .map(Key::of_monitor)
    }

    pub(crate) fn policy(&self) -> Policy {
        let config = self.config.borrow();
        let settings = &config.spec.settings;
        Policy {
            mode: settings.mode,
            transaction_split: settings.transaction_split,
        }
    }

    /// The key that equal keys share, so that comparing them is comparing pointers.
    pub(crate) fn intern(&self, key: Key) -> Rc<Key> {
        let mut keys = self.keys.borrow_mut();
        if let Some(known) = keys.iter().find(|known| ***known == key) {
            return known.clone();
        }
        // Those that only this list knows any more.
        keys.retain(|known| Rc::strong_count(known) > 1);
        let key = Rc::new(key);
        keys.push(key.clone());
        key
    }

    /// A number for a session, different from those of other workers.
    pub(crate) fn session_opened(&self) -> u64 {
        self.shared.counters.session_opened()
    }

    /// A session's task.
    pub(crate) fn joined(&self, task: TaskId) {
        let mut sessions = self.sessions.borrow_mut();
        // Those that have ended are forgotten when as many others have come.
        if sessions.len() >= self.session_limit.get() {
            sessions.retain(|task| self.core.is_alive(*task));
            self.session_limit.set(sessions.len() * 2 + 64);
        }
        sessions.push(task);
    }

    /// Ends every session and closes every connection.
    pub(crate) fn close(&self) {
        for task in self.sessions.take() {
            self.core.cancel(task);
        }
        self.read_index.stop(self);
        for server in self.servers.take() {
            server.pool.clear();
        }
    }

    /// Closes idle connections that servers have closed.
    pub(crate) fn sweep(&self) {
        for server in self.servers.borrow().iter() {
            server.pool.sweep();
        }
    }

    /// The id that a session's greeting names.
    pub(crate) fn next_connection_id(&self) -> SessionId {
        self.desk.watch().session_ids.take()
    }

    /// A session that others can reach now.
    pub(crate) fn enter(&self, handle: &Rc<Handle>) {
        if let Some(id) = handle.id() {
            self.handles.borrow_mut().insert(id, handle.clone());
        }
    }

    /// It is over.
    pub(crate) fn left(&self, handle: &Handle) {
        if let Some(id) = handle.id() {
            self.handles.borrow_mut().remove(&id);
        }
    }

    /// The session of this worker that has this id.
    pub(crate) fn handle(&self, id: u32) -> Option<Rc<Handle>> {
        self.handles.borrow().get(&id).cloned()
    }

    /// What the proxy can do towards its clients. No compression: it would be undone and redone.
    pub(crate) fn capabilities(server: Capabilities) -> Capabilities {
        server.without(
            Capabilities::COMPRESS
                | Capabilities::ZSTD_COMPRESSION_ALGORITHM
                | Capabilities::SSL
                | Capabilities::MULTI_FACTOR_AUTHENTICATION,
        )
    }

    /// The status that a new session has.
    pub(crate) const fn first_status() -> Status {
        Status::AUTOCOMMIT
    }
}
