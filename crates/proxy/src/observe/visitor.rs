//! Who a session is, for others than itself.

use std::net::SocketAddr;

use hyades_types::time::Timestamp;

use crate::frontend::Front;

/// What does not change about a session.
#[derive(Debug)]
pub(crate) struct Visitor {
    /// A number that no other session of the front has in this process.
    pub(crate) session: u64,
    pub(crate) front: Front,
    pub(crate) user: String,
    /// Where the client is; unknown if it had left when that was asked.
    pub(crate) client: Option<SocketAddr>,
    pub(crate) is_encrypted: bool,
    pub(crate) since: Timestamp,
}

impl Visitor {
    /// The client's address as text.
    pub(crate) fn client(&self) -> String {
        self.client
            .map(|client| client.to_string())
            .unwrap_or_default()
    }

    #[cfg(test)]
    pub(crate) fn for_tests() -> Self {
        Self {
            session: 7,
            front: Front::Proxy(hyades_types::id::ProxyId::generate()),
            user: "app".to_owned(),
            client: "127.0.0.1:4711".parse().ok(),
            is_encrypted: false,
            since: Timestamp::from_millis(0),
        }
    }
}
