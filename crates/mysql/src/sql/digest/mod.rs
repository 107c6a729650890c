//! What statements have in common: their text without values, and a hash of it.
//!
//! The text is that of the server's `STATEMENT_DIGEST_TEXT()`: literals become `?`, lists of them `(...)`, keywords are
//! written in capitals and names in backticks, comments and blanks are dropped. The hash is the SHA-256 of that text; the
//! server hashes the numbers of its parser's tokens instead, so its hashes are others.
//!
//! Known differences in the text, all from reading tokens where the server parses:
//!
//! - Optimizer hints are dropped; the server keeps them.
//! - Several statements in one text give one digest, with `;` between them.
//! - `NULL` is taken for a value or for a part of `IS NULL` and `NOT NULL` by the token before it.
//! - A number with a sign behind the first of an `ORDER BY` or `GROUP BY` is `?`; the server keeps it without its sign.
//! - Keywords are those of MySQL 9.7, and what is no statement of MySQL has a digest, too.
//! - What the server refuses to read, such as an open string, is `?`.

mod normalize;
mod stack;
#[cfg(test)]
mod tests;
mod words;

use std::fmt;

use sha2::{Digest as _, Sha256};

use super::options::Options;

/// The text of a digest, cut off near `limit` bytes: what comes later in the statement does not count.
///
/// It is in the statement's character set.
pub fn digest_text(text: &[u8], options: &Options, limit: usize) -> Vec<u8> {
    normalize::normalize(text, options, limit)
}

/// The limit on the text of a digest that fits most purposes; the server's default is about as long.
pub const DIGEST_LIMIT: usize = 4096;

/// The hash of a digest's text. [`Display`](fmt::Display) writes 64 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest(pub [u8; 32]);

impl Digest {
    /// The hash of what [`digest_text`] has returned.
    pub fn of(digest_text: &[u8]) -> Self {
        Self(Sha256::digest(digest_text).into())
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}
