//! The last statements of a worker.

use std::rc::Rc;
use std::time::Duration;

use super::shown::Shown;
use super::trace::View;
use super::{Outcome, Tally};
use crate::routing::Why;

/// How many a worker remembers.
const LENGTH: usize = 256;

/// A statement that has ended.
#[derive(Debug)]
pub(super) struct Past {
    /// Of whom.
    pub(super) view: Rc<View>,
    pub(super) tally: Rc<Tally>,
    pub(super) why: Why,
    /// When it began, in microseconds since 1970.
    pub(super) at: i64,
    pub(super) time: Duration,
    pub(super) outcome: Outcome,
    /// Its beginning.
    pub(super) text: Shown,
}

/// The last of them; a new one takes the place of the oldest.
#[derive(Debug, Default)]
pub(super) struct Ring {
    past: Vec<Past>,
    next: usize,
}

impl Ring {
    /// Adds one. The text goes in, and that of the oldest comes out, so that nothing is allocated.
    pub(super) fn add(&mut self, mut new: Past, text: &mut Shown) {
        std::mem::swap(&mut new.text, text);
        match self.past.get_mut(self.next) {
            Some(oldest) => {
                std::mem::swap(oldest, &mut new);
                std::mem::swap(&mut new.text, text);
            }
            None => self.past.push(new),
        }
        self.next = (self.next + 1) % LENGTH;
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Past> {
        self.past.iter()
    }
}
