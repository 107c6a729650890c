//! What is asked of a server.

use std::rc::Rc;

use hyades_mysql::sql::Class;
use hyades_mysql::wire::command::Command as Code;
use hyades_mysql::wire::packet::HEADER;
use hyades_mysql::wire::response::ResponseKind;

use super::super::learn::Learned;
use super::super::traces::{asks_about_last, may_ask_elsewhere};
use crate::frontend::Text;
use crate::routing::{Decision, Why};

/// What is sent to the server.
#[derive(Clone, Copy)]
pub(in crate::session) enum Request<'a> {
    /// These bytes, header included.
    Bytes(&'a [u8]),
    /// This payload.
    Payload(&'a [u8]),
    /// The execution of a statement that has to be prepared on the connection.
    Prepared {
        /// The client's id for it.
        id: u32,
        text: &'a Rc<Text>,
        /// How many it has.
        parameters: u16,
        /// The whole command, with the id that the server knows the statement by.
        write: &'a dyn Fn(&mut Vec<u8>, u32),
    },
}

/// A command on its way.
#[derive(Clone, Copy)]
pub(in crate::session) struct Run<'a> {
    pub(in crate::session) request: Request<'a>,
    pub(in crate::session) kind: ResponseKind,
    pub(in crate::session) class: Option<&'a Class>,
    pub(in crate::session) decision: Decision,
    pub(in crate::session) prepares: Option<Prepares>,
}

impl Run<'_> {
    /// The client's id of the statement that it is about.
    pub(super) fn statement_id(&self) -> Option<u32> {
        match self.request {
            Request::Prepared { id, .. } => Some(id),
            _ => self.prepares.map(|prepares| prepares.id),
        }
    }

    /// The command of the protocol, unless it is about a prepared statement.
    fn code(&self) -> Option<Code> {
        match self.request {
            Request::Bytes(bytes) => bytes.get(HEADER).copied().map(Code::from),
            Request::Payload(_) | Request::Prepared { .. } => None,
        }
    }

    /// Whether the response names the number of the last statement's warnings.
    pub(super) fn counts_warnings(&self) -> bool {
        matches!(
            self.code(),
            Some(Code::Ping | Code::InitDb | Code::SetOption | Code::Debug)
        )
    }

    /// Whether it is a command that adds what it has to say to the warnings of the statement before.
    pub(super) fn adds_diagnostics(&self) -> bool {
        let is_other = |code| !matches!(code, Code::Query | Code::Ping | Code::Statistics);
        self.class.is_none() && self.code().is_some_and(is_other)
    }

    /// Whether it always leaves a warning, though its response does not say so: it is deprecated.
    pub(super) fn warns(&self) -> bool {
        self.code() == Some(Code::FieldList)
    }

    /// Whether it belongs where the last statement was run, be that the session's home or not. One that a server has
    /// something of belongs there.
    pub(super) fn is_about_last(&self) -> bool {
        let is_free = self.decision.why != Why::Command;
        let is_about = |class| asks_about_last(class) && may_ask_elsewhere(class);
        is_free && self.class.is_some_and(is_about)
    }

    /// Whether it leaves the warnings of the statement before as they are.
    pub(super) fn keeps_diagnostics(&self, learned: &Learned) -> bool {
        let may = self.prepares.is_none_or(|prepares| prepares.is_diagnostic);
        may && learned.error.is_none()
    }
}

/// A statement that a command prepares.
#[derive(Clone, Copy)]
pub(in crate::session) struct Prepares {
    /// The client's id for it.
    pub(in crate::session) id: u32,
    /// The number of its text.
    pub(in crate::session) number: u64,
    /// Preparing it leaves warnings as they are, since it is about them.
    pub(in crate::session) is_diagnostic: bool,
}
