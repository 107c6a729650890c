//! The numbers of one source's transactions.

use smallvec::{SmallVec, smallvec};

/// Numbers from `first` to `last`, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Interval {
    pub(super) first: u64,
    pub(super) last: u64,
}

/// Intervals in rising order with at least one number missing between two of them. Never empty.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Intervals(SmallVec<[Interval; 1]>);

impl Intervals {
    pub(super) fn new(interval: Interval) -> Self {
        Self(smallvec![interval])
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Interval> {
        self.0.iter()
    }

    pub(super) fn contains(&self, wanted: Interval) -> bool {
        let at = self.0.partition_point(|known| known.last < wanted.first);
        self.0
            .get(at)
            .is_some_and(|known| known.first <= wanted.first && wanted.last <= known.last)
    }

    /// Adds an interval and joins it with those that it touches.
    pub(super) fn add(&mut self, added: Interval) {
        // Those before `from` end too early to be touched, those from `to` on begin too late.
        let from = self
            .0
            .partition_point(|known| known.last < added.first.saturating_sub(1));
        let to = self
            .0
            .partition_point(|known| known.first <= added.last.saturating_add(1));
        match self.0.get_mut(from) {
            Some(known) if from + 1 == to => {
                known.first = known.first.min(added.first);
                known.last = known.last.max(added.last);
            }
            Some(known) if from < to => {
                let first = known.first.min(added.first);
                let last = self
                    .0
                    .get(to - 1)
                    .map_or(added.last, |known| known.last.max(added.last));
                self.0.drain(from + 1..to);
                self.0[from] = Interval { first, last };
            }
            _ => self.0.insert(from, added),
        }
    }
}
