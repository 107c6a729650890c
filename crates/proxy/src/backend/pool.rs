//! The connections of one worker to one server.

mod gate;
mod queue;

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::Poll;
use std::time::{Duration, Instant};

use hyades_mysql::wire::capability::Capabilities;

use super::attributes::attributes;
use super::conn::Open;
use super::restore::track;
use super::{Carried, Conn, Health, Key, Origin, QueryError};
use crate::auth::{Identity, LoginError, Welcome, log_in};
use crate::net::{Sources, Stream, Target, connect, connect_from};
use crate::reactor::{Core, Elapsed, timeout};
use crate::tls::to_this_host;
use gate::{Gate, Pass};
use queue::{Place, Queue};

/// How long a statement waits for a connection in use when there are many already, as long as those
/// before it get one in each of these times. Those that hold them may be slow.
const WAITS: [Duration; 3] = [
    Duration::from_millis(4),
    Duration::from_millis(16),
    Duration::from_millis(80),
];
/// How long connecting and logging in may take.
const LOGIN: Duration = Duration::from_secs(5);
/// Logins of clients' accounts at a time: a thousand at once take each other's time.
const LOGINS: usize = 16;
/// How long a statement waits for a connection in use when the server takes no more, and a login
/// for room.
const FULL: Duration = Duration::from_secs(2);
/// How long a login rests between two tries.
const AGAIN: Duration = Duration::from_millis(50);
/// `ER_CON_COUNT_ERROR` and `ER_USER_LIMIT_REACHED`, `ER_TOO_MANY_USER_CONNECTIONS`.
const TOO_MANY: [u16; 3] = [1040, 1226, 1203];
/// Sweeps, one a second, after which a connection that nobody has used is closed.
const IDLE: u32 = 60;

/// How many connections a thread has to a server, by what [`crate::Options`] say.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PoolLimits {
    /// Up to which a statement opens another one rather than wait for one in use.
    pub(crate) eager: usize,
    /// Idle ones that are kept.
    pub(crate) idle: usize,
}

/// Why there is no connection.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AcquireError {
    /// The server cannot be reached.
    #[error("cannot connect")]
    Connect(#[source] io::Error),
    /// The server does not let us in.
    #[error("cannot log in")]
    LogIn(#[from] LoginError),
    /// The connection cannot be set up.
    #[error("cannot set up the session")]
    SetUp(#[from] QueryError),
    /// The server takes too long.
    #[error("server takes too long")]
    Slow(#[from] Elapsed),
}

impl AcquireError {
    /// Whether the server takes no more connections.
    pub(crate) fn is_full(&self) -> bool {
        matches!(self, Self::LogIn(LoginError::Refused(refused)) if TOO_MANY.contains(&refused.code))
    }
}

/// Connections to one server: those that are idle, and how many there are.
#[derive(Debug)]
pub(crate) struct Pool {
    core: Core,
    target: Target,
    /// Where clients connect from for whom it matters.
    endpoint: SocketAddr,
    limits: PoolLimits,
    sources: Arc<Sources>,
    health: Arc<Health>,
    /// Those used last are at the end.
    idle: RefCell<Vec<Conn>>,
    open: Rc<Cell<usize>>,
    waiting: Queue,
    logins: Gate,
    /// Sweeps so far.
    sweeps: Cell<u32>,
}

impl Pool {
    pub(crate) fn new(
        core: Core,
        (target, endpoint): (Target, SocketAddr),
        (limits, sources): (PoolLimits, Arc<Sources>),
        health: Arc<Health>,
    ) -> Self {
        Self {
            logins: Gate::new(core.clone(), LOGINS),
            core,
            target,
            endpoint,
            limits,
            sources,
            health,
            idle: RefCell::default(),
            open: Rc::default(),
            waiting: Queue::default(),
            sweeps: Cell::new(0),
        }
    }

    /// Where the server is.
    pub(crate) fn target(&self) -> Target {
        self.target.clone()
    }

    /// Connections that are open, in use or not.
    pub(crate) fn open(&self) -> usize {
        self.open.get()
    }

    /// Connections that nobody uses.
    pub(crate) fn idle(&self) -> usize {
        self.idle.borrow().len()
    }

    /// A connection for a statement: an idle one if there is one, best the one that the session has
    /// had before; else, when there are many already, the next that becomes idle; else a new one.
    pub(crate) async fn acquire(
        &self,
        key: &Rc<Key>,
        wanted: &Rc<Carried>,
        session: u64,
    ) -> Result<Conn, AcquireError> {
        if let Some(conn) = self.take_idle(key, wanted, session) {
            return Ok(conn);
        }
        // Boxed, as the memory of a session is as large as its largest step, and this one is rare.
        Box::pin(self.acquire_other(key, wanted)).await
    }

    async fn acquire_other(
        &self,
        key: &Rc<Key>,
        wanted: &Rc<Carried>,
    ) -> Result<Conn, AcquireError> {
        let connected = match self.wait_or_pass(key, wanted).await? {
            Way::Given(conn) => return Ok(conn),
            // Boxed once more, as most that wait are given one.
            Way::Open(_pass) => Box::pin(self.connect_at_once(key, wanted)).await,
        };
        match connected {
            Ok((conn, _)) => Ok(conn),
            Err(error) if error.is_full() => {
                self.make_room();
                let waiting = self.join(key, wanted);
                timeout(&self.core, FULL, waiting.conn())
                    .await
                    .map_err(|_| error)
            }
            Err(error) => Err(error),
        }
    }

    /// Waits until somebody gives a connection back, or another one may be opened.
    async fn wait_or_pass(
        &self,
        key: &Rc<Key>,
        wanted: &Rc<Carried>,
    ) -> Result<Way<'_>, AcquireError> {
        let waiting = self.join(key, wanted);
        let mut given = pin!(waiting.conn());
        let mut pass = pin!(async {
            if self.open() >= self.limits.eager {
                self.wait_in_line(&waiting.place).await;
            }
            timeout(&self.core, LOGIN, self.logins.enter()).await
        });
        poll_fn(|context| {
            if let Poll::Ready(conn) = given.as_mut().poll(context) {
                return Poll::Ready(Ok(Way::Given(conn)));
            }
            let passed = pass.as_mut().poll(context);
            passed.map(|pass| pass.map(Way::Open).map_err(AcquireError::Slow))
        })
        .await
    }

    /// Waits as long as the queue moves: more connections would only have the server do more at once.
    async fn wait_in_line(&self, place: &Place<'_>) {
        for wait in WAITS {
            let first = place.first();
            self.core.sleep(wait).await;
            if first.is_in_line() {
                return;
            }
        }
    }

    /// A new connection for a client's account, and what the server has said.
    pub(crate) async fn connect(
        &self,
        key: &Rc<Key>,
        wanted: &Rc<Carried>,
    ) -> Result<(Conn, Welcome), AcquireError> {
        let _pass = timeout(&self.core, LOGIN, self.logins.enter()).await?;
        let until = Instant::now() + FULL;
        loop {
            match self.connect_at_once(key, wanted).await {
                Err(error) if error.is_full() && Instant::now() < until => {
                    self.make_room();
                    self.core.sleep(AGAIN).await;
                }
                result => return result,
            }
        }
    }

    /// Idle connections are in the way of others, here and in the other threads.
    fn make_room(&self) {
        self.health.saw_full();
        self.clear();
    }

    /// The same without waiting for others.
    pub(crate) async fn connect_at_once(
        &self,
        key: &Rc<Key>,
        wanted: &Rc<Carried>,
    ) -> Result<(Conn, Welcome), AcquireError> {
        let open = Open::one(&self.open);
        let connecting = async {
            let mut stream = self.stream(key).await.map_err(AcquireError::Connect)?;
            let identity = Identity {
                user: &key.user,
                password: &key.password,
                database: &wanted.database,
                capabilities: key.capabilities
                    | Capabilities::SESSION_TRACK
                    | Capabilities::CONNECT_ATTRS,
                collation: key.collation,
                max_packet_size: key.max_packet_size,
                attributes: &attributes(),
            };
            let tls = key.tls.then(to_this_host).transpose();
            let tls = tls.map_err(AcquireError::Connect)?;
            let welcome = log_in(&mut stream, &identity, tls).await?;
            let carried = Carried {
                database: wanted.database.clone(),
                ..Carried::default()
            };
            let mut conn = Conn::new(
                stream,
                welcome.capabilities,
                key.clone(),
                Rc::new(carried),
                open,
            );
            conn.thread = welcome.connection_id;
            track(&mut conn).await?;
            Ok((conn, welcome))
        };
        timeout(&self.core, LOGIN, connecting).await?
    }

    async fn stream(&self, key: &Key) -> io::Result<Stream> {
        let from = |peer| connect_from(&self.core, &self.sources, self.endpoint, peer);
        match key.origin {
            Origin::Client(peer) => from(peer).await,
            // There is an account for certain hosts now: `localhost` may be one of them.
            Origin::Anywhere if self.health.accounts.demands(&key.user).hosts => {
                from(self.endpoint.ip()).await
            }
            Origin::Anywhere | Origin::Here => connect(&self.core, &self.target).await,
        }
    }

    /// Waits until there are not too many others that log in.
    pub(crate) async fn log_in_turn(&self) -> impl Drop + '_ {
        self.logins.enter().await
    }

    /// Takes over a connection on which a client has logged in itself.
    pub(crate) fn adopt(
        &self,
        stream: Stream,
        capabilities: Capabilities,
        key: Rc<Key>,
        carried: Rc<Carried>,
    ) -> Conn {
        let open = Open::one(&self.open);
        Conn::new(stream, capabilities, key, carried, open)
    }

    /// Takes a connection back that another session may use.
    pub(crate) fn release(&self, mut conn: Conn) {
        conn.is_reused = true;
        conn.stream.registered().disown();
        if conn.stream.registered().has_ended() || conn.is_struck {
            return;
        }
        let Some(mut conn) = self.waiting.give(&self.core, conn) else {
            return;
        };
        if self.health.is_full() {
            return;
        }
        conn.parked = self.sweeps.get();
        let mut idle = self.idle.borrow_mut();
        idle.push(conn);
        if idle.len() > self.limits.idle {
            idle.remove(0);
        }
    }

    /// Closes the idle connections.
    pub(crate) fn clear(&self) {
        let closed = self.idle.take();
        drop(closed);
    }

    /// Closes idle connections that the server has closed, and those that nobody has used for long.
    /// Called once a second.
    pub(crate) fn sweep(&self) {
        let now = self.sweeps.get().wrapping_add(1);
        self.sweeps.set(now);
        let keep = if self.health.is_full() { 0 } else { IDLE };
        let is_wanted = |conn: &Conn| now.wrapping_sub(conn.parked) < keep && conn.is_quiet();
        self.idle.borrow_mut().retain(is_wanted);
    }

    fn take_idle(&self, key: &Rc<Key>, wanted: &Rc<Carried>, session: u64) -> Option<Conn> {
        let mut idle = self.idle.borrow_mut();
        loop {
            let own = |conn: &Conn| conn.used_by.0 == session && conn.fits(key, wanted);
            let same = |conn: &Conn| *conn.carried == **wanted && conn.fits(key, wanted);
            let any = |conn: &Conn| conn.fits(key, wanted);
            let found = idle
                .iter()
                .rposition(own)
                .or_else(|| idle.iter().rposition(same))
                .or_else(|| idle.iter().rposition(any));
            let conn = idle.remove(found?);
            if conn.is_quiet() {
                conn.stream.registered().adopt();
                return Some(conn);
            }
        }
    }

    fn join(&self, key: &Rc<Key>, wanted: &Rc<Carried>) -> Waiting<'_> {
        Waiting {
            pool: self,
            place: self.waiting.join(&self.core, key, wanted),
        }
    }
}

/// How a statement gets its connection.
enum Way<'a> {
    /// Somebody has given it back.
    Given(Conn),
    /// It may be opened now.
    Open(Pass<'a>),
}

/// A place in the queue that is left in any case.
struct Waiting<'a> {
    pool: &'a Pool,
    place: Place<'a>,
}

impl Waiting<'_> {
    async fn conn(&self) -> Conn {
        let conn = self.place.conn().await;
        conn.stream.registered().adopt();
        conn
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        if let Some(conn) = self.place.leave() {
            self.pool.release(conn);
        }
    }
}
