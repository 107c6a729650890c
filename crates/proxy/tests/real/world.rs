//! Servers and proxies for the tests of one process.
//!
//! There is a primary with a replica, behind proxies, and a reference server of the same version and
//! settings, to which the same is done directly.

mod proxies;
pub(crate) mod server;

use std::net::{IpAddr, SocketAddr};
use std::process::{Child, Command, Stdio};
use std::sync::{OnceLock, atomic::AtomicU8, atomic::Ordering};

use proxies::Proxies;
use server::Server;

/// Which proxy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Through {
    /// Reads go to the replica, with session consistency; connections are few.
    Replica,
    /// Reads go to the primary; connections are few.
    Primary,
    /// Sessions have connections of their own.
    Own,
    /// Without TLS to clients.
    Plain,
    /// Reads go to the replica, also those of transactions that have not written.
    Split,
    /// As `Replica`, but several processes serve it.
    Processes,
    /// No proxy, but the primary's gateway.
    Gateway,
}

impl Through {
    /// Ways of each kind, through which a client is to see what it sees directly.
    pub(crate) const ALIKE: [Self; 5] = [
        Self::Replica,
        Self::Primary,
        Self::Own,
        Self::Processes,
        Self::Gateway,
    ];
}

pub(crate) struct World {
    pub(crate) reference: Server,
    pub(crate) primary: Server,
    pub(crate) replica: Server,
    proxies: Proxies,
    _sweeper: Child,
}

/// Removes what is left when this process has ended and its servers have: a static is never dropped.
const SWEEPER: &str =
    "read _; for _ in $(seq 600); do ls -d \"$0\"/data* || break; sleep 0.1; done; rm -rf \"$0\"";

/// The world; `None`, said loudly, when there is no MySQL to test with.
pub(crate) fn world() -> Option<&'static World> {
    static WORLD: OnceLock<Option<World>> = OnceLock::new();
    WORLD.get_or_init(World::start).as_ref()
}

/// An address of this process.
pub(crate) fn address() -> IpAddr {
    static NEXT: AtomicU8 = AtomicU8::new(1);
    let process = (std::process::id() % 250 + 1) as u8;
    IpAddr::from([127, 79, process, NEXT.fetch_add(1, Ordering::Relaxed)])
}

impl World {
    fn start() -> Option<Self> {
        let engine = crate::engine::engine()?;
        let directory = tempfile::Builder::new().prefix("hyp").tempdir().unwrap();
        let directory = directory.keep();
        let sweeper = Command::new("sh")
            .args(["-c", SWEEPER])
            .arg(&directory)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let template = crate::mysqld::initialize(&engine, &directory);
        let start = |id| Server::start(&engine, &template, &directory, id);
        let (reference, primary, replica) = (start(1), start(2), start(3));
        for server in [&reference, &primary, &replica] {
            server.wait();
        }
        for server in [&reference, &primary] {
            server.run(ACCOUNTS);
        }
        replica.follow(&primary);
        let proxies = Proxies::start(&directory, &primary, &replica);
        Some(Self {
            reference,
            primary,
            replica,
            proxies,
            _sweeper: sweeper.unwrap(),
        })
    }

    pub(crate) fn proxy(&self, through: Through) -> SocketAddr {
        self.proxies.address(through)
    }

    /// Does something to both the reference and the primary.
    pub(crate) fn both(&self, statements: &[&str]) {
        for server in [&self.reference, &self.primary] {
            server.run(statements);
        }
    }

    /// Waits until the replica has all that the primary has.
    pub(crate) fn settle(&self) {
        let mut primary = self.primary.root();
        let gtids = primary.value("SELECT @@global.gtid_executed").unwrap();
        // Some seconds at a time: nothing comes from the server meanwhile, which clients take for a hang.
        let wait = format!("SELECT WAIT_FOR_EXECUTED_GTID_SET('{gtids}', 10)");
        let mut replica = self.replica.root();
        let has_all = (0..12).any(|_| replica.value(&wait).as_deref() == Some("0"));
        assert!(has_all, "the replica does not catch up");
    }
}

const ACCOUNTS: &[&str] = &[
    "CREATE USER root@'%' IDENTIFIED BY ''",
    "GRANT ALL ON *.* TO root@'%' WITH GRANT OPTION",
    "CREATE USER app@'%' IDENTIFIED BY 'app-password'",
    "GRANT ALL ON *.* TO app@'%'",
    "CREATE USER repl@'%' IDENTIFIED BY 'repl'",
    "GRANT REPLICATION SLAVE ON *.* TO repl@'%'",
    "CREATE USER monitor@localhost IDENTIFIED BY 'monitor'",
    "GRANT REPLICATION CLIENT ON *.* TO monitor@localhost",
    "GRANT SELECT (Host, User, ssl_type) ON mysql.user TO monitor@localhost",
];
