//! One database proxy as a worker sees it.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;
use std::sync::{Arc, OnceLock};

use hyades_mysql::wire::capability::Capabilities;
use hyades_mysql::wire::status::Status;
use hyades_types::id::NodeId;
use hyades_types::topology::{Consistency, Pooling, ProxyBackend};

use crate::auth::{Credentials, ServerKey};
use crate::backend::{Follower, Health, Key, Pool, PoolLimits};
use crate::net::{Buffers, Sources, Target};
use crate::observe::Desk;
use crate::reactor::{Core, TaskId};
use crate::routing::Policy;
use crate::tls::{Certificates, Tls};

mod counters;
mod handle;
mod hold;
mod identity;
mod read_index;
mod server;
mod servers;
mod session_ids;
mod sessions;
mod spec;
mod text;

use hold::Hold;

pub(crate) use counters::Counters;
pub(crate) use handle::{Handle, Running};
pub(crate) use identity::ServerFacts;
pub(crate) use read_index::ReadIndex;
pub(crate) use server::Server;
pub(crate) use session_ids::{SessionId, SessionIds, session_id};
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

    /// TLS with the certificate that there is now, if the proxy speaks TLS.
    pub(crate) fn tls(&self) -> Option<Tls> {
        let spec = self.config.borrow().spec.clone();
        let identity = spec.tls.as_ref().filter(|_| spec.settings.tls)?;
        self.certificates.current(identity)
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
