//! Addresses as the data plane uses them.

use std::net::{IpAddr, SocketAddr};
use std::ops::RangeInclusive;
use std::str::FromStr;

use ipnet::IpNet;
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

/// An address or a network, as a user wrote it. A single address is a network of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddressBlock {
    text: String,
    network: IpNet,
}

impl AddressBlock {
    /// As the user wrote it.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// What it stands for.
    pub const fn network(&self) -> IpNet {
        self.network
    }
}

/// A text that is neither an address nor a network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an IP address or CIDR block")]
pub struct InvalidAddressBlock;

impl FromStr for AddressBlock {
    type Err = InvalidAddressBlock;
    fn from_str(text: &str) -> Result<Self, InvalidAddressBlock> {
        let text = text.trim();
        let address: Option<IpAddr> = text.parse().ok();
        let network = address.map(IpNet::from).or_else(|| text.parse().ok());
        Ok(Self {
            text: text.to_owned(),
            network: network.ok_or(InvalidAddressBlock)?,
        })
    }
}

/// Ports: `80`, `1-30`, or several of these as in `22,3306-3310`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ports {
    text: String,
    ranges: Vec<RangeInclusive<u16>>,
}

impl Ports {
    /// As the user wrote them.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether a port is one of them.
    pub fn contains(&self, port: u16) -> bool {
        self.ranges.iter().any(|range| range.contains(&port))
    }
}

/// A text that does not name ports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not ports from 1 to 65535, such as 22,3306-3310")]
pub struct InvalidPorts;

impl FromStr for Ports {
    type Err = InvalidPorts;
    fn from_str(text: &str) -> Result<Self, InvalidPorts> {
        let ranges: Result<_, _> = text.split(',').map(range).collect();
        Ok(Self {
            text: text.to_owned(),
            ranges: ranges?,
        })
    }
}

fn range(text: &str) -> Result<RangeInclusive<u16>, InvalidPorts> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let port = |text: &str| text.trim().parse().map_err(|_| InvalidPorts);
    let (first, last): (u16, u16) = (port(first)?, port(last)?);
    if first == 0 || first > last {
        return Err(InvalidPorts);
    }
    Ok(first..=last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn address_blocks() {
        for (text, network) in [
            ("10.0.0.1", "10.0.0.1/32"),
            (" 10.0.0.0/8 ", "10.0.0.0/8"),
            ("::1", "::1/128"),
            ("fd00::/8", "fd00::/8"),
        ] {
            let block: AddressBlock = text.parse().unwrap();
            assert_eq!(block.as_str(), text.trim());
            assert_eq!(block.network(), network.parse().unwrap());
        }
        for bad in ["", "10.0.0", "10.0.0.0/33", "host.example"] {
            assert!(bad.parse::<AddressBlock>().is_err(), "{bad}");
        }
    }

    #[test]
    fn ports() {
        let ports: Ports = "22,3306-3310, 80".parse().unwrap();
        for port in [22, 80, 3306, 3308, 3310] {
            assert!(ports.contains(port), "{port}");
        }
        for port in [21, 23, 3305, 3311] {
            assert!(!ports.contains(port), "{port}");
        }
        assert_eq!(ports.as_str(), "22,3306-3310, 80");
        for bad in ["", "0", "65536", "5-3", "22,", "a", "1-2-3", "-5"] {
            assert!(bad.parse::<Ports>().is_err(), "{bad}");
        }
    }
}
