//! Sets of transactions of several sources.

use std::fmt;

use smallvec::SmallVec;

use super::intervals::{Interval, Intervals};
use super::uuid::Source;

/// A set of global transaction ids, as in `gtid_executed`.
///
/// [`Display`](fmt::Display) writes it as the server does, but without line breaks; [`FromStr`](std::str::FromStr) and
/// [`parse`](GtidSet::parse) take what the server takes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct GtidSet {
    /// In the order of their sources.
    members: SmallVec<[Member; 1]>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Member {
    source: Source,
    numbers: Intervals,
}

impl GtidSet {
    /// The set of no transactions.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether no transaction is in it.
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// Adds one transaction.
    pub fn add(&mut self, source: &Source, number: u64) {
        self.add_interval(
            source,
            Interval {
                first: number,
                last: number,
            },
        );
    }

    /// Adds all that are in `other`.
    pub fn union(&mut self, other: &GtidSet) {
        for member in &other.members {
            for interval in member.numbers.iter() {
                self.add_interval(&member.source, *interval);
            }
        }
    }

    /// Whether every transaction of `other` is in this set: whoever has executed this set has seen what `other` says.
    pub fn contains(&self, other: &GtidSet) -> bool {
        other.members.iter().all(|wanted| {
            let found = self
                .find(&wanted.source)
                .ok()
                .and_then(|at| self.members.get(at));
            found.is_some_and(|known| {
                wanted
                    .numbers
                    .iter()
                    .all(|interval| known.numbers.contains(*interval))
            })
        })
    }

    /// How many transactions are in it.
    pub fn len(&self) -> u64 {
        let intervals = self.members.iter().flat_map(|member| member.numbers.iter());
        intervals
            .map(|interval| interval.last - interval.first + 1)
            .fold(0, u64::saturating_add)
    }

    pub(super) fn add_interval(&mut self, source: &Source, interval: Interval) {
        match self.find(source) {
            Ok(at) => self.members[at].numbers.add(interval),
            Err(at) => {
                let member = Member {
                    source: source.clone(),
                    numbers: Intervals::new(interval),
                };
                self.members.insert(at, member);
            }
        }
    }

    fn find(&self, source: &Source) -> Result<usize, usize> {
        self.members
            .binary_search_by(|member| member.source.cmp(source))
    }
}

impl fmt::Display for GtidSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut previous: Option<&Source> = None;
        for Member { source, numbers } in &self.members {
            if previous.is_none_or(|previous| previous.uuid != source.uuid) {
                if previous.is_some() {
                    f.write_str(",")?;
                }
                source.fmt_uuid(f)?;
            }
            if let Some(tag) = &source.tag {
                write!(f, ":{}", tag.as_str())?;
            }
            for Interval { first, last } in numbers.iter() {
                if first == last {
                    write!(f, ":{first}")?;
                } else {
                    write!(f, ":{first}-{last}")?;
                }
            }
            previous = Some(source);
        }
        Ok(())
    }
}
