//! A statement as a line of a file.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::Write as _;
use std::sync::{Arc, Weak};

use hyades_mysql::sql::{Class, DIGEST_LIMIT, Flags, Kind, digest_text};
use hyades_types::id::NodeId;
use hyades_types::time::Timestamp;
use serde::Serialize;

use super::batch::Entry;
use super::digests::Digests;
use crate::observe::Visitor;

/// What lines of a session at a node have in common.
#[derive(Serialize)]
struct Who<'a> {
    user: &'a str,
    client: &'a str,
    session: u64,
    front: &'a str,
    node: &'a str,
}

/// The rest.
#[derive(Serialize)]
struct What<'a> {
    reason: &'a str,
    database: Cow<'a, str>,
    kind: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    parameters: Option<u16>,
    statement: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    length: Option<usize>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    masked: bool,
    digest: &'a str,
    rows: u64,
    affected_rows: u64,
    duration_us: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<u16>,
}

/// That statements are missing.
#[derive(Serialize)]
struct Gap<'a> {
    time: String,
    node: &'a str,
    dropped: u64,
}

/// Makes lines; keeps what most of them share.
#[derive(Debug, Default)]
pub(super) struct Lines {
    digests: Digests,
    /// Seconds since 1970, and the beginning of the lines of that second.
    second: Option<(i64, Vec<u8>)>,
    /// [`Who`] as text, without its last brace, by where its session and source are in memory.
    who: HashMap<[usize; 2], (Weak<Visitor>, Vec<u8>)>,
}

/// Sessions that are remembered; when there are more, all are forgotten.
const SESSIONS: usize = 1024;
const MICROS: i64 = 1_000_000;

impl Lines {
    /// Appends a line.
    pub(super) fn write(&mut self, out: &mut Vec<u8>, entry: &Entry, database: &[u8], text: &[u8]) {
        let note = &entry.note;
        out.extend_from_slice(self.second(note.at.div_euclid(MICROS)));
        // Neither writing to memory nor these types can fail.
        let _ = write!(out, "{:06}Z\",", note.at.rem_euclid(MICROS));
        out.extend_from_slice(self.who(entry));
        let masked = has_secrets(&entry.class, text);
        let shown = match masked {
            true => Cow::Owned(digest_text(text, &entry.options, DIGEST_LIMIT)),
            false => Cow::Borrowed(text),
        };
        let comes_again = entry.parameters.is_some();
        let what = What {
            reason: note.why.as_str(),
            database: String::from_utf8_lossy(database),
            kind: if comes_again { "prepared" } else { "text" },
            parameters: entry.parameters,
            statement: String::from_utf8_lossy(&shown),
            length: entry.length,
            masked,
            digest: self.digests.get(text, &entry.options, comes_again),
            rows: note.outcome.rows,
            affected_rows: note.outcome.affected_rows,
            duration_us: note.time.as_micros() as u64,
            error: note.outcome.error,
        };
        let brace = out.len();
        let _ = serde_json::to_writer(&mut *out, &what);
        if let Some(brace) = out.get_mut(brace) {
            *brace = b',';
        }
        out.push(b'\n');
    }

    /// The beginning of a line, up to the point before the microseconds.
    fn second(&mut self, second: i64) -> &[u8] {
        if self
            .second
            .as_ref()
            .is_none_or(|(known, _)| *known != second)
        {
            let time = Timestamp::from_millis(second.saturating_mul(1000)).to_iam();
            let time = time.get(.."2026-01-01T00:00:00.".len()).unwrap_or_default();
            self.second = Some((second, format!("{{\"time\":\"{time}").into_bytes()));
        }
        self.second.as_ref().map_or(b"", |(_, text)| text)
    }

    fn who(&mut self, entry: &Entry) -> &[u8] {
        let (visitor, source) = (&entry.visitor, &entry.source);
        let key = [Arc::as_ptr(visitor).addr(), Arc::as_ptr(source).addr()];
        // The weak pointer keeps the place: no other session comes to be there as long as this one is
        // remembered. Sources stay for ever.
        if !self.who.contains_key(&key) {
            if self.who.len() >= SESSIONS {
                self.who.clear();
            }
            let who = Who {
                user: &visitor.user,
                client: &visitor.client(),
                session: visitor.session,
                front: &visitor.front.to_string(),
                node: source.node.as_str(),
            };
            let mut text = serde_json::to_vec(&who).unwrap_or_default();
            text.pop();
            text.drain(..text.len().min(1));
            self.who.insert(key, (Arc::downgrade(visitor), text));
        }
        self.who.get(&key).map_or(b"", |(_, text)| text)
    }
}

/// Appends a line that says that statements of a node are not there.
pub(super) fn write_gap(out: &mut Vec<u8>, node: &NodeId, dropped: u64) {
    let gap = Gap {
        time: Timestamp::now().to_iam(),
        node: node.as_str(),
        dropped,
    };
    // Neither writing to memory nor these types can fail.
    let _ = serde_json::to_writer(&mut *out, &gap);
    out.push(b'\n');
}

/// Whether a statement may name a password. Data is not looked at: what rows contain is the
/// customer's own, as in MySQL's general log.
fn has_secrets(class: &Class, text: &[u8]) -> bool {
    let is_data = matches!(
        class.kind,
        Kind::Read | Kind::LockingRead | Kind::SelectInto | Kind::Write(_) | Kind::LoadDataLocal
    );
    if is_data && !class.flags.contains(Flags::MULTI) {
        return false;
    }
    let names = |word: &[u8]| {
        text.windows(word.len())
            .any(|part| part.eq_ignore_ascii_case(word))
    };
    class.kind == Kind::Account || names(b"password") || names(b"identified")
}

#[cfg(test)]
mod tests {
    use hyades_mysql::sql::{Options, classify};

    use super::*;

    #[test]
    fn passwords_are_recognized() {
        let secret = |text: &str| {
            has_secrets(
                &classify(text.as_bytes(), &Options::default()),
                text.as_bytes(),
            )
        };
        for text in [
            "CREATE USER a IDENTIFIED BY 'x'",
            "ALTER USER a IDENTIFIED BY 'x'",
            "SET PASSWORD = 'x'",
            "GRANT ALL ON *.* TO a",
            "CHANGE REPLICATION SOURCE TO source_password = 'x'",
            "CLONE INSTANCE FROM a@b:1 IDENTIFIED BY 'x'",
            "PREPARE s FROM 'SET PASSWORD = ''x'''",
            "SELECT 1; ALTER USER a IDENTIFIED BY 'x'",
        ] {
            assert!(secret(text), "{text}");
        }
        for text in [
            "SELECT * FROM t WHERE password = 'x'",
            "COMMIT",
            "INSERT INTO t VALUES ('password')",
        ] {
            assert!(!secret(text), "{text}");
        }
    }
}
