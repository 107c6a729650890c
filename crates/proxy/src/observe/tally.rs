//! Counts of one worker about one server.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use hyades_types::id::NodeId;

use super::histogram::Histogram;
use super::trace::Outcome;
use crate::record::Source;
use crate::routing::Why;
use crate::throttle::Gate;

/// What a worker has sent to a server for a front.
#[derive(Debug)]
pub(crate) struct Tally {
    pub(crate) node: NodeId,
    /// What limits statements there.
    pub(crate) gate: Arc<Gate>,
    /// Whether they are recorded, and how it goes.
    pub(crate) source: Arc<Source>,
    reasons: [Cell<u64>; Why::ALL.len()],
    times: Histogram,
    rows: Cell<u64>,
    errors: Cell<u64>,
    refused: Cell<u64>,
}

impl Tally {
    pub(super) fn new(node: NodeId, gate: Arc<Gate>, source: Arc<Source>) -> Rc<Self> {
        Rc::new(Self {
            node,
            gate,
            source,
            reasons: std::array::from_fn(|_| Cell::new(0)),
            times: Histogram::default(),
            rows: Cell::new(0),
            errors: Cell::new(0),
            refused: Cell::new(0),
        })
    }

    /// A statement or command goes there for this reason.
    pub(super) fn sent(&self, why: Why) {
        if let Some(count) = self.reasons.get(why as usize) {
            add(count, 1);
        }
    }

    /// It has ended.
    pub(super) fn ended(&self, time: Duration, outcome: &Outcome) {
        self.times.add(time);
        add(&self.rows, outcome.rows);
        add(&self.errors, u64::from(outcome.error.is_some()));
    }

    /// A limit has kept a statement away.
    pub(super) fn refused(&self) {
        add(&self.refused, 1);
    }

    /// How often it was sent there, by reason.
    pub(super) fn reasons(&self) -> Vec<u64> {
        self.reasons.iter().map(Cell::get).collect()
    }

    pub(super) const fn times(&self) -> &Histogram {
        &self.times
    }

    /// Rows, errors and refused statements.
    pub(super) const fn others(&self) -> [u64; 3] {
        [self.rows.get(), self.errors.get(), self.refused.get()]
    }
}

fn add(count: &Cell<u64>, more: u64) {
    count.set(count.get() + more);
}
