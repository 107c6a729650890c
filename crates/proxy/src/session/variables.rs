//! What a session's statements leave behind that their responses do not tell.

use std::collections::BTreeSet;

use hyades_mysql::sql::{Class, Flags, Kind, Lexer, Options, Scope, TokenKind, assignments};
use hyades_mysql::wire::command::Command as Code;
use hyades_mysql::wire::stmt::{query_text, statement_id};

use super::Session;
use super::dispatch::{Request, Run};
use crate::backend::is_carried;
use crate::routing::Pin;

/// Names that are remembered. A session that uses more stays where it is.
const REMEMBERED: usize = 256;

/// The user variables that a session may have set.
#[derive(Debug, Default)]
pub(super) struct UserVariables(BTreeSet<String>);

impl UserVariables {
    /// Notes the variables that a statement names. Returns whether that has been possible.
    fn note(&mut self, text: &[u8], options: &Options) -> bool {
        let mut lexer = Lexer::new(text, options);
        while let Some(token) = lexer.next_token() {
            if token.kind != TokenKind::UserVariable {
                continue;
            }
            let Some(name) = quoted(lexer.text(token)) else {
                return false;
            };
            self.0.insert(name);
        }
        self.0.len() <= REMEMBERED
    }

    /// Their names, each as it can be put into a statement.
    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// The session begins anew.
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }
}

/// A user variable in backticks, whatever it was in; `None` if that takes more than putting them around.
fn quoted(token: &[u8]) -> Option<String> {
    let name = std::str::from_utf8(token.get(1..)?).ok()?;
    let inner = match name.as_bytes().first() {
        Some(b'\'' | b'"' | b'`') => name.get(1..name.len().checked_sub(1)?)?,
        _ => name,
    };
    let is_plain = !inner.contains(['\'', '"', '`', '\\']) && !inner.is_empty();
    // Names mean the same in every case.
    (is_plain && name.is_ascii()).then(|| format!("@`{}`", inner.to_ascii_lowercase()))
}

impl Session {
    /// Notes what a statement of the session's home has left there.
    pub(super) fn note_traces(&mut self, run: &Run<'_>) {
        let Some(class) = run.class else {
            return;
        };
        let writes = writes_user_variables(class);
        let is_unfollowed = self.frontend.is_gateway();
        if !(writes || is_unfollowed && leaves_traces(class)) {
            return;
        }
        let Some(text) = self.statement_text(run) else {
            return self.pin(Pin::Unknown);
        };
        let options = self.state.options;
        if writes && !self.variables.note(&text, &options) {
            self.pin(Pin::Unknown);
        }
        if is_unfollowed && may_do_anything(class, &text, &options) {
            self.pin(Pin::Unknown);
        }
    }

    pub(super) fn statement_text(&self, run: &Run<'_>) -> Option<Vec<u8>> {
        let payload = match run.request {
            Request::Bytes(bytes) => bytes.get(4..)?,
            Request::Payload(payload) => payload,
            Request::Prepared { text, .. } => return Some(text.sql.clone()),
        };
        match Code::from(*payload.first()?) {
            Code::Query => query_text(payload, self.capabilities)
                .ok()
                .map(<[u8]>::to_vec),
            Code::StmtExecute => {
                let statement = self.statements.get(statement_id(payload)?)?;
                Some(statement.text.sql.clone())
            }
            _ => None,
        }
    }
}

/// Whether it may set user variables, by itself or in a routine.
pub(super) fn writes_user_variables(class: &Class) -> bool {
    let by_kind = matches!(
        class.kind,
        Kind::SetUserVariable | Kind::SelectInto | Kind::Call
    );
    by_kind || class.flags.contains(Flags::WRITES_USER_VARIABLES)
}

/// Whether it is worth a closer look.
fn leaves_traces(class: &Class) -> bool {
    let by_kind = matches!(
        class.kind,
        Kind::SetSession | Kind::Call | Kind::Execute | Kind::Unknown
    );
    by_kind
        || class
            .flags
            .intersects(Flags::MULTI | Flags::UNKNOWN_FUNCTION)
}

/// Whether a statement may have done what nobody can know who is not told about changes of state.
fn may_do_anything(class: &Class, text: &[u8], options: &Options) -> bool {
    if class.kind != Kind::SetSession || class.flags.contains(Flags::MULTI) {
        return leaves_traces(class);
    }
    let mut all = assignments(text, options);
    let is_known = all.by_ref().all(|one| match one.scope {
        Scope::UserVariable | Scope::Names | Scope::CharacterSet => true,
        _ => is_carried(&one.name.to_ascii_lowercase()),
    });
    !is_known || all.failed() || class.flags.contains(Flags::UNKNOWN_FUNCTION)
}

#[cfg(test)]
mod tests {
    use hyades_mysql::sql::classify;

    use super::*;

    #[test]
    fn names_of_user_variables() {
        let mut variables = UserVariables::default();
        let note = |variables: &mut UserVariables, text: &str| {
            variables.note(text.as_bytes(), &Options::default())
        };
        assert!(note(
            &mut variables,
            "SET @a = 1, @`b c` = @A, @'d' = @@x, x = '@no'"
        ));
        assert_eq!(
            variables.iter().collect::<Vec<_>>(),
            ["@`a`", "@`b c`", "@`d`"]
        );
        assert!(!note(&mut variables, "SET @'it''s' = 1"));
        assert!(!note(&mut variables, "SET @é = 1"));
    }

    #[test]
    fn what_nobody_can_follow() {
        let may = |text: &str| {
            let (text, options) = (text.as_bytes(), Options::default());
            may_do_anything(&classify(text, &options), text, &options)
        };
        for text in [
            "CALL p()",
            "SELECT 1; SET @a = 1",
            "SELECT my_own(1)",
            "SET gtid_next = 'x'",
            "EXECUTE s",
        ] {
            assert!(may(text), "{text}");
        }
        for text in [
            "SELECT 1",
            "SET sql_mode = '', NAMES utf8mb4",
            "SET @@session.time_zone = '+00:00'",
            "INSERT INTO t VALUES (1)",
        ] {
            assert!(!may(text), "{text}");
        }
    }
}
