//! Which sessions a statement kills.

use hyades_mysql::sql::{Class, Flags, Kind, Options};

use super::super::dispatch::later_statements;
use crate::frontend::session_id;

/// One `KILL`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Kill {
    /// The statement rather than the session.
    pub(super) query: bool,
    pub(super) id: u64,
}

/// What a text kills.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Kills {
    /// No session of the proxy.
    None,
    /// These, one after the other, at least one of which is a session of the proxy.
    All(Vec<Kill>),
    /// Sessions of the proxy, and it does something else.
    Among,
}

impl Kills {
    /// `class` is of the first statement.
    pub(super) fn of(class: &Class, text: &[u8], options: &Options) -> Self {
        let later = match class.flags.contains(Flags::MULTI) {
            false => Vec::new(),
            true if !mentions_kill(text) => return Self::None,
            // Longer texts are the server's to run.
            true => later_statements(text, options).unwrap_or_default(),
        };
        let mut kills = Vec::new();
        let mut others = false;
        for class in std::iter::once(class).chain(&later) {
            match class.kind {
                Kind::Kill {
                    query,
                    id: Some(id),
                } => kills.push(Kill { query, id }),
                Kind::Empty => {}
                _ => others = true,
            }
        }
        match kills.iter().any(|kill| session_id(kill.id).is_some()) {
            false => Self::None,
            true if others => Self::Among,
            true => Self::All(kills),
        }
    }
}

/// Whether a statement has to be looked at: it, or another one of its text, may be a `KILL`.
pub(in crate::session) fn may_kill(class: &Class) -> bool {
    matches!(class.kind, Kind::Kill { .. }) || class.flags.contains(Flags::MULTI)
}

fn mentions_kill(text: &[u8]) -> bool {
    text.windows(4)
        .any(|word| word.eq_ignore_ascii_case(b"kill"))
}

#[cfg(test)]
mod tests {
    use hyades_mysql::sql::classify;

    use super::*;

    #[test]
    fn what_a_text_kills() {
        let options = Options::default();
        let kills = |text: &str| {
            let class = classify(text.as_bytes(), &options);
            Kills::of(&class, text.as_bytes(), &options)
        };
        let kill = |query, id| Kill { query, id };
        for (text, expected) in [
            ("KILL 5", Kills::None),
            ("KILL 5; KILL QUERY 6", Kills::None),
            ("SELECT 'kill 2147483649'; SELECT 2", Kills::None),
            (
                "KILL 2147483649",
                Kills::All(vec![kill(false, 0x8000_0001)]),
            ),
            (
                "kill query 2147483649; /* and */ KILL 5;",
                Kills::All(vec![kill(true, 0x8000_0001), kill(false, 5)]),
            ),
            ("KILL 2147483649; SELECT 1", Kills::Among),
            ("SELECT 1; KILL 2147483649", Kills::Among),
        ] {
            assert_eq!(kills(text), expected, "{text}");
        }
    }
}
