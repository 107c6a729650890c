//! The rules of one node, as the data path meets them.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use hyades_mysql::sql::FilterType;

use super::{Pass, Rule};
use crate::observe::Visitor;

/// Stands before a node. Without rules, passing it is looking at one flag.
#[derive(Debug, Default)]
pub(crate) struct Gate {
    is_limited: AtomicBool,
    rules: Mutex<Arc<[Arc<Rule>]>>,
}

impl Gate {
    /// Whether there is any rule.
    pub(crate) fn is_limited(&self) -> bool {
        self.is_limited.load(Ordering::Relaxed)
    }

    /// Counts a statement that is about to be sent, if a rule matches it.
    ///
    /// # Errors
    ///
    /// The rule that does not let it through.
    pub(crate) fn enter(
        &self,
        kind: FilterType,
        visitor: &Arc<Visitor>,
        text: &[u8],
    ) -> Result<Option<Pass>, Arc<Rule>> {
        let rules = self.rules();
        let Some(rule) = rules.iter().find(|rule| rule.matches(kind, text)) else {
            return Ok(None);
        };
        match rule.enter(visitor, text) {
            Some(pass) => Ok(Some(pass)),
            None => Err(rule.clone()),
        }
    }

    /// Its rules, in order.
    pub(crate) fn rules(&self) -> Arc<[Arc<Rule>]> {
        self.rules
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    pub(super) fn set(&self, rules: Vec<Arc<Rule>>) {
        let is_limited = !rules.is_empty();
        *self.rules.lock().unwrap_or_else(PoisonError::into_inner) = rules.into();
        self.is_limited.store(is_limited, Ordering::Relaxed);
    }
}
