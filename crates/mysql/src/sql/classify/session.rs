//! `SET` and `USE`.

use std::borrow::Cow;

use super::super::lex::{Lexer, TokenKind};
use super::super::options::Options;
use super::assignment::{Assignments, Scope};
use super::class::{Kind, TransactionScope};
use super::flags::Flags;
use super::hint;
use super::scan::Scan;
use super::transaction;
use super::value::{Value, unquoted_name};

/// Behind `SET`.
pub(super) fn set(lexer: Lexer, options: &Options) -> (Kind, Flags) {
    let mut scan = Scan::new(lexer.clone(), options);
    if let Some(kind) = special(&mut scan) {
        scan.finish();
        return (kind, scan.flags);
    }
    let mut assignments = Assignments::behind_set(lexer, options);
    let mut kind = Kind::Unknown;
    let mut flags = Flags::EMPTY;
    for assignment in assignments.by_ref() {
        if assignment.scope == Scope::UserVariable {
            flags |= Flags::WRITES_USER_VARIABLES;
        }
        if let Value::Expression(text) = assignment.value {
            flags |= Scan::expression(text, options);
        }
        kind = stronger(kind, of_scope(assignment.scope));
    }
    if assignments.more_statements() {
        flags |= Flags::MULTI;
    }
    (
        if assignments.failed() {
            Kind::Unknown
        } else {
            kind
        },
        flags,
    )
}

/// The forms that are no assignments.
fn special(scan: &mut Scan) -> Option<Kind> {
    let first = scan.step_word()?;
    let is = |keyword: &[u8]| first.eq_ignore_ascii_case(keyword);
    if is(b"transaction") {
        return transaction::characteristics(TransactionScope::Next, scan);
    }
    if is(b"password") {
        return Some(Kind::Account);
    }
    if is(b"role") {
        return Some(Kind::SetRole);
    }
    let scope = if is(b"global") {
        Some(TransactionScope::Global)
    } else if is(b"session") || is(b"local") {
        Some(TransactionScope::Session)
    } else {
        None
    };
    let default = is(b"default");
    let resource = is(b"resource");
    let second = scan.step_word()?;
    match scope {
        Some(scope) if second.eq_ignore_ascii_case(b"transaction") => {
            transaction::characteristics(scope, scan)
        }
        None if default && second.eq_ignore_ascii_case(b"role") => Some(Kind::Account),
        None if resource && second.eq_ignore_ascii_case(b"group") => Some(Kind::SetResourceGroup),
        _ => None,
    }
}

fn of_scope(scope: Scope) -> Kind {
    match scope {
        Scope::Session | Scope::Unscoped => Kind::SetSession,
        Scope::Global | Scope::Persist | Scope::PersistOnly => Kind::SetGlobal,
        Scope::UserVariable => Kind::SetUserVariable,
        Scope::Names | Scope::CharacterSet => Kind::SetNames,
    }
}

/// The kind of a list is that of its farthest reaching part.
fn stronger(one: Kind, other: Kind) -> Kind {
    let rank = |kind| match kind {
        Kind::SetUserVariable => 1,
        Kind::SetNames => 2,
        Kind::SetSession => 3,
        Kind::SetGlobal => 4,
        _ => 0,
    };
    if rank(other) > rank(one) { other } else { one }
}

/// The database that a `USE` names, as the server will understand it. `None` if `text` is no `USE` or not one the server takes.
pub fn used_database<'a>(text: &'a [u8], options: &Options) -> Option<Cow<'a, [u8]>> {
    let mut lexer = Lexer::new(text, options);
    let verb = hint::leading(&mut lexer).0?;
    if verb.kind != TokenKind::Word || !lexer.text(verb).eq_ignore_ascii_case(b"use") {
        return None;
    }
    let name = lexer.next_token()?;
    if lexer
        .next_token()
        .is_some_and(|token| token.kind != TokenKind::Semicolon)
    {
        return None;
    }
    match name.kind {
        TokenKind::Word => Some(Cow::Borrowed(lexer.text(name))),
        TokenKind::QuotedName => Some(unquoted_name(lexer.text(name), options)),
        _ => None,
    }
}
