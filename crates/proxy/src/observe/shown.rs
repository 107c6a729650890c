//! What is shown of a statement.

use std::rc::Rc;

use super::Statement;
use crate::frontend::Text;

/// How much of a statement is shown, in bytes.
const LENGTH: usize = 256;

/// The beginning of a statement. It is set for each of them, so nothing is allocated for that, and what a
/// prepared statement shares with all its executions is not copied.
#[derive(Debug, Default)]
pub(super) struct Shown {
    prepared: Option<Rc<Text>>,
    copied: Vec<u8>,
}

impl Shown {
    pub(super) fn set(&mut self, statement: Option<&Statement<'_>>) {
        let prepared = statement.and_then(|statement| statement.prepared);
        // A long text would outlive its statement.
        let is_short = |text: &&Rc<Text>| text.sql.len() <= LENGTH;
        self.prepared = prepared.filter(is_short).cloned();
        if self.prepared.is_none() {
            let text = statement.map_or(&b""[..], |statement| statement.text);
            self.copied.clear();
            self.copied
                .extend_from_slice(text.get(..LENGTH).unwrap_or(text));
        }
    }

    pub(super) fn text(&self) -> String {
        let bytes = match &self.prepared {
            Some(text) => &text.sql,
            None => &self.copied,
        };
        String::from_utf8_lossy(bytes).into_owned()
    }
}
