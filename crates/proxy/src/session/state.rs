//! What a session is, apart from its connections.

use std::rc::Rc;

use hyades_mysql::sql::{Charset, Options};
use hyades_mysql::wire::status::Status;

use super::consistency::Written;
use super::traces::Traces;
use crate::backend::Carried;
use crate::routing::{Facts, Pin};

/// What of the status outlasts a result.
pub(super) const LASTING: Status = Status(
    Status::AUTOCOMMIT.0
        | Status::IN_TRANS.0
        | Status::IN_TRANS_READONLY.0
        | Status::NO_BACKSLASH_ESCAPES.0,
);

/// A session's state.
#[derive(Debug, Clone)]
pub(super) struct State {
    /// What any connection can be given.
    pub(super) carried: Rc<Carried>,
    /// That, and the same for reads that leave a transaction.
    apart: Option<(Rc<Carried>, Rc<Carried>)>,
    /// How the client's text is to be read.
    pub(super) options: Options,
    /// After the last response of the session's home.
    pub(super) status: Status,
    /// What the open transaction has done is nothing but reading.
    pub(super) only_read: bool,
    /// The open transaction was begun as one that only reads, or one that does not.
    pub(super) is_described: bool,
    /// The session's own writes.
    pub(super) written: Written,
    /// The client has taken over what the server is to report: see [`super::settings`].
    pub(super) tracks_itself: bool,
    /// The statement under way names a collation for results, as `SET NAMES … COLLATE` does.
    pub(super) names_collation: bool,
    /// The columns of results name the session's collation.
    pub(super) has_result_collation: bool,
    /// What the last statement has left.
    pub(super) traces: Traces,
    /// `LAST_INSERT_ID()`, unless the session is tied to a connection that alone knows it.
    pub(super) last_insert_id: u64,
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
            apart: None,
            options,
            status,
            only_read: false,
            is_described: false,
            written: Written::default(),
            tracks_itself: false,
            names_collation: false,
            has_result_collation: false,
            traces: Traces::default(),
            last_insert_id: 0,
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

    /// Whether this ties it.
    pub(super) fn has_pin(&self, pin: Pin) -> bool {
        self.pins.contains(&pin)
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
        self.is_described = false;
        self.tracks_itself = false;
        self.has_result_collation = false;
        self.traces = Traces::default();
        self.last_insert_id = 0;
        self.pins.clear();
    }

    pub(super) const fn in_transaction(&self) -> bool {
        self.status.contains(Status::IN_TRANS)
    }

    /// Whether its connection must stay its own.
    pub(super) const fn is_tied(&self) -> bool {
        self.in_transaction() || !self.pins.is_empty()
    }

    /// The same, apart from what a connection can be asked for before it goes to others.
    pub(super) fn is_tied_for_long(&self) -> bool {
        let mut pins = self.pins.iter();
        self.in_transaction() || pins.any(|pin| !matches!(pin, Pin::LastInsertId | Pin::Collation))
    }

    /// A response has come that is not about the session's home.
    pub(super) fn note_result(&mut self, status: Status) {
        let fleeting = status.without(LASTING | Status::SESSION_STATE_CHANGED);
        self.status = self.status.and(LASTING) | fleeting;
    }

    /// What of the status a result of another server than the session's home does not tell.
    pub(super) fn lasting(&self) -> Status {
        self.status.and(LASTING)
    }

    /// Whether every statement begins a transaction.
    pub(super) const fn no_autocommit(&self) -> bool {
        !self.status.contains(Status::AUTOCOMMIT)
    }

    /// What a connection is given for a read that leaves a transaction: it must not begin one.
    pub(super) fn apart(&mut self) -> Rc<Carried> {
        if let Some((of, apart)) = &self.apart
            && Rc::ptr_eq(of, &self.carried)
        {
            return apart.clone();
        }
        let mut apart = (*self.carried).clone();
        let (name, value) = (b"autocommit".to_vec(), b"ON".to_vec());
        apart.variables.insert(name, value);
        let apart = Rc::new(apart);
        self.apart = Some((self.carried.clone(), apart.clone()));
        apart
    }

    /// As routing sees it.
    pub(super) fn facts(&self) -> Facts {
        let has_not_begun = self.no_autocommit() && !self.in_transaction();
        Facts {
            in_transaction: self.in_transaction(),
            no_autocommit: self.no_autocommit(),
            may_split: (self.only_read || has_not_begun) && self.reads_committed(),
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
