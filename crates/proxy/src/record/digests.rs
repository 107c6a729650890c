//! Digests of statements, those of prepared statements only once.

use std::collections::HashMap;

use hyades_mysql::sql::{DIGEST_LIMIT, Digest, Options, digest_text};

/// Texts that are remembered; when there are more, all are forgotten.
const KEPT: usize = 4096;
/// Longer texts are not worth the space.
const LONGEST: usize = 4096;

/// Digests by text.
#[derive(Debug, Default)]
pub(super) struct Digests(HashMap<Vec<u8>, (Options, Digest)>);

impl Digests {
    /// The digest of a statement that may come again, word for word.
    pub(super) fn of_prepared(&mut self, text: &[u8], options: &Options) -> Digest {
        if let Some((under, digest)) = self.0.get(text)
            && under == options
        {
            return *digest;
        }
        let digest = Self::of(text, options);
        if text.len() <= LONGEST {
            if self.0.len() >= KEPT {
                self.0.clear();
            }
            self.0.insert(text.to_vec(), (*options, digest));
        }
        digest
    }

    /// The digest of a statement.
    pub(super) fn of(text: &[u8], options: &Options) -> Digest {
        Digest::of(&digest_text(text, options, DIGEST_LIMIT))
    }
}
