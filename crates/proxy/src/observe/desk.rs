//! What a worker keeps for those who ask.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use hyades_types::id::{InstanceId, NodeId};

use super::clock::Clock;
use super::ring::{Past, Ring};
use super::shown::Shown;
use super::trace::{Statement, Trace, View};
use super::{Tally, Visitor, Watch};
use crate::frontend::Front;
use crate::record::{Note, Tape};

/// One worker's.
#[derive(Debug)]
pub(crate) struct Desk {
    watch: Arc<Watch>,
    pub(super) clock: Clock,
    tallies: RefCell<BTreeMap<(Front, NodeId), Rc<Tally>>>,
    views: RefCell<BTreeMap<u64, Rc<View>>>,
    /// Sessions so far.
    opened: Cell<u64>,
    ring: RefCell<Ring>,
    tape: Tape,
}

impl Desk {
    pub(crate) fn new(watch: Arc<Watch>) -> Rc<Self> {
        Rc::new(Self {
            tape: watch.recorder.tape(),
            watch,
            clock: Clock::new(),
            tallies: RefCell::default(),
            views: RefCell::default(),
            opened: Cell::default(),
            ring: RefCell::default(),
        })
    }

    /// The counts about a server, the same as long as the front is there.
    pub(crate) fn tally(&self, front: &Front, instance: &InstanceId, node: &NodeId) -> Rc<Tally> {
        let mut tallies = self.tallies.borrow_mut();
        let tally = tallies
            .entry((front.clone(), node.clone()))
            .or_insert_with(|| {
                let gate = self.watch.throttles.gate(node);
                let source = self.watch.recorder.source(instance, node);
                Tally::new(node.clone(), gate, source)
            });
        tally.clone()
    }

    /// A front is gone, and its counts with it.
    pub(crate) fn forget(&self, front: &Front) {
        self.tallies.borrow_mut().retain(|(of, _), _| of != front);
    }

    /// What the workers share.
    pub(crate) fn watch(&self) -> &Watch {
        &self.watch
    }

    /// A session begins.
    pub(crate) fn open(self: &Rc<Self>, visitor: Visitor) -> Trace {
        Trace::new(self.clone(), visitor)
    }

    /// To be called about once a second.
    pub(crate) fn tick(&self) {
        self.clock.set();
        self.tape.flush();
    }

    /// The worker ends.
    pub(crate) fn finish(&self) {
        self.tape.finish();
    }

    pub(super) fn next_number(&self) -> u64 {
        self.opened.set(self.opened.get() + 1);
        self.opened.get()
    }

    pub(super) fn opened(&self, view: &Rc<View>) {
        self.views.borrow_mut().insert(view.number, view.clone());
    }

    pub(super) fn closed(&self, view: &View) {
        self.views.borrow_mut().remove(&view.number);
    }

    pub(super) fn ended(&self, past: Past, text: &mut Shown) {
        self.ring.borrow_mut().add(past, text);
    }

    pub(super) fn record(
        &self,
        tally: &Tally,
        visitor: &Arc<Visitor>,
        statement: &Statement<'_>,
        note: &Note,
    ) {
        self.tape.add(&tally.source, visitor, statement, note);
    }

    pub(super) fn tallies(&self) -> Vec<((Front, NodeId), Rc<Tally>)> {
        let tallies = self.tallies.borrow();
        tallies
            .iter()
            .map(|(key, tally)| (key.clone(), tally.clone()))
            .collect()
    }

    /// The sessions, oldest first.
    pub(super) fn views(&self) -> Vec<Rc<View>> {
        self.views.borrow().values().cloned().collect()
    }

    pub(super) fn ring(&self) -> std::cell::Ref<'_, Ring> {
        self.ring.borrow()
    }
}
