//! What a reader of responses reports.

use crate::wire::err::ErrPacket;
use crate::wire::handshake::AuthPacket;
use crate::wire::ok::{Ends, OkPacket};
use crate::wire::packet::Header;
use crate::wire::stmt::StmtPrepareOk;

/// What became of a chunk. In the order of the stream: `held`, `passed`, the event's packet.
///
/// A proxy that changes packets of events writes `held` and `passed`, and then what it makes of the
/// event's packet. One that changes nothing writes `chunk[..consumed]` and ignores the three.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Step<'a> {
    /// Bytes of earlier chunks, kept until it was clear that they are of no interest. At most a few,
    /// unless a packet without news was cut.
    pub held: &'a [u8],
    /// Bytes of this chunk that can go on as they are.
    pub passed: &'a [u8],
    /// What the packet after these says.
    pub event: Option<Event<'a>>,
    /// How many bytes of the chunk have been dealt with: all of them, unless there is something to
    /// be written first. The caller comes back with the rest.
    pub consumed: usize,
}

/// A packet of interest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Event<'a> {
    /// The packet with its header; empty for [`Outcome::Defined`] with `CLIENT_DEPRECATE_EOF`.
    pub packet: &'a [u8],
    /// What it says.
    pub outcome: Outcome<'a>,
    /// Number of rows of this result so far.
    pub rows: u64,
    /// Whether the response ends with it.
    pub last: bool,
}

/// What a packet of interest says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome<'a> {
    /// A result has ended well; another one follows unless this is the last event.
    Ok {
        /// The packet. Its status has `MORE_RESULTS_EXISTS` whenever another result follows, even if
        /// the EOF packet itself does not say so; an EOF packet therefore goes on as it came.
        ok: OkPacket<'a>,
        /// Whether rows or column definitions came before.
        ends: Ends,
        /// Whether the statement has a cursor from which rows can be fetched. The status flag alone
        /// does not tell.
        cursor: bool,
    },
    /// The response has ended in an error.
    Err(ErrPacket<'a>),
    /// The server asks for a file; the client sends it and an empty packet.
    LocalInfile(&'a [u8]),
    /// A statement is prepared. Definitions follow unless this is the last event.
    Prepared(StmtPrepareOk),
    /// The definitions of a prepared statement have ended.
    Defined,
    /// Text of `COM_STATISTICS`.
    Text(&'a [u8]),
    /// The authentication goes on: neither OK nor ERR.
    Auth(AuthPacket<'a>),
}

impl Event<'_> {
    /// The packet's header.
    pub fn header(&self) -> Option<Header> {
        Header::peek(self.packet)
    }
}
