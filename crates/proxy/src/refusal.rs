//! Telling a client why it is not served.
//!
//! A MySQL server speaks first, so an error packet in place of its greeting is something that every
//! driver reads and shows. At that point the client's capabilities are unknown; the packet
//! therefore has no SQL state, as mysqld's own errors before the handshake have none.

use std::fmt;
use std::net::IpAddr;

use hyades_types::id::InstanceId;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

/// Why a client is not served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal<'a> {
    /// The process has as many connections as it may have.
    TooManyConnections,
    /// The security group or the access list keeps the address out.
    NotAllowed(IpAddr),
    /// The instance has no server for this address now.
    NoServer(&'a InstanceId),
    /// The server of this address does not accept a connection.
    Unreachable(&'a InstanceId),
}

impl Refusal<'_> {
    /// The error number, of the range that servers send.
    ///
    /// A server that is away is `ER_SERVER_SHUTDOWN`: drivers and frameworks count it as a lost
    /// connection that is worth another try. The closer names, 2003 and 2013, are numbers that
    /// only client libraries may raise, and 1105 (unknown error) says nothing.
    fn errno(self) -> u16 {
        match self {
            Self::TooManyConnections => 1040,
            Self::NotAllowed(_) => 1130,
            Self::NoServer(_) | Self::Unreachable(_) => 1053,
        }
    }

    /// The error packet: length (3 bytes), sequence number 0, marker, errno, message.
    pub(crate) fn packet(self) -> Vec<u8> {
        let message = self.to_string();
        // Every message is far shorter than the 16 MiB that three bytes can say.
        let [length @ .., _] = (message.len() as u32 + 3).to_le_bytes();
        let [errno_low, errno_high] = self.errno().to_le_bytes();
        let mut packet = Vec::with_capacity(message.len() + 7);
        packet.extend(length);
        packet.extend([0, 0xff, errno_low, errno_high]);
        packet.extend(message.as_bytes());
        packet
    }
}

impl fmt::Display for Refusal<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooManyConnections => f.write_str("Too many connections"),
            Self::NotAllowed(address) => {
                write!(
                    f,
                    "Host '{address}' is not allowed to connect to this MySQL server"
                )
            }
            Self::NoServer(instance) => write!(f, "instance {instance} has no running server"),
            Self::Unreachable(instance) => {
                write!(f, "the server of instance {instance} does not answer")
            }
        }
    }
}

/// Sends the reason and closes. A client that is gone already does not matter.
pub(crate) async fn refuse(mut client: TcpStream, refusal: Refusal<'_>) {
    if client.write_all(&refusal.packet()).await.is_ok() {
        let _ = client.shutdown().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_packet_is_that_of_mysqld() {
        let packet = Refusal::TooManyConnections.packet();
        assert_eq!(packet, b"\x17\x00\x00\x00\xff\x10\x04Too many connections");
    }
}
