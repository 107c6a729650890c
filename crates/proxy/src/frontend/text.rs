//! Texts of prepared statements, the same for all sessions of a worker.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::{Rc, Weak};

use crate::backend::Carried;

/// A text and the state of the session that has prepared it, which says what the text means.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Text {
    /// Names the text on connections.
    pub(crate) number: u64,
    pub(crate) sql: Vec<u8>,
    /// The state that says what it means.
    pub(crate) carried: Rc<Carried>,
}

/// The texts that are in use.
#[derive(Debug, Default)]
pub(crate) struct Texts {
    by_sql: RefCell<HashMap<Vec<u8>, Vec<Weak<Text>>>>,
    last: Cell<u64>,
}

/// When to look for texts that nobody uses any more.
const CLEAN: u64 = 1024;

impl Texts {
    /// The text that equal texts share.
    pub(crate) fn intern(&self, sql: &[u8], carried: &Rc<Carried>) -> Rc<Text> {
        let mut by_sql = self.by_sql.borrow_mut();
        let known = by_sql
            .get(sql)
            .into_iter()
            .flatten()
            .filter_map(Weak::upgrade);
        if let Some(text) = known.into_iter().find(|text| text.carried == *carried) {
            return text;
        }
        let number = self.next_number();
        if number.is_multiple_of(CLEAN) {
            for texts in by_sql.values_mut() {
                texts.retain(|text| text.strong_count() > 0);
            }
            by_sql.retain(|_, texts| !texts.is_empty());
        }
        let text = Rc::new(Text {
            number,
            sql: sql.to_vec(),
            carried: carried.clone(),
        });
        by_sql
            .entry(sql.to_vec())
            .or_default()
            .push(Rc::downgrade(&text));
        text
    }

    /// The same text under a number that is nobody else's.
    pub(crate) fn alone(&self, text: &Text) -> Rc<Text> {
        Rc::new(Text {
            number: self.next_number(),
            sql: text.sql.clone(),
            carried: text.carried.clone(),
        })
    }

    fn next_number(&self) -> u64 {
        self.last.set(self.last.get() + 1);
        self.last.get()
    }
}
