//! What a MySQL build is, and what a flavor gives a server.

use serde::{Deserialize, Serialize};

use crate::units::ByteSize;

/// The oldest MySQL that Hyades runs.
pub const OLDEST_VERSION: EngineVersion = EngineVersion {
    major: 8,
    minor: 0,
    patch: 22,
};

/// A MySQL server version, such as 9.7.4.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EngineVersion {
    /// First number.
    pub major: u16,
    /// Second number.
    pub minor: u16,
    /// Third number.
    pub patch: u16,
}

impl std::fmt::Display for EngineVersion {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

impl std::str::FromStr for EngineVersion {
    type Err = InvalidVersion;
    /// Reads the leading `a.b.c` of a text; what follows it (`-log`, `-1debian`) is ignored.
    fn from_str(text: &str) -> Result<Self, InvalidVersion> {
        let end = text
            .find(|c: char| !c.is_ascii_digit() && c != '.')
            .unwrap_or(text.len());
        let mut parts = text[..end].split('.').map(str::parse::<u16>);
        match (parts.next(), parts.next(), parts.next(), parts.next()) {
            (Some(Ok(major)), Some(Ok(minor)), Some(Ok(patch)), None) => Ok(Self {
                major,
                minor,
                patch,
            }),
            _ => Err(InvalidVersion),
        }
    }
}

impl TryFrom<String> for EngineVersion {
    type Error = InvalidVersion;
    fn try_from(text: String) -> Result<Self, InvalidVersion> {
        text.parse()
    }
}

impl From<EngineVersion> for String {
    fn from(version: EngineVersion) -> String {
        version.to_string()
    }
}

/// A text that is no version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a version of the form a.b.c")]
pub struct InvalidVersion;

/// What a specification (flavor) gives each node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resources {
    /// Virtual CPUs: a limit where the host's control groups can be written.
    pub vcpus: u32,
    /// Memory that the node may use.
    pub memory: ByteSize,
    /// `innodb_buffer_pool_size`.
    pub buffer_pool: ByteSize,
    /// `max_connections`.
    pub max_connections: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions() {
        let version: EngineVersion = "9.7.4-1".parse().expect("a version");
        assert_eq!(version.to_string(), "9.7.4");
        assert!(version > OLDEST_VERSION);
        assert!("8.0".parse::<EngineVersion>().is_err());
        assert!("".parse::<EngineVersion>().is_err());
        assert!("10.11.2.1".parse::<EngineVersion>().is_err());
    }
}
