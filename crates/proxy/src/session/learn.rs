//! What a response says about the session.

use hyades_mysql::gtid::GtidSet;
use hyades_mysql::sql::{Class, Flags, Kind, TransactionScope};
use hyades_mysql::wire::err::ErrPacket;
use hyades_mysql::wire::ok::{Ends, OkPacket};
use hyades_mysql::wire::session_state::{Change, Entry};
use hyades_mysql::wire::status::Status;

use super::state::State;
use super::traces::may_set_last_insert_id;
use crate::backend::is_carried;
use crate::routing::Pin;

/// What the responses to one command have said.
#[derive(Debug, Default)]
pub(super) struct Learned {
    /// The last status, if there was one.
    pub(super) status: Option<Status>,
    pub(super) last_insert_id: u64,
    pub(super) affected_rows: u64,
    pub(super) rows: u64,
    pub(super) warnings: u16,
    /// The error that has ended the response.
    pub(super) error: Option<u16>,
    /// How many rows the last result had, if there was one.
    pub(super) result_rows: Option<u64>,
    /// The response has ended with it.
    pub(super) ends_in_rows: bool,
    /// A result has ended without a word on the session's state.
    pub(super) ends_in_eof: bool,
    variables: Vec<(Vec<u8>, Vec<u8>)>,
    database: Option<Vec<u8>>,
    gtids: Option<GtidSet>,
    state_changed: bool,
}

/// The variables whose changes MySQL reports unless it is told otherwise.
const REPORTED: [&[u8]; 5] = [
    b"autocommit",
    b"character_set_client",
    b"character_set_connection",
    b"character_set_results",
    b"time_zone",
];

/// Whether a client sees this; the rest is there because the proxy has asked for it.
pub(super) fn is_for_clients(entry: &Entry<'_>) -> bool {
    match entry.change() {
        Ok(Change::SystemVariable { name, .. }) => REPORTED.contains(&name),
        // Nothing else is there because of the proxy.
        _ => !matches!(entry.kind, Entry::STATE | Entry::GTIDS),
    }
}

impl Learned {
    /// Takes in an OK or EOF packet.
    pub(super) fn ok(&mut self, packet: &OkPacket<'_>, ends: Ends, rows: u64) {
        self.ends_in_rows = ends == Ends::ResultSet;
        if self.ends_in_rows {
            self.result_rows = Some(rows);
        }
        self.status = Some(packet.status);
        self.rows = rows;
        self.warnings = packet.warnings;
        self.affected_rows = packet.affected_rows;
        if packet.last_insert_id != 0 {
            self.last_insert_id = packet.last_insert_id;
        }
        for entry in packet.session_state.entries().filter_map(Result::ok) {
            if let Ok(change) = entry.change() {
                self.change(change);
            }
        }
    }

    /// Takes in an ERR packet.
    pub(super) fn err(&mut self, packet: &ErrPacket<'_>) {
        self.error = Some(packet.code);
    }

    fn change(&mut self, change: Change<'_>) {
        match change {
            // Counts statements, and so changes with each.
            Change::SystemVariable {
                name: b"statement_id",
                ..
            } => {}
            Change::SystemVariable { name, value } => {
                self.variables.push((name.to_vec(), value.to_vec()));
            }
            Change::Schema(name) => self.database = Some(name.to_vec()),
            Change::Gtids(text) => {
                let gtids = self.gtids.get_or_insert_default();
                match GtidSet::parse(text) {
                    Ok(more) => gtids.union(&more),
                    Err(error) => tracing::error!(%error, "a server reports a GTID that is none"),
                }
            }
            Change::State(changed) => self.state_changed |= changed,
            _ => {}
        }
    }

    /// Whether a routine has run, or a part of it.
    fn has_run_routine(&self, class: &Class) -> bool {
        is_routine(class) && self.error.is_none_or(|code| !NOT_RUN.contains(&code))
    }

    /// Whether a routine may have changed the session's state without a word: neither an error nor the old form of
    /// a result's end has room for one.
    const fn may_hide_changes(&self) -> bool {
        self.error.is_some() || self.ends_in_eof
    }

    /// What the session's writes have become part of.
    pub(super) const fn gtids(&self) -> Option<&GtidSet> {
        self.gtids.as_ref()
    }
}

/// Errors of routines that do not exist, or must not or cannot be called so.
const NOT_RUN: [u16; 3] = [1305, 1318, 1370];

/// Whether it runs what the server has stored, which may do anything.
fn is_routine(class: &Class) -> bool {
    class.kind == Kind::Call || class.flags.contains(Flags::UNKNOWN_FUNCTION)
}

/// Whether it sets a session's variables, perhaps besides others.
fn is_setting(class: &Class) -> bool {
    matches!(
        class.kind,
        Kind::SetSession | Kind::SetGlobal | Kind::SetUserVariable
    )
}

/// Whether a setting has `WHERE id IS NULL` find the last row, right after it was inserted.
fn finds_null(name: &[u8], value: &[u8]) -> bool {
    name == b"sql_auto_is_null" && value == b"ON"
}

impl State {
    /// Takes over what a response of the home has said. `class` is of the statement, if it was one.
    pub(super) fn learn(&mut self, class: Option<&Class>, learned: &Learned) {
        let was_in_transaction = self.in_transaction();
        match learned.status {
            Some(status) => self.status = status.without(Status::SESSION_STATE_CHANGED),
            // A statement that fails may have begun a transaction, which errors do not tell.
            None if class.is_some() && self.no_autocommit() => {
                self.status = self.status | Status::IN_TRANS;
            }
            None => {}
        }
        let explained = !learned.variables.is_empty() || learned.database.is_some();
        let has_ended = was_in_transaction && !self.in_transaction();
        if has_ended {
            let was_described = std::mem::take(&mut self.is_described);
            match class.is_some_and(is_setting) {
                // `SET autocommit = 1` ends a transaction, but what it was said to be holds for the next one.
                true if was_described => self.pin(Pin::NextTransaction),
                true => {}
                // A statement that is a transaction of its own does not do it: it need not have been one for the
                // tables' engine.
                false => self.unpin(Pin::NextTransaction),
            }
        }
        for (name, value) in &learned.variables {
            if is_carried(name) && !finds_null(name, value) {
                self.set_variable(name, value);
            } else if matches!(name.as_slice(), b"last_insert_id" | b"identity") {
                self.pin(Pin::LastInsertId);
            } else {
                self.pin(Pin::Variable);
            }
        }
        let is_named = |name: &[u8]| learned.variables.iter().any(|(known, _)| known == name);
        if is_named(b"character_set_connection") {
            self.pin(Pin::Collation);
        }
        if is_named(b"character_set_results") {
            self.has_result_collation = self.names_collation;
        } else if self.has_result_collation && is_named(b"collation_connection") {
            // Nothing tells any more what it was.
            self.pin(Pin::Variable);
        }
        if let Some(database) = &learned.database {
            self.set_database(database);
        }
        self.written.learn(class, learned);
        if may_set_last_insert_id(class, learned) {
            self.pin(Pin::LastInsertId);
        }
        let pinned = class.is_some_and(|class| self.learn_class(class, learned.error.is_some()));
        let by_routine = class.is_some_and(|class| learned.has_run_routine(class));
        if by_routine {
            // What it selects into them, or gives out, MySQL does not tell of.
            self.pin(Pin::UserVariable);
        }
        let is_unclear = match by_routine {
            // What a routine tells of is not all that it has changed: the first call on a connection tells of the
            // database, whatever else it does.
            true => learned.state_changed || learned.may_hide_changes(),
            false => learned.state_changed && !explained && !pinned,
        };
        if is_unclear {
            self.pin(Pin::Unknown);
        }
        self.only_read = self.in_transaction()
            && match class.map(|class| class.kind) {
                Some(Kind::Begin { .. }) => true,
                // A function may have written.
                _ if class.is_some_and(|class| class.flags.contains(Flags::UNKNOWN_FUNCTION)) => {
                    false
                }
                Some(Kind::Read | Kind::Show | Kind::Explain) => {
                    !was_in_transaction || self.only_read
                }
                _ => false,
            };
    }

    /// The same for the other statements of a text. Those behind one that has failed have not been run;
    /// nobody knows which those are.
    pub(super) fn learn_later(&mut self, later: &[Class], failed: bool) {
        for class in later {
            self.learn_class(class, failed);
            self.only_read = false;
            let writes = matches!(class.kind, Kind::SetUserVariable | Kind::SelectInto);
            if is_routine(class) {
                self.pin(Pin::UserVariable);
            }
            if writes || matches!(class.kind, Kind::SetSession) {
                // Its text is not looked at any closer.
                self.pin(Pin::Unknown);
            }
            if failed && matches!(class.kind, Kind::SetTransaction(_)) {
                self.pin(Pin::NextTransaction);
            }
        }
    }

    /// Pins what the statement's class says. Returns whether that explains a change of state.
    fn learn_class(&mut self, class: &Class, failed: bool) -> bool {
        let flags = class.flags;
        let mut pins = Vec::new();
        if flags.contains(Flags::WRITES_USER_VARIABLES) {
            pins.push(Pin::UserVariable);
        }
        if flags.contains(Flags::USER_LOCKS) {
            pins.push(Pin::UserLock);
        }
        if flags.contains(Flags::CONNECTION_ID) {
            pins.push(Pin::ConnectionId);
        }
        if flags.contains(Flags::TEMPORARY_TABLE) {
            pins.push(Pin::TemporaryTable);
        }
        match class.kind {
            Kind::SetUserVariable | Kind::SelectInto => pins.push(Pin::UserVariable),
            Kind::Prepare => pins.push(Pin::Prepare),
            Kind::LockTables => pins.push(Pin::LockTables),
            Kind::Handler => pins.push(Pin::Handler),
            Kind::Xa => pins.push(Pin::Xa),
            Kind::SetRole | Kind::SetResourceGroup => pins.push(Pin::Variable),
            // Of several statements a later one may be the one that has failed.
            Kind::SetTransaction(of)
                if of.scope == TransactionScope::Next
                    && (!failed || flags.contains(Flags::MULTI)) =>
            {
                pins.push(Pin::NextTransaction);
            }
            Kind::Begin { access, .. } => self.is_described |= access.is_some(),
            Kind::UnlockTables if !failed => self.unpin(Pin::LockTables),
            _ => {}
        }
        let explained = !pins.is_empty() || matches!(class.kind, Kind::Use | Kind::Deallocate);
        for pin in pins {
            self.pin(pin);
        }
        explained
    }
}
