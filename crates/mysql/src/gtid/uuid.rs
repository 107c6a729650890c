//! Who numbered a transaction.

use std::fmt;

/// A server's UUID, and the tag if its transactions have one (MySQL 8.3 and newer).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Source {
    /// The sixteen bytes of the UUID.
    pub uuid: [u8; 16],
    /// The tag.
    pub tag: Option<Tag>,
}

/// A tag: up to 32 small letters, digits and underscores that do not begin with a digit.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tag(Box<str>);

impl Tag {
    /// The longest tag, in bytes.
    pub const LONGEST: usize = 32;

    /// The tag of these characters; capitals are made small. `None` if the server would refuse it.
    pub fn new(text: &[u8]) -> Option<Self> {
        let valid = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
        if text.len() > Self::LONGEST || !text.iter().all(valid) || text.first()?.is_ascii_digit() {
            return None;
        }
        Some(Self(
            text.iter()
                .map(|byte| char::from(byte.to_ascii_lowercase()))
                .collect(),
        ))
    }

    /// Its text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Source {
    pub(super) fn fmt_uuid(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, byte) in self.uuid.iter().enumerate() {
            if matches!(index, 4 | 6 | 8 | 10) {
                f.write_str("-")?;
            }
            write!(f, "{byte:02x}")?;
        }
        Ok(())
    }
}
