//! What a session is, apart from its connections.

use std::rc::Rc;

use hyades_mysql::sql::{Charset, Options};
use hyades_mysql::wire::status::Status;

use super::consistency::Written;
use crate::backend::Carried;
use crate::routing::{Facts, Pin};

/// A session's state.
#[derive(Debug, Clone)]
pub(super) struct State {
    /// What any connection can be given.
    pub(super) carried: Rc<Carried>,
    /// How the client's text is to be read.
    pub(super) options: Options,
    /// After the last response of the session's home.
    pub(super) status: Status,
    /// What the open transaction has done is nothing but reading.
    pub(super) only_read: bool,
    /// The session's own writes.
    pub(super) written: Written,
    /// State that cannot be moved, as a set.
    pins: Vec<Pin>,
}

impl State {
    /// A new session's.
    pub(super) fn new(database: &[u8], status: Status, collation: u8) -> Self {
        let carried = Carried {
            database: database.to_vec(),
            ..Carried::default()
        };
        let options = Options {
            charset: charset_of(collation),
            ..Options::default()
        };
        Self {
            carried: Rc::new(carried),
            options,
            status,
            only_read: false,
            written: Written::default(),
            pins: Vec::new(),
        }
    }

    /// Ties the session to its connection.
    pub(super) fn pin(&mut self, pin: Pin) {
        if !self.pins.contains(&pin) {
            self.pins.push(pin);
        }
    }

    /// What ties it.
    pub(super) fn pins(&self) -> &[Pin] {
        &self.pins
    }

    /// This does not tie it any more.
    pub(super) fn unpin(&mut self, pin: Pin) {
        self.pins.retain(|held| *held != pin);
    }

    /// The session begins anew, with this state. What it has written stays written.
    pub(super) fn renew(&mut self, carried: Rc<Carried>) {
        self.carried = carried;
        self.options = Options {
            charset: self.options.charset,
            ..Options::default()
        };
        self.status = Status::AUTOCOMMIT;
        self.only_read = false;
        self.pins.clear();
    }

    pub(super) const fn in_transaction(&self) -> bool {
        self.status.contains(Status::IN_TRANS)
    }

    /// Whether its connection must stay its own.
    pub(super) const fn is_tied(&self) -> bool {
        self.in_transaction() || !self.pins.is_empty()
    }

    /// As routing sees it.
    pub(super) fn facts(&self) -> Facts {
        Facts {
            in_transaction: self.in_transaction(),
            no_autocommit: !self.status.contains(Status::AUTOCOMMIT),
            may_split: self.only_read && self.reads_committed(),
            bound: self.pins.iter().copied().find(|pin| pin.binds_all()),
        }
    }

    /// Whether its isolation level promises nothing beyond a statement.
    fn reads_committed(&self) -> bool {
        let level = self.carried.variables.get(&b"transaction_isolation"[..]);
        level.is_some_and(|level| {
            matches!(level.as_slice(), b"READ-COMMITTED" | b"READ-UNCOMMITTED")
        })
    }

    /// Takes over what the server has reported of a variable.
    pub(super) fn set_variable(&mut self, name: &[u8], value: &[u8]) {
        match name {
            b"sql_mode" => {
                let has = |mode: &[u8]| value.split(|b| *b == b',').any(|one| one == mode);
                self.options.ansi_quotes = has(b"ANSI_QUOTES");
                self.options.no_backslash_escapes = has(b"NO_BACKSLASH_ESCAPES");
                self.options.ignore_space = has(b"IGNORE_SPACE");
            }
            b"character_set_client" => {
                self.options.charset = Charset::by_name(value).unwrap_or(Charset::SingleByte);
            }
            _ => {}
        }
        let carried = Rc::make_mut(&mut self.carried);
        carried.variables.insert(name.to_vec(), value.to_vec());
    }

    pub(super) fn set_database(&mut self, name: &[u8]) {
        if self.carried.database != name {
            Rc::make_mut(&mut self.carried).database = name.to_vec();
        }
    }
}

/// The character set of a collation that a client may begin with. Those that are not listed have one
/// byte a character or are supersets of ASCII like UTF-8.
const fn charset_of(collation: u8) -> Charset {
    match collation {
        1 | 84 => Charset::Big5,
        13 | 88 | 95 | 96 => Charset::Sjis,
        28 | 87 => Charset::Gbk,
        248..=250 => Charset::Gb18030,
        33 | 45 | 46 | 63 | 76 | 83 | 192..=247 | 255 => Charset::Utf8,
        _ => Charset::SingleByte,
    }
}
