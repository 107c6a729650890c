//! Following a server's response without keeping it.
//!
//! A [`ResponseReader`] is told what command was sent and is fed what the server sends, in chunks of
//! any size. It walks over packet headers, says which bytes can go on to the client as they are, and
//! stops at each packet that a proxy may want to know or to change: the ends of results, requests
//! for a file, the answer to `COM_STMT_PREPARE`, packets of an authentication.
//!
//! Two things about servers that tests with recorded bytes hold here:
//!
//! - `CURSOR_EXISTS` stays set after a stored program has used a cursor of its own, and rows follow
//!   nevertheless. Only a statement that asked for a cursor has one, and never one of several
//!   results.
//! - Without `CLIENT_DEPRECATE_EOF` the rows of OUT parameters end in a status without
//!   `MORE_RESULTS_EXISTS`, and an OK packet follows nevertheless. The EOF packet before the rows
//!   tells.

mod definitions;
mod event;
mod kind;
mod machine;
mod reader;

pub use event::{Event, Outcome, Step};
pub use kind::ResponseKind;
pub use reader::{MAX_HELD, ResponseReader};

use thiserror::Error;

use super::Malformed;

/// Why a response cannot be followed any further. The connection is of no use after that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ResponseError {
    /// The server breaks the protocol.
    #[error("response is malformed")]
    Malformed(#[from] Malformed),
    /// A packet that has to be read as a whole is too long for that.
    #[error("packet of {length} bytes where at most {MAX_HELD} are expected")]
    TooLong {
        /// The payload's length.
        length: usize,
    },
    /// Bytes came after the response had ended.
    #[error("bytes after the end of a response")]
    AfterEnd,
}

#[cfg(test)]
mod tests;
