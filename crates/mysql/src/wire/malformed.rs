//! Why bytes are not what the protocol says.

use thiserror::Error;

/// Bytes that break the protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Malformed {
    /// The packet ends inside of a field.
    #[error("packet ends too early")]
    Truncated,
    /// The first byte of a length-encoded integer is one that begins none.
    #[error("byte {0:#04x} begins no length-encoded integer")]
    LengthEncoding(u8),
    /// The packet does not begin with the byte that its kind has.
    #[error("{packet} packet begins with {byte:#04x}")]
    Marker {
        /// What was expected.
        packet: &'static str,
        /// What is there.
        byte: u8,
    },
    /// The greeting is not of protocol version 10.
    #[error("handshake of protocol version {0}")]
    ProtocolVersion(u8),
    /// The client speaks the protocol from before MySQL 4.1.
    #[error("client speaks the protocol from before 4.1")]
    PreProtocol41,
    /// A parameter type that has no binary encoding.
    #[error("unknown parameter type {0}")]
    ParameterType(u8),
    /// A field says more than what the rest of the packet can hold.
    #[error("{0} is out of range")]
    OutOfRange(&'static str),
}
