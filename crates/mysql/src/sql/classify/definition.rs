//! Statements that change schemas and accounts.

use super::super::words::one_of;
use super::class::Kind;
use super::flags::Flags;
use super::program::Blocks;
use super::scan::Scan;

/// The kind of a statement that begins with `verb`, if it is one of these.
pub(super) fn by_verb(verb: &[u8], scan: &mut Scan) -> Option<Kind> {
    Some(match verb {
        b"create" => create(scan),
        b"alter" | b"rename" => changed(scan),
        b"drop" => drop(scan),
        b"truncate" => Kind::Ddl,
        b"grant" | b"revoke" => Kind::Account,
        _ => return None,
    })
}

fn create(scan: &mut Scan) -> Kind {
    let first = scan.step_word().unwrap_or_default();
    if is_account(first) {
        return Kind::Account;
    }
    if first.eq_ignore_ascii_case(b"temporary") {
        scan.flags |= Flags::TEMPORARY_TABLE;
        return Kind::Ddl;
    }
    stored_program(first, scan);
    Kind::Ddl
}

fn changed(scan: &mut Scan) -> Kind {
    let first = scan.step_word().unwrap_or_default();
    if is_account(first) {
        return Kind::Account;
    }
    stored_program(first, scan);
    Kind::Ddl
}

fn drop(scan: &mut Scan) -> Kind {
    let first = scan.step_word().unwrap_or_default();
    if is_account(first) {
        return Kind::Account;
    }
    if first.eq_ignore_ascii_case(b"prepare") {
        return Kind::Deallocate;
    }
    if first.eq_ignore_ascii_case(b"temporary") {
        scan.flags |= Flags::TEMPORARY_TABLE;
    }
    Kind::Ddl
}

fn is_account(word: &[u8]) -> bool {
    one_of(word, &["user", "role"])
}

/// Looks for the object behind `OR REPLACE`, `DEFINER = …` and the like, and has semicolons counted if it can contain some.
fn stored_program(first: &[u8], scan: &mut Scan) {
    const PROGRAMS: [&str; 4] = ["procedure", "function", "trigger", "event"];
    const OTHERS: [&str; 6] = ["table", "view", "index", "database", "schema", "server"];
    let mut word = Some(first);
    while let Some(name) = word {
        if one_of(name, &PROGRAMS) {
            scan.blocks = Some(Blocks::default());
            return;
        }
        if one_of(name, &OTHERS) {
            return;
        }
        word = scan.step_word();
    }
}
