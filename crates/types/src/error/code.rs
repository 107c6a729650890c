//! What an error code is, and how one is found.

use std::fmt;

use super::Language;
use super::catalogue::DOCUMENTED;
use super::chinese;
use super::own::OWN;

/// One line of the catalogue.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) code: &'static str,
    pub(super) status: u16,
    pub(super) message: &'static str,
}

/// Writes entries one to a line: status, code, message.
macro_rules! entries {
    ($($status:literal $code:literal $message:literal;)+) => {
        &[$($crate::error::code::Entry { code: $code, status: $status, message: $message }),+]
    };
}
pub(super) use entries;

/// An error code of the catalogue, such as `DBS.200019`.
///
/// The constants are those that Hyades raises; the others are there to be found by
/// [`ErrorCode::find`].
#[derive(Clone, Copy)]
pub struct ErrorCode(&'static Entry);

impl ErrorCode {
    /// Finds a code by its text.
    pub fn find(code: &str) -> Option<Self> {
        Self::all().find(|known| known.as_str() == code)
    }

    /// Every code: the documented ones and our own.
    pub fn all() -> impl Iterator<Item = Self> {
        DOCUMENTED.iter().chain(OWN).map(Self)
    }

    /// The code as clients read it.
    pub const fn as_str(self) -> &'static str {
        self.0.code
    }

    /// The HTTP status that goes with it.
    pub const fn status(self) -> u16 {
        self.0.status
    }

    /// The message, in English where there is no translation.
    pub fn message(self, language: Language) -> &'static str {
        match language {
            Language::English => self.0.message,
            Language::Chinese => chinese::message(self.0.code).unwrap_or(self.0.message),
        }
    }
}

impl PartialEq for ErrorCode {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for ErrorCode {}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A documented code, looked up while compiling.
pub(super) const fn documented(code: &str) -> ErrorCode {
    lookup(DOCUMENTED, code)
}

/// One of our own codes, looked up while compiling.
pub(super) const fn own(code: &str) -> ErrorCode {
    lookup(OWN, code)
}

#[expect(
    clippy::panic,
    reason = "only constants call this: a code that is not in the table stops the compiler"
)]
const fn lookup(table: &'static [Entry], code: &str) -> ErrorCode {
    let mut i = 0;
    while i < table.len() {
        if same(table[i].code, code) {
            return ErrorCode(&table[i]);
        }
        i += 1;
    }
    panic!("no such error code in the catalogue")
}

const fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    let mut i = 0;
    while i < a.len() {
        if a[i] != b[i] {
            return false;
        }
        i += 1;
    }
    true
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    #[test]
    fn the_catalogue_holds_every_documented_code() {
        let mut by_status = BTreeMap::new();
        for entry in DOCUMENTED {
            *by_status.entry(entry.status).or_insert(0) += 1;
        }
        let expected = [
            (400, 172),
            (403, 8),
            (404, 17),
            (409, 13),
            (413, 2),
            (422, 1),
            (500, 12),
        ];
        assert_eq!(by_status, BTreeMap::from(expected));
    }

    #[test]
    fn no_code_is_there_twice() {
        let codes: BTreeSet<_> = ErrorCode::all().map(ErrorCode::as_str).collect();
        assert_eq!(codes.len(), ErrorCode::all().count());
    }

    #[test]
    fn codes_have_the_documented_shape() {
        for code in ErrorCode::all() {
            let digits = code.as_str().strip_prefix("DBS.").unwrap();
            assert!(digits.bytes().all(|b| b.is_ascii_digit()), "{code}");
            assert!(matches!(digits.len(), 6 | 8), "{code}");
            assert!(!code.message(Language::English).contains('{'), "{code}");
        }
    }

    #[test]
    fn our_own_codes_end_in_their_status() {
        for entry in OWN {
            assert!(entry.code.ends_with(&entry.status.to_string()), "{entry:?}");
        }
    }

    #[test]
    fn codes_are_found_by_text() {
        assert_eq!(
            ErrorCode::find("DBS.200019"),
            Some(ErrorCode::INSTANCE_BUSY)
        );
        assert_eq!(ErrorCode::find("DBS.200020"), None);
    }
}
