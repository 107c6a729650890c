//! The client/server protocol: packets, the connection phase, commands and their responses.
//!
//! Readers borrow from the bytes of a receive buffer and writers append to a `Vec<u8>`, so that a
//! proxy can look at what it has to and pass everything else on as it came.

#[macro_use]
mod bits;

pub mod caching_sha2;
pub mod capability;
pub mod column;
pub mod command;
pub mod err;
#[cfg(test)]
mod fixtures;
pub mod handshake;
pub mod lenenc;
mod malformed;
pub mod ok;
pub mod packet;
mod reader;
pub mod response;
pub mod session_state;
pub mod status;
pub mod stmt;

pub use malformed::Malformed;
pub use reader::Reader;
