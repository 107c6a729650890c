//! One rule and what runs under it.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hyades_mysql::sql::{FilterType, Pattern};
use hyades_types::id::NodeId;
use hyades_types::time::Timestamp;
use hyades_types::topology::ThrottleKind;

use super::host::HostCount;
use crate::log_limit::LogLimit;
use crate::observe::Visitor;

/// How much of a statement the live list shows, in bytes.
const SHOWN: usize = 1024;

/// A rule of a node.
#[derive(Debug)]
pub(crate) struct Rule {
    node: NodeId,
    pub(crate) kind: ThrottleKind,
    pub(crate) pattern: Pattern,
    max_concurrency: AtomicU32,
    /// Of the whole host; without it the limit is this process's own.
    host: Option<HostCount>,
    state: Mutex<State>,
    host_fails: LogLimit,
}

#[derive(Debug, Default)]
struct State {
    running: BTreeMap<u64, RunningStatement>,
    last: u64,
    refused: u64,
}

/// A statement that runs under a rule.
#[derive(Debug, Clone)]
pub(crate) struct RunningStatement {
    pub(crate) visitor: Arc<Visitor>,
    pub(crate) since: Timestamp,
    /// Its beginning.
    pub(crate) text: Vec<u8>,
}

/// A statement's permission; it counts as running until this is dropped.
#[derive(Debug)]
pub(crate) struct Pass {
    rule: Arc<Rule>,
    number: u64,
}

impl Rule {
    pub(super) fn new(
        node: NodeId,
        kind: ThrottleKind,
        pattern: Pattern,
        max_concurrency: u32,
        host: Option<HostCount>,
    ) -> Self {
        Self {
            node,
            kind,
            pattern,
            max_concurrency: AtomicU32::new(max_concurrency),
            host,
            state: Mutex::default(),
            host_fails: LogLimit::default(),
        }
    }

    pub(super) fn matches(&self, kind: FilterType, text: &[u8]) -> bool {
        let fits = match self.kind {
            ThrottleKind::Select => kind == FilterType::Select,
            ThrottleKind::Update => kind == FilterType::Update,
            ThrottleKind::Delete => kind == FilterType::Delete,
        };
        fits && self.pattern.matches(text)
    }

    /// Lets a statement through, if there is room for it.
    pub(super) fn enter(self: &Arc<Self>, visitor: &Arc<Visitor>, text: &[u8]) -> Option<Pass> {
        let mut state = self.lock();
        let own = state.running.len() as u32;
        let most = self.max_concurrency();
        if own >= most || !self.take(own, most) {
            state.refused += 1;
            return None;
        }
        state.last += 1;
        let number = state.last;
        let running = RunningStatement {
            visitor: visitor.clone(),
            since: Timestamp::now(),
            text: text.get(..SHOWN).unwrap_or(text).to_vec(),
        };
        state.running.insert(number, running);
        drop(state);
        Some(Pass {
            rule: self.clone(),
            number,
        })
    }

    /// Statements that may run at a time.
    pub(crate) fn max_concurrency(&self) -> u32 {
        self.max_concurrency.load(Ordering::Relaxed)
    }

    pub(super) fn allow(&self, max_concurrency: u32) {
        self.max_concurrency
            .store(max_concurrency, Ordering::Relaxed);
    }

    /// What runs in this process.
    pub(crate) fn running(&self) -> Vec<RunningStatement> {
        self.lock().running.values().cloned().collect()
    }

    /// What other processes of the host run; 0 if that cannot be told.
    pub(crate) fn running_elsewhere(&self) -> u32 {
        let count = self.host.as_ref().map(HostCount::others);
        count.and_then(Result::ok).unwrap_or_default()
    }

    /// How many statements it has let through and how many not.
    pub(crate) fn passed_and_refused(&self) -> (u64, u64) {
        let state = self.lock();
        (state.last, state.refused)
    }

    fn take(&self, own: u32, most: u32) -> bool {
        let Some(host) = &self.host else {
            return true;
        };
        host.take(own, most).unwrap_or_else(|error| {
            self.host_failed(&error);
            true
        })
    }

    fn host_failed(&self, error: &io::Error) {
        if self.host_fails.admits() {
            tracing::error!(node = %self.node, %error, "cannot count statements of the whole host");
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// As a refused client reads it.
impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            node,
            kind,
            pattern,
            ..
        } = self;
        let most = self.max_concurrency();
        let kind = kind.as_str();
        write!(
            f,
            "Statement refused by SQL concurrency control: rule {kind} '{pattern}' of node {node} lets {most} run at a time"
        )
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        let mut state = self.rule.lock();
        state.running.remove(&self.number);
        let left = state.running.len() as u32;
        if let Some(Err(error)) = self.rule.host.as_ref().map(|host| host.give(left)) {
            self.rule.host_failed(&error);
        }
    }
}
