//! A statement as a line of a file.

use std::borrow::Cow;
use std::io::Write as _;

use hyades_mysql::sql::{Class, DIGEST_LIMIT, Flags, Kind, digest_text};
use hyades_types::time::Timestamp;
use serde::Serialize;

use super::batch::Entry;
use super::digests::Digests;

#[derive(Serialize)]
struct Line<'a> {
    time: &'a str,
    user: &'a str,
    client: &'a str,
    session: u64,
    front: &'a str,
    node: &'a str,
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
    duration_us: u128,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<u16>,
    #[serde(skip_serializing_if = "is_zero")]
    dropped: u64,
}

/// Makes lines; keeps what most of them share.
#[derive(Debug, Default)]
pub(super) struct Lines {
    digests: Digests,
    /// Seconds since 1970, and their text up to the seconds.
    second: (i64, String),
    /// The session of the line before, and its client and front.
    session: (u64, String, String),
}

impl Lines {
    /// Appends a line.
    pub(super) fn write(&mut self, out: &mut Vec<u8>, entry: &Entry, database: &[u8], text: &[u8]) {
        let digest = match entry.parameters {
            Some(_) => self.digests.of_prepared(text, &entry.options),
            None => Digests::of(text, &entry.options),
        };
        self.look_up(entry);
        let (note, visitor) = (&entry.note, &entry.visitor);
        let masked = has_secrets(&entry.class, text);
        let shown = match masked {
            true => Cow::Owned(digest_text(text, &entry.options, DIGEST_LIMIT)),
            false => Cow::Borrowed(text),
        };
        let line = Line {
            time: &format!("{}.{:06}Z", self.second.1, note.at.rem_euclid(MICROS)),
            user: &visitor.user,
            client: &self.session.1,
            session: visitor.session,
            front: &self.session.2,
            node: entry.source.node.as_str(),
            reason: note.why.as_str(),
            database: String::from_utf8_lossy(database),
            kind: if entry.parameters.is_some() { "prepared" } else { "text" },
            parameters: entry.parameters,
            statement: String::from_utf8_lossy(&shown),
            length: entry.length,
            masked,
            digest: &digest.to_string(),
            rows: note.outcome.rows,
            affected_rows: note.outcome.affected_rows,
            duration_us: note.time.as_micros(),
            error: note.outcome.error,
            dropped: entry.lost,
        };
        // Neither writing to memory nor these types can fail.
        if serde_json::to_writer(&mut *out, &line).is_ok() {
            let _ = out.write_all(b"\n");
        }
    }

    fn look_up(&mut self, entry: &Entry) {
        let second = entry.note.at.div_euclid(MICROS);
        if self.second.0 != second || self.second.1.is_empty() {
            let text = Timestamp::from_millis(second.saturating_mul(1000)).to_iam();
            self.second = (second, text.chars().take("2026-01-01T00:00:00".len()).collect());
        }
        let visitor = &entry.visitor;
        if self.session.0 != visitor.session {
            self.session = (visitor.session, visitor.client(), visitor.front.to_string());
        }
    }
}

const MICROS: i64 = 1_000_000;

fn is_zero(count: &u64) -> bool {
    *count == 0
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
    let names = |word: &[u8]| text.windows(word.len()).any(|part| part.eq_ignore_ascii_case(word));
    class.kind == Kind::Account || names(b"password") || names(b"identified")
}

#[cfg(test)]
mod tests {
    use hyades_mysql::sql::{Options, classify};

    use super::*;

    #[test]
    fn passwords_are_recognized() {
        let secret = |text: &str| has_secrets(&classify(text.as_bytes(), &Options::default()), text.as_bytes());
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
        for text in ["SELECT * FROM t WHERE password = 'x'", "COMMIT", "INSERT INTO t VALUES ('password')"] {
            assert!(!secret(text), "{text}");
        }
    }
}
