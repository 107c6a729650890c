//! Statements on their way from a worker to the writer.

use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use hyades_mysql::sql::{Class, Options};

use super::Source;
use crate::observe::{Outcome, Statement, Visitor};
use crate::routing::Why;

/// How much of a statement is kept, in bytes.
pub(super) const STATEMENT_LIMIT: usize = 16 << 10;

/// How a statement went.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Note {
    /// When it began, in microseconds since 1970.
    pub(crate) at: i64,
    pub(crate) time: Duration,
    pub(crate) why: Why,
    pub(crate) outcome: Outcome,
}

/// Statements, oldest first; their texts all in one piece, so that adding one allocates nothing.
#[derive(Debug, Default)]
pub(super) struct Batch {
    entries: Vec<Entry>,
    bytes: Vec<u8>,
}

/// One statement.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) source: Arc<Source>,
    pub(super) visitor: Arc<Visitor>,
    pub(super) note: Note,
    pub(super) class: Class,
    pub(super) options: Options,
    /// Of a prepared statement: how many it has.
    pub(super) parameters: Option<u16>,
    /// Of the whole text, if not all of it is here. 0 if not even that is known.
    pub(super) length: Option<usize>,
    database: Range<usize>,
    text: Range<usize>,
}

impl Batch {
    /// Adds a statement.
    pub(super) fn add(
        &mut self,
        source: &Arc<Source>,
        visitor: &Arc<Visitor>,
        statement: &Statement<'_>,
        note: &Note,
    ) {
        let whole = statement.text;
        let text = whole.get(..STATEMENT_LIMIT).unwrap_or(whole);
        let length = match statement.is_cut {
            true => Some(0),
            false => (text.len() < whole.len()).then_some(whole.len()),
        };
        let entry = Entry {
            source: source.clone(),
            visitor: visitor.clone(),
            note: *note,
            class: *statement.class,
            options: statement.options,
            parameters: statement.parameters,
            length,
            database: self.keep(statement.database),
            text: self.keep(text),
        };
        self.entries.push(entry);
    }

    /// What it takes, without what all records have.
    pub(super) const fn len(&self) -> usize {
        self.bytes.len() + self.entries.len() * size_of::<Entry>()
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The statements with their databases and texts.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&Entry, &[u8], &[u8])> {
        let bytes = |range: &Range<usize>| self.bytes.get(range.clone()).unwrap_or_default();
        self.entries
            .iter()
            .map(move |entry| (entry, bytes(&entry.database), bytes(&entry.text)))
    }

    fn keep(&mut self, bytes: &[u8]) -> Range<usize> {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(bytes);
        start..self.bytes.len()
    }
}
