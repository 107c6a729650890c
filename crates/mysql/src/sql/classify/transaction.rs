//! Statements that begin and end transactions, and say what they are like.

use super::class::{Access, Characteristics, Completion, Isolation, Kind, TransactionScope};
use super::scan::Scan;

/// Behind `START`: a transaction, or replication.
pub(super) fn start(scan: &mut Scan) -> Kind {
    let what = scan.step_word().unwrap_or_default();
    if !what.eq_ignore_ascii_case(b"transaction") {
        return Kind::Admin;
    }
    let mut access = None;
    let mut consistent_snapshot = false;
    let mut previous = &b""[..];
    while let Some(word) = scan.step_word() {
        access = access.or_else(|| access_mode(previous, word));
        consistent_snapshot |= word.eq_ignore_ascii_case(b"snapshot");
        previous = word;
    }
    Kind::Begin {
        access,
        consistent_snapshot,
    }
}

/// Behind `ROLLBACK`.
pub(super) fn rollback(scan: &mut Scan) -> Kind {
    let mut completion = Words::default();
    while let Some(word) = scan.step_word() {
        if word.eq_ignore_ascii_case(b"to") {
            return Kind::RollbackToSavepoint;
        }
        completion.word(word);
    }
    Kind::Rollback(completion.result)
}

/// Behind `COMMIT`.
pub(super) fn completion(scan: &mut Scan) -> Completion {
    let mut completion = Words::default();
    while let Some(word) = scan.step_word() {
        completion.word(word);
    }
    completion.result
}

/// Reads `[AND [NO] CHAIN] [[NO] RELEASE]`.
#[derive(Default)]
struct Words {
    result: Completion,
    no: bool,
}

impl Words {
    fn word(&mut self, word: &[u8]) {
        let no = std::mem::replace(&mut self.no, word.eq_ignore_ascii_case(b"no"));
        if word.eq_ignore_ascii_case(b"chain") {
            self.result.chain = Some(!no);
        } else if word.eq_ignore_ascii_case(b"release") {
            self.result.release = Some(!no);
        }
    }
}

/// Behind `SET … TRANSACTION`. `None` if a word is not understood.
pub(super) fn characteristics(scope: TransactionScope, scan: &mut Scan) -> Option<Kind> {
    let mut isolation = None;
    let mut access = None;
    let mut previous = &b""[..];
    while let Some(word) = scan.step_word() {
        match isolation_level(previous, word) {
            Some(level) => isolation = Some(level),
            None => access = access.or_else(|| access_mode(previous, word)),
        }
        previous = word;
    }
    let understood = isolation.is_some() || access.is_some();
    understood.then_some(Kind::SetTransaction(Characteristics {
        scope,
        isolation,
        access,
    }))
}

fn access_mode(first: &[u8], second: &[u8]) -> Option<Access> {
    if !first.eq_ignore_ascii_case(b"read") {
        None
    } else if second.eq_ignore_ascii_case(b"only") {
        Some(Access::ReadOnly)
    } else if second.eq_ignore_ascii_case(b"write") {
        Some(Access::ReadWrite)
    } else {
        None
    }
}

fn isolation_level(first: &[u8], second: &[u8]) -> Option<Isolation> {
    let is = |one: &[u8], two: &[u8]| {
        first.eq_ignore_ascii_case(one) && second.eq_ignore_ascii_case(two)
    };
    if is(b"read", b"uncommitted") {
        Some(Isolation::ReadUncommitted)
    } else if is(b"read", b"committed") {
        Some(Isolation::ReadCommitted)
    } else if is(b"repeatable", b"read") {
        Some(Isolation::RepeatableRead)
    } else if is(b"level", b"serializable") {
        Some(Isolation::Serializable)
    } else {
        None
    }
}
