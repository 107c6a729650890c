//! Statements that return rows of tables.

use super::super::lex::TokenKind;
use super::super::words::one_of;
use super::class::{Kind, Write};
use super::flags::Flags;
use super::scan::Scan;

/// At parentheses around a query.
pub(super) fn parenthesized(scan: &mut Scan) -> Kind {
    while let Some(token) = scan.step() {
        match token.kind {
            TokenKind::OpenParen => {}
            TokenKind::Word => return begins_query(scan.text(token)),
            _ => break,
        }
    }
    Kind::Unknown
}

fn begins_query(word: &[u8]) -> Kind {
    const QUERIES: [&str; 4] = ["select", "with", "table", "values"];
    if one_of(word, &QUERIES) {
        Kind::Read
    } else {
        Kind::Unknown
    }
}

/// Behind `WITH`: the first verb outside of parentheses decides.
pub(super) fn with(scan: &mut Scan) -> Kind {
    scan.naming = true;
    let mut after_close = false;
    while let Some(token) = scan.step() {
        let top = scan.depth == 0;
        match token.kind {
            TokenKind::Word if top => {
                if let Some(kind) = main_verb(scan.text(token)) {
                    scan.naming = false;
                    return kind;
                }
            }
            // Behind a common table expression only the query itself can be in parentheses.
            TokenKind::OpenParen if after_close => {
                scan.naming = false;
                return parenthesized(scan);
            }
            _ => {}
        }
        after_close = top && token.kind == TokenKind::CloseParen;
    }
    Kind::Unknown
}

fn main_verb(word: &[u8]) -> Option<Kind> {
    let is = |keyword: &[u8]| word.eq_ignore_ascii_case(keyword);
    match word.first()? | 0x20 {
        b's' if is(b"select") => Some(Kind::Read),
        b't' if is(b"table") => Some(Kind::Read),
        b'v' if is(b"values") => Some(Kind::Read),
        b'u' if is(b"update") => Some(Kind::Write(Write::Update)),
        b'd' if is(b"delete") => Some(Kind::Write(Write::Delete)),
        _ => None,
    }
}

/// Behind `EXPLAIN` or one of its synonyms.
pub(super) fn explain(scan: &mut Scan) -> Kind {
    let mut first = true;
    while let Some(token) = scan.step() {
        match token.kind {
            TokenKind::Word => {
                if let Some(kind) = explained(scan.text(token), first, scan) {
                    return kind;
                }
            }
            TokenKind::OpenParen => return explained_query(parenthesized(scan)),
            // `DESCRIBE t`, and the `=` and `@x` of options.
            TokenKind::QuotedName if first => return Kind::Explain,
            _ => {}
        }
        first = false;
    }
    Kind::Explain
}

/// What a word of `EXPLAIN` decides, if anything: options go on, `FOR` may name a schema.
fn explained(word: &[u8], first: bool, scan: &mut Scan) -> Option<Kind> {
    let is = |keyword: &[u8]| word.eq_ignore_ascii_case(keyword);
    if is(b"with") {
        return Some(explained_query(with(scan)));
    }
    if let Some(kind) = main_verb(word) {
        return Some(explained_query(kind));
    }
    if is(b"connection") {
        scan.flags |= Flags::CONNECTION_ID;
        return Some(Kind::ExplainOther);
    }
    if is(b"insert") || is(b"replace") {
        return Some(Kind::ExplainOther);
    }
    const OPTIONS: [&str; 6] = ["analyze", "format", "into", "for", "schema", "database"];
    // A name at once is a table; a later one belongs to an option.
    (first && !one_of(word, &OPTIONS)).then_some(Kind::Explain)
}

fn explained_query(kind: Kind) -> Kind {
    if kind == Kind::Read {
        Kind::Explain
    } else {
        Kind::ExplainOther
    }
}
