//! Digests of statements as text, those of prepared statements only once.

use std::collections::HashMap;

use hyades_mysql::sql::{DIGEST_LIMIT, Digest, Options, digest_text};

/// Texts that are remembered; when there are more, all are forgotten.
const KEPT: usize = 4096;
/// Longer texts are not worth the space.
const LONGEST: usize = 4096;

/// Digests by text.
#[derive(Debug, Default)]
pub(super) struct Digests {
    known: HashMap<Vec<u8>, (Options, String)>,
    last: String,
}

impl Digests {
    /// The digest of a statement; `comes_again` if it may come once more, word for word.
    pub(super) fn get(&mut self, text: &[u8], options: &Options, comes_again: bool) -> &str {
        if !comes_again || text.len() > LONGEST {
            self.last = digest(text, options);
            return &self.last;
        }
        let is_known = self
            .known
            .get(text)
            .is_some_and(|(under, _)| under == options);
        if !is_known {
            if self.known.len() >= KEPT {
                self.known.clear();
            }
            self.known
                .insert(text.to_vec(), (*options, digest(text, options)));
        }
        self.known.get(text).map_or("", |(_, digest)| digest)
    }
}

fn digest(text: &[u8], options: &Options) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |value: u8| char::from(DIGITS[usize::from(value & 15)]);
    let Digest(bytes) = Digest::of(&digest_text(text, options, DIGEST_LIMIT));
    bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(*byte)])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_written_as_elsewhere() {
        let options = Options::default();
        let text = b"SELECT 1 FROM t";
        let expected = Digest::of(&digest_text(text, &options, DIGEST_LIMIT)).to_string();
        let mut digests = Digests::default();
        for comes_again in [false, true, true] {
            assert_eq!(digests.get(text, &options, comes_again), expected);
        }
        let ansi = Options {
            ansi_quotes: true,
            ..options
        };
        let quoted = b"SELECT \"a\"";
        let text = digests.get(quoted, &options, true).to_owned();
        assert_ne!(digests.get(quoted, &ansi, true), text);
        assert_eq!(digests.get(quoted, &options, true), text);
    }
}
