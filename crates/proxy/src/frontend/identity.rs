//! What the proxy says in its greeting: what its servers say in theirs.

use hyades_mysql::wire::capability::Capabilities;

use crate::auth::Welcome;

/// What servers say of themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ServerFacts {
    /// Text such as `9.7.4`.
    pub(crate) version: Vec<u8>,
    pub(crate) capabilities: Capabilities,
    pub(crate) collation: u8,
}

impl From<&Welcome> for ServerFacts {
    fn from(welcome: &Welcome) -> Self {
        Self {
            version: welcome.version.clone(),
            capabilities: welcome.server_capabilities,
            collation: welcome.collation,
        }
    }
}
