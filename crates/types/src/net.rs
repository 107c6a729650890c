//! Addresses as the data plane uses them.

use std::net::{IpAddr, SocketAddr};

use serde::{Deserialize, Serialize};

/// An address and port that something listens on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Endpoint {
    /// The address.
    pub address: IpAddr,
    /// The TCP port.
    pub port: u16,
}

impl Endpoint {
    /// An endpoint of an address and a port.
    pub const fn new(address: IpAddr, port: u16) -> Self {
        Self { address, port }
    }

    /// As the standard library's socket address.
    pub const fn to_socket_addr(self) -> SocketAddr {
        SocketAddr::new(self.address, self.port)
    }
}

impl std::fmt::Display for Endpoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.to_socket_addr().fmt(f)
    }
}
