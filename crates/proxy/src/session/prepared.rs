//! Prepared statements: the client's ids, and what they stand for.

use std::collections::BTreeMap;
use std::rc::Rc;

use hyades_mysql::sql::Class;
use hyades_mysql::wire::stmt::ParameterType;

use crate::frontend::{Text, Texts};

/// The statements that a client has prepared.
#[derive(Debug, Default)]
pub(super) struct Statements {
    last_id: u32,
    by_id: BTreeMap<u32, Statement>,
    /// The ids are the proxy's, not the server's.
    is_own: bool,
}

/// One of them.
#[derive(Debug)]
pub(super) struct Statement {
    pub(super) text: Rc<Text>,
    pub(super) class: Class,
    /// How many parameters it has.
    pub(super) parameters: u16,
    /// Their types, as the client has sent them last.
    pub(super) types: Vec<ParameterType>,
    /// The server has parts of parameters.
    pub(super) has_long_data: bool,
    /// There have been parts of a parameter that it does not have: a server refuses to execute it, until it is reset.
    pub(super) is_spoilt: bool,
    /// The server has rows that wait to be fetched.
    pub(super) has_cursor: bool,
    /// No other statement shares its text's number, and so what servers have of it.
    pub(super) is_alone: bool,
}

impl Statement {
    /// What servers are going to have of it must not be that of a statement of the same text.
    pub(super) fn stand_alone(&mut self, texts: &Texts) {
        if !self.is_alone {
            self.text = texts.alone(&self.text);
            self.is_alone = true;
        }
    }

    /// Whether the server has something of it: then it stays on its connection.
    pub(super) const fn is_bound(&self) -> bool {
        self.has_long_data || self.has_cursor
    }
}

impl Statements {
    /// The id that the next statement gets: servers count from 1 as well.
    pub(super) const fn next_id(&self) -> u32 {
        self.last_id.wrapping_add(1)
    }

    /// Gives a statement the next id.
    pub(super) fn add(&mut self, statement: Statement) {
        self.last_id = self.next_id();
        self.by_id.insert(self.last_id, statement);
    }

    /// Keeps a statement under the server's id.
    pub(super) fn put(&mut self, id: u32, statement: Statement) {
        self.by_id.insert(id, statement);
    }

    pub(super) fn get(&self, id: u32) -> Option<&Statement> {
        self.by_id.get(&id)
    }

    pub(super) fn get_mut(&mut self, id: u32) -> Option<&mut Statement> {
        self.by_id.get_mut(&id)
    }

    pub(super) fn remove(&mut self, id: u32) -> Option<Statement> {
        self.by_id.remove(&id)
    }

    /// The server that has given the ids is left: from now on they are the proxy's.
    pub(super) fn take_over(&mut self) {
        if !self.is_own {
            self.is_own = true;
            self.last_id = self.by_id.keys().copied().max().unwrap_or_default();
        }
    }

    /// Whether a server's ids are other ones than the client's.
    pub(super) const fn is_own(&self) -> bool {
        self.is_own
    }

    /// Whether any has parts of its parameters, or a cursor, at the server.
    pub(super) fn any_bound(&self) -> bool {
        self.by_id.values().any(Statement::is_bound)
    }

    /// Forgets all of them.
    pub(super) fn clear(&mut self) {
        self.by_id.clear();
    }
}
