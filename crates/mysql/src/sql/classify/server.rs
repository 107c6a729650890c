//! Statements about the server, its locks and its connections.

use super::super::lex::TokenKind;
use super::super::words::one_of;
use super::class::Kind;
use super::flags::Flags;
use super::scan::Scan;

/// The kind of a statement that begins with `verb`, if it is one of these.
pub(super) fn by_verb(verb: &[u8], scan: &mut Scan) -> Option<Kind> {
    Some(match verb {
        b"show" => show(scan),
        b"help" => Kind::Show,
        b"lock" => Kind::LockTables,
        b"unlock" => Kind::UnlockTables,
        b"flush" => flush(scan),
        b"kill" => kill(scan),
        b"get" => {
            scan.flags |= Flags::DIAGNOSTICS | Flags::WRITES_USER_VARIABLES;
            Kind::Diagnostics
        }
        b"analyze" | b"binlog" | b"cache" | b"change" | b"check" | b"checksum" | b"clone"
        | b"install" | b"optimize" | b"purge" | b"repair" | b"reset" | b"restart" | b"shutdown"
        | b"stop" | b"uninstall" => Kind::Admin,
        _ => return None,
    })
}

/// What `SHOW` reads from the data dictionary, which is the same everywhere. The rest differs from server to server.
const DICTIONARY: [&str; 19] = [
    "databases",
    "schemas",
    "tables",
    "columns",
    "fields",
    "index",
    "indexes",
    "keys",
    "create",
    "character",
    "charset",
    "collation",
    "triggers",
    "events",
    "procedure",
    "function",
    "grants",
    "table",
    "privileges",
];

/// Behind `SHOW`. The first word that is no modifier says what is shown.
fn show(scan: &mut Scan) -> Kind {
    let mut subject = &b"full"[..];
    while one_of(subject, &["full", "extended"]) {
        subject = scan.step_word().unwrap_or_default();
    }
    scan.flags |= if one_of(subject, &DICTIONARY) {
        Flags::EMPTY
    } else if one_of(subject, &["warnings", "errors", "count"]) {
        Flags::DIAGNOSTICS
    } else if one_of(subject, &["processlist", "profile", "profiles"]) {
        Flags::CONNECTION_ID | Flags::SERVER_IDENTITY
    } else {
        Flags::SERVER_IDENTITY
    };
    Kind::Show
}

/// Behind `FLUSH`.
fn flush(scan: &mut Scan) -> Kind {
    let mut previous = &b""[..];
    let mut kind = Kind::Flush;
    while let Some(word) = scan.step_word() {
        let after = |keyword: &[u8]| previous.eq_ignore_ascii_case(keyword);
        let with_lock = after(b"with") && word.eq_ignore_ascii_case(b"read");
        let for_export = after(b"for") && word.eq_ignore_ascii_case(b"export");
        if with_lock || for_export {
            kind = Kind::LockTables;
        }
        previous = word;
    }
    kind
}

/// Behind `KILL`.
fn kill(scan: &mut Scan) -> Kind {
    let mut query = false;
    let mut id = None;
    let mut plain = true;
    while let Some(token) = scan.step() {
        let text = scan.text(token);
        match token.kind {
            TokenKind::Word if text.eq_ignore_ascii_case(b"query") => query = true,
            TokenKind::Word if text.eq_ignore_ascii_case(b"connection") => {}
            TokenKind::Number if id.is_none() => id = decimal(text),
            _ => plain = false,
        }
    }
    Kind::Kill {
        query,
        id: id.filter(|_| plain),
    }
}

fn decimal(text: &[u8]) -> Option<u64> {
    std::str::from_utf8(text).ok()?.parse().ok()
}
