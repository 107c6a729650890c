//! The states of a response. Sees headers, and the packets that are of interest as a whole.

use super::definitions::{Definitions, Form};
use super::{Event, Outcome, ResponseError, ResponseKind};
use crate::wire::capability::Capabilities;
use crate::wire::err::{ERR, ErrPacket};
use crate::wire::handshake::AuthPacket;
use crate::wire::ok::{EOF, Ends, OK, OkPacket};
use crate::wire::packet::{HEADER, Header, MAX_PAYLOAD};
use crate::wire::status::Status;
use crate::wire::stmt::StmtPrepareOk;
use crate::wire::{Malformed, Reader};

/// The first byte of a request for a file.
const LOCAL_INFILE: u8 = 0xfb;

/// An EOF packet in rows is shorter; what is not begins with the length of a huge value.
const EOF_BELOW: usize = 9;

/// What is expected next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// The first packet of a result.
    First,
    /// So many column definitions.
    Columns(u16),
    /// The EOF packet after column definitions.
    ColumnsEnd,
    /// A row or the end of rows.
    Rows,
    /// A definition of a prepared statement.
    Definitions(Definitions),
    /// Nothing.
    Done,
}

/// What to do with a packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    /// More of it has to be seen.
    Undecided,
    /// It can go on as it is; its length with the header.
    Pass(usize),
    /// It has to be read as a whole; its length with the header.
    Whole(usize),
}

/// Everything but the bytes.
#[derive(Debug, Clone)]
pub(super) struct Machine {
    kind: ResponseKind,
    capabilities: Capabilities,
    state: State,
    form: Form,
    /// Whether the next packet continues the one before.
    continued: bool,
    /// What the EOF packet before rows of OUT parameters said, and the one after does not repeat.
    kept: Status,
    rows: u64,
}

impl Machine {
    pub(super) fn new(kind: ResponseKind, capabilities: Capabilities) -> Self {
        let state = match kind {
            ResponseKind::Nothing => State::Done,
            ResponseKind::Rows | ResponseKind::Columns | ResponseKind::Events => State::Rows,
            _ => State::First,
        };
        Self {
            kind,
            capabilities,
            state,
            form: Form {
                eof: !capabilities.contains(Capabilities::DEPRECATE_EOF),
                metadata: true,
            },
            continued: false,
            kept: Status::EMPTY,
            rows: 0,
        }
    }

    pub(super) fn is_done(&self) -> bool {
        self.state == State::Done
    }

    /// Looks at the beginning of a packet.
    #[inline]
    pub(super) fn look(&self, bytes: &[u8]) -> Look {
        let Some(header) = Header::peek(bytes) else {
            return Look::Undecided;
        };
        let total = HEADER + header.length;
        if self.continued || self.kind == ResponseKind::Unbounded {
            return Look::Pass(total);
        }
        let first = match bytes.get(HEADER) {
            _ if header.length == 0 => None,
            None => return Look::Undecided,
            first => first.copied(),
        };
        match self.is_whole(header.length, first) {
            true => Look::Whole(total),
            false => Look::Pass(total),
        }
    }

    #[inline]
    fn is_whole(&self, length: usize, first: Option<u8>) -> bool {
        match self.state {
            State::Rows => match first {
                Some(ERR) => true,
                Some(EOF) if self.form.eof => length < EOF_BELOW,
                Some(EOF) => length < MAX_PAYLOAD,
                _ => false,
            },
            State::Columns(_) | State::Definitions(Definitions::Group { .. }) => first == Some(ERR),
            _ => true,
        }
    }

    /// Goes over those rows at the front that are there as a whole and can be nothing else. Returns
    /// their length. What [`Machine::look`] and [`Machine::pass`] would do, only faster.
    #[inline]
    pub(super) fn pass_rows(&mut self, bytes: &[u8]) -> usize {
        if self.state != State::Rows || self.continued {
            return 0;
        }
        let mut rest = bytes;
        while let [a, b, c, _, first, ..] = rest {
            let length = u32::from_le_bytes([*a, *b, *c, 0]) as usize;
            if *first >= EOF || length == 0 || length == MAX_PAYLOAD {
                break;
            }
            let Some(after) = rest.get(HEADER + length..) else {
                break;
            };
            rest = after;
            self.rows += 1;
        }
        bytes.len() - rest.len()
    }

    /// Goes over a packet, or a part of one, that goes on as it is.
    #[inline]
    pub(super) fn pass(&mut self, length: usize) {
        let begins = !self.continued;
        self.continued = length == HEADER + MAX_PAYLOAD;
        if !begins {
            return;
        }
        match self.state {
            State::Rows => self.rows += 1,
            State::Columns(left) if left > 1 => self.state = State::Columns(left - 1),
            State::Columns(_) => self.state = self.after_columns(),
            State::Definitions(Definitions::Group { left, next }) => {
                self.state = State::Definitions(self.form.after_one(left, next));
            }
            _ => {}
        }
    }

    /// The event that is due after a packet has gone on whole, if there is one.
    #[inline]
    pub(super) fn after_pass(&mut self) -> Option<Event<'static>> {
        if self.continued || self.state != State::Definitions(Definitions::End) {
            return None;
        }
        self.state = State::Done;
        Some(Event {
            packet: &[],
            outcome: Outcome::Defined,
            rows: 0,
            last: true,
        })
    }

    /// Reads a packet that was asked for as a whole.
    #[inline]
    pub(super) fn take<'p>(
        &mut self,
        packet: &'p [u8],
    ) -> Result<Option<Event<'p>>, ResponseError> {
        let payload = packet.get(HEADER..).unwrap_or_default();
        let first = *payload.first().ok_or(Malformed::Truncated)?;
        if self.state == State::First {
            self.rows = 0;
            self.kept = Status::EMPTY;
        }
        let outcome = match (self.state, first) {
            (State::First, _) if self.kind == ResponseKind::Text => self.text(payload)?,
            (_, ERR) => {
                self.state = State::Done;
                Some(Outcome::Err(ErrPacket::parse(payload)?))
            }
            (State::First, _) => self.first(first, payload)?,
            (State::ColumnsEnd, EOF) => self.columns_end(payload)?,
            (State::Rows, EOF) => Some(self.ok(payload, Ends::ResultSet)?),
            (State::Definitions(Definitions::Eof { next }), EOF) => self.definitions_end(next),
            (_, byte) => return Err(unexpected("EOF", byte).into()),
        };
        Ok(outcome.map(|outcome| Event {
            packet,
            outcome,
            rows: self.rows,
            last: self.is_done(),
        }))
    }

    #[inline]
    fn first<'p>(
        &mut self,
        first: u8,
        payload: &'p [u8],
    ) -> Result<Option<Outcome<'p>>, ResponseError> {
        Ok(match (self.kind, first) {
            (ResponseKind::Authentication, _) => Some(self.auth(payload)?),
            (ResponseKind::Prepared, _) => Some(self.prepared(payload)?),
            (_, OK) => Some(self.ok(payload, Ends::Command)?),
            // Column counts are far below what an integer of 8 bytes would begin.
            (_, EOF) => Some(self.ok(payload, Ends::ResultSet)?),
            (ResponseKind::Results { .. }, LOCAL_INFILE) => {
                Some(Outcome::LocalInfile(&payload[1..]))
            }
            (ResponseKind::Results { .. }, _) => {
                self.column_count(payload)?;
                None
            }
            (_, byte) => return Err(unexpected("OK", byte).into()),
        })
    }

    #[inline]
    fn column_count(&mut self, payload: &[u8]) -> Result<(), Malformed> {
        let mut reader = Reader::new(payload);
        let count = reader.lenenc()?;
        let optional = Capabilities::OPTIONAL_RESULTSET_METADATA;
        let metadata = !self.capabilities.contains(optional) || reader.u8()? != 0;
        let count = u16::try_from(count).unwrap_or_default();
        if count == 0 {
            return Err(Malformed::OutOfRange("column count"));
        }
        self.state = match metadata {
            true => State::Columns(count),
            false => self.after_columns(),
        };
        Ok(())
    }

    fn after_columns(&self) -> State {
        match self.form.eof {
            true => State::ColumnsEnd,
            false => State::Rows,
        }
    }

    #[inline]
    fn columns_end<'p>(&mut self, payload: &'p [u8]) -> Result<Option<Outcome<'p>>, Malformed> {
        let status = OkPacket::parse(payload, self.capabilities)?.status;
        self.state = State::Rows;
        if self.has_cursor(status) {
            return self.ok(payload, Ends::ResultSet).map(Some);
        }
        if status.contains(Status::PS_OUT_PARAMS) {
            self.kept = status.and(Status::PS_OUT_PARAMS | Status::MORE_RESULTS_EXISTS);
        }
        Ok(None)
    }

    #[inline]
    fn has_cursor(&self, status: Status) -> bool {
        let announced = status.contains(Status::CURSOR_EXISTS);
        match self.kind {
            ResponseKind::Rows => announced,
            ResponseKind::Results { cursor: true } => {
                announced && self.rows == 0 && !status.contains(Status::MORE_RESULTS_EXISTS)
            }
            _ => false,
        }
    }

    #[inline]
    fn ok<'p>(&mut self, payload: &'p [u8], ends: Ends) -> Result<Outcome<'p>, Malformed> {
        let mut ok = OkPacket::parse(payload, self.capabilities)?;
        ok.status = ok.status | self.kept;
        let more = ok.status.contains(Status::MORE_RESULTS_EXISTS);
        let results = matches!(self.kind, ResponseKind::Results { .. });
        self.state = match more && results {
            true => State::First,
            false => State::Done,
        };
        let cursor = ends == Ends::ResultSet && self.has_cursor(ok.status);
        Ok(Outcome::Ok { ok, ends, cursor })
    }

    fn prepared<'p>(&mut self, payload: &[u8]) -> Result<Outcome<'p>, Malformed> {
        let prepared = StmtPrepareOk::parse(payload, self.capabilities)?;
        self.form = Form::new(&prepared, self.capabilities);
        self.state = match self.form.begin(prepared.parameters, prepared.columns) {
            Definitions::End => State::Done,
            definitions => State::Definitions(definitions),
        };
        Ok(Outcome::Prepared(prepared))
    }

    fn definitions_end<'p>(&mut self, next: u16) -> Option<Outcome<'p>> {
        let definitions = self.form.begin(0, next);
        if definitions == Definitions::End {
            self.state = State::Done;
            return Some(Outcome::Defined);
        }
        self.state = State::Definitions(definitions);
        None
    }

    fn auth<'p>(&mut self, payload: &'p [u8]) -> Result<Outcome<'p>, Malformed> {
        match AuthPacket::parse(payload, self.capabilities)? {
            AuthPacket::Ok(_) => self.ok(payload, Ends::Command),
            other => Ok(Outcome::Auth(other)),
        }
    }

    fn text<'p>(&mut self, payload: &'p [u8]) -> Result<Option<Outcome<'p>>, Malformed> {
        self.state = State::Done;
        Ok(Some(match payload.first() {
            Some(&ERR) => Outcome::Err(ErrPacket::parse(payload)?),
            _ => Outcome::Text(payload),
        }))
    }
}

fn unexpected(packet: &'static str, byte: u8) -> Malformed {
    Malformed::Marker { packet, byte }
}
