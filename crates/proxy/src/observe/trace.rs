//! What a session leaves behind while it works.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Instant;

use hyades_mysql::sql::{Class, Options};

use super::ring::Past;
use super::shown::Shown;
use super::{Desk, Tally, Visitor};
use crate::frontend::Text;
use crate::record::Note;
use crate::routing::{Pin, Why};
use crate::throttle::{Pass, Rule};

/// A session's place on the desk; taken away when this is dropped.
#[derive(Debug)]
pub(crate) struct Trace {
    desk: Rc<Desk>,
    view: Rc<View>,
}

/// A session as others see it.
#[derive(Debug)]
pub(super) struct View {
    /// A number that no other session of the worker has.
    pub(super) number: u64,
    pub(super) visitor: Arc<Visitor>,
    pub(super) statements: Cell<u64>,
    pub(super) in_transaction: Cell<bool>,
    /// A set of [`Pin`]s, by their numbers.
    pub(super) pins: Cell<u32>,
    /// Where it was last.
    pub(super) at: RefCell<Option<Rc<Tally>>>,
    pub(super) why: Cell<Why>,
    /// Of the statement under way.
    pub(super) started: Cell<Option<Instant>>,
    /// The beginning of that statement.
    pub(super) text: RefCell<Shown>,
}

/// A statement that goes to a server.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Statement<'a> {
    pub(crate) class: &'a Class,
    pub(crate) text: &'a [u8],
    /// The same, if it has been prepared.
    pub(crate) prepared: Option<&'a Rc<Text>>,
    /// Of a prepared statement: how many it has.
    pub(crate) parameters: Option<u16>,
    pub(crate) options: Options,
    pub(crate) database: &'a [u8],
    /// `text` is not all of it.
    pub(crate) is_cut: bool,
}

/// How a statement has ended.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Outcome {
    pub(crate) rows: u64,
    pub(crate) affected_rows: u64,
    pub(crate) error: Option<u16>,
}

impl Trace {
    pub(super) fn new(desk: Rc<Desk>, visitor: Visitor) -> Self {
        let view = Rc::new(View {
            number: desk.next_number(),
            visitor: Arc::new(visitor),
            statements: Cell::new(0),
            in_transaction: Cell::new(false),
            pins: Cell::new(0),
            at: RefCell::default(),
            why: Cell::new(Why::Command),
            started: Cell::new(None),
            text: RefCell::default(),
        });
        desk.opened(&view);
        Self { desk, view }
    }

    /// Lets a statement through to a server; nothing if no rule is about it.
    ///
    /// # Errors
    ///
    /// The rule that does not let it through.
    pub(crate) fn admit(
        &self,
        tally: &Rc<Tally>,
        statement: Option<&Statement<'_>>,
        why: Why,
    ) -> Result<Option<Pass>, Arc<Rule>> {
        if !tally.gate.is_limited() {
            return Ok(None);
        }
        let Some((statement, kind)) =
            statement.and_then(|one| Some((one, one.class.filter_type()?)))
        else {
            return Ok(None);
        };
        let entered = tally.gate.enter(kind, &self.view.visitor, statement.text);
        if entered.is_err() {
            let outcome = Outcome {
                error: Some(crate::throttle::REFUSED),
                ..Outcome::default()
            };
            tally.refused();
            self.begin_at(tally, Some(statement), why);
            self.end(Some(statement), outcome);
        }
        entered
    }

    /// A statement or command is sent to a server.
    pub(crate) fn begin(&self, tally: &Rc<Tally>, statement: Option<&Statement<'_>>, why: Why) {
        tally.sent(why);
        self.begin_at(tally, statement, why);
    }

    fn begin_at(&self, tally: &Rc<Tally>, statement: Option<&Statement<'_>>, why: Why) {
        let view = &self.view;
        view.started.set(Some(Instant::now()));
        view.why.set(why);
        let mut at = view.at.borrow_mut();
        if !at.as_ref().is_some_and(|known| Rc::ptr_eq(known, tally)) {
            *at = Some(tally.clone());
        }
        view.text.borrow_mut().set(statement);
    }

    /// Its response has ended.
    pub(crate) fn end(&self, statement: Option<&Statement<'_>>, outcome: Outcome) {
        let view = &self.view;
        let Some(started) = view.started.take() else {
            return;
        };
        view.statements.set(view.statements.get() + 1);
        let Some(statement) = statement else {
            return;
        };
        let Some(tally) = view.at.borrow().clone() else {
            return;
        };
        let time = started.elapsed();
        tally.ended(time, &outcome);
        let at = self.desk.clock.micros(started);
        let why = view.why.get();
        if tally.source.is_recorded() {
            let note = Note {
                at,
                time,
                why,
                outcome,
            };
            self.desk.record(&tally, &view.visitor, statement, &note);
        }
        let past = Past {
            view: view.clone(),
            tally,
            why,
            at,
            time,
            outcome,
            text: Shown::default(),
        };
        self.desk.ended(past, &mut view.text.borrow_mut());
    }

    /// What holds the session on its connection now.
    pub(crate) fn bound(&self, in_transaction: bool, pins: &[Pin]) {
        let set = pins.iter().fold(0, |set, pin| set | 1 << *pin as u32);
        self.view.in_transaction.set(in_transaction);
        self.view.pins.set(set);
    }
}

impl Drop for Trace {
    fn drop(&mut self) {
        self.desk.closed(&self.view);
    }
}
