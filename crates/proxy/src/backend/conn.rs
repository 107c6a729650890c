//! One connection to a server.

use std::cell::Cell;
use std::collections::HashMap;
use std::fmt;
use std::net::IpAddr;
use std::ops::{Deref, DerefMut};
use std::rc::Rc;
use std::sync::Arc;

use hyades_mysql::wire::capability::Capabilities;
use hyades_mysql::wire::status::Status;
use hyades_types::topology::InternalLogin;
use zeroize::Zeroizing;

use super::Carried;
use crate::net::Stream;

/// What a connection cannot change: sessions share one only if they agree in all of it.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Key {
    pub(crate) user: Vec<u8>,
    pub(crate) password: Arc<Zeroizing<Vec<u8>>>,
    pub(crate) origin: Origin,
    /// Some account of that name is for TLS only, and the client has come with TLS.
    pub(crate) tls: bool,
    pub(crate) capabilities: Capabilities,
    pub(crate) collation: u8,
    pub(crate) max_packet_size: u32,
}

/// Where the server is to see a connection come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// It is one of the proxy's own accounts, which are for this host.
    Here,
    /// It does not matter who has logged in where.
    Anywhere,
    /// From the client's address: some account of that name is for certain hosts only.
    Client(IpAddr),
}

impl Key {
    /// The account that looks at servers.
    pub(crate) fn of_monitor(login: &InternalLogin) -> Self {
        Self {
            user: login.user.as_bytes().to_vec(),
            password: Arc::new(Zeroizing::new(login.password.expose().as_bytes().to_vec())),
            origin: Origin::Here,
            tls: false,
            capabilities: MONITOR,
            collation: UTF8MB4,
            max_packet_size: 1 << 24,
        }
    }
}

impl fmt::Debug for Key {
    /// Without the password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let user = String::from_utf8_lossy(&self.user);
        f.debug_struct("Key")
            .field("user", &user)
            .field("origin", &self.origin)
            .field("tls", &self.tls)
            .finish_non_exhaustive()
    }
}

/// What the proxy's own queries need.
const MONITOR: Capabilities = Capabilities(
    Capabilities::PROTOCOL_41.0
        | Capabilities::SECURE_CONNECTION.0
        | Capabilities::PLUGIN_AUTH.0
        | Capabilities::CONNECT_WITH_DB.0
        | Capabilities::TRANSACTIONS.0
        | Capabilities::DEPRECATE_EOF.0,
);

/// `utf8mb4_0900_ai_ci`.
const UTF8MB4: u8 = 255;

/// Who has used a connection last of whose statements nothing is left there.
pub(crate) const NOBODY: (u64, u64) = (0, 0);

/// A connection that is logged in. It goes from hand to hand with every statement, and so is one pointer.
#[derive(Debug)]
pub(crate) struct Conn(Box<Parts>);

/// What a connection consists of.
#[derive(Debug)]
pub(crate) struct Parts {
    pub(crate) stream: Stream,
    /// Those that both sides have.
    pub(crate) capabilities: Capabilities,
    pub(crate) key: Rc<Key>,
    /// The session state that the server keeps for it now.
    pub(crate) carried: Rc<Carried>,
    /// After the last response.
    pub(crate) status: Status,
    /// The server's ids of statements that are prepared on it, by the proxy's.
    pub(crate) prepared: HashMap<u64, u32>,
    /// The session that has used it last, and the number of its last statement here: what the server
    /// keeps of the last statement (`ROW_COUNT()`) is that one's.
    pub(crate) used_by: (u64, u64),
    /// The same of the last statement that has set `FOUND_ROWS()` here.
    pub(crate) found_by: (u64, u64),
    /// The server reports what it has been asked to. It cannot be asked before an expired password is
    /// renewed.
    pub(crate) is_tracked: bool,
    /// `LAST_INSERT_ID()`; `None` if only the server knows.
    pub(crate) last_insert_id: Option<u64>,
    /// The server's id of it.
    pub(crate) thread: u32,
    /// A statement on it has been killed, which may yet hit the next one.
    pub(crate) is_struck: bool,
    /// It has been idle: the server may have closed it when it is used next.
    pub(crate) is_reused: bool,
    /// When it was used last, as its pool counts.
    pub(super) parked: u32,
    /// Counted as long as it lives.
    _open: Open,
}

/// One of the connections that are open.
#[derive(Debug)]
pub(super) struct Open(Rc<Cell<usize>>);

impl Open {
    pub(super) fn one(count: &Rc<Cell<usize>>) -> Self {
        count.set(count.get() + 1);
        Self(count.clone())
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.set(self.0.get() - 1);
    }
}

impl Deref for Conn {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl DerefMut for Conn {
    fn deref_mut(&mut self) -> &mut Parts {
        &mut self.0
    }
}

impl Conn {
    pub(super) fn new(
        stream: Stream,
        capabilities: Capabilities,
        key: Rc<Key>,
        carried: Rc<Carried>,
        open: Open,
    ) -> Self {
        Self(Box::new(Parts {
            stream,
            capabilities,
            key,
            carried,
            status: Status::AUTOCOMMIT,
            prepared: HashMap::new(),
            used_by: NOBODY,
            found_by: NOBODY,
            is_tracked: true,
            last_insert_id: Some(0),
            thread: 0,
            is_struck: false,
            is_reused: false,
            parked: 0,
            _open: open,
        }))
    }

    /// Whether a text would be read in another way than in this state.
    pub(crate) fn is_read_otherwise(&self, meant: &Carried) -> bool {
        !self
            .carried
            .meaning_of(meant, self.key.collation)
            .is_empty()
    }

    /// Whether a session with this key can use it and bring it to this state.
    pub(super) fn fits(&self, key: &Rc<Key>, wanted: &Rc<Carried>) -> bool {
        let same_key = Rc::ptr_eq(&self.key, key) || self.key == *key;
        same_key && (Rc::ptr_eq(&self.carried, wanted) || self.carried.can_become(wanted))
    }

    /// Whether the server has nothing to say while nobody asks: if it has, it is leaving.
    pub(super) fn is_quiet(&self) -> bool {
        self.stream.is_quiet()
    }

    /// Whether nothing is under way, as far as the server has said.
    pub(crate) fn is_outside_transaction(&self) -> bool {
        !self.status.contains(Status::IN_TRANS)
    }
}
