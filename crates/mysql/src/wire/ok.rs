//! OK and EOF packets: a command or a result set has ended well.
//!
//! They are one thing in two forms. With `CLIENT_DEPRECATE_EOF` a result set ends in an OK packet
//! whose first byte is that of EOF; without it, in an EOF packet with warnings and status only.

use super::capability::Capabilities;
use super::lenenc::{put_bytes, put_int};
use super::packet::PacketWriter;
use super::session_state::{Entry, SessionState};
use super::status::Status;
use super::{Malformed, Reader};

/// The first byte of an OK packet.
pub const OK: u8 = 0x00;

/// The first byte of an EOF packet, and of an OK packet in its place.
pub const EOF: u8 = 0xfe;

/// An EOF packet is not longer. The same first byte on a longer packet begins a row, an
/// authentication switch, or an OK packet in place of an EOF packet.
pub const MAX_EOF: usize = 5;

/// The contents of an OK or EOF packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OkPacket<'a> {
    /// Rows that were changed (found, with `CLIENT_FOUND_ROWS`).
    pub affected_rows: u64,
    /// The first value that `AUTO_INCREMENT` made.
    pub last_insert_id: u64,
    /// The session's status afterwards.
    pub status: Status,
    /// Number of warnings, 65535 at most.
    pub warnings: u16,
    /// Text for people.
    pub info: &'a [u8],
    /// Changes of session state.
    pub session_state: SessionState<'a>,
}

/// What a packet ends, which decides its form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ends {
    /// A command without a result set.
    Command,
    /// A result set, or a command that MySQL answers as if it were one (`COM_SET_OPTION`).
    ResultSet,
}

impl<'a> OkPacket<'a> {
    /// Reads any of the forms. `capabilities` are those of the connection that it came on.
    #[inline]
    pub fn parse(payload: &'a [u8], capabilities: Capabilities) -> Result<Self, Malformed> {
        let mut reader = Reader::new(payload);
        match reader.u8()? {
            EOF if payload.len() <= MAX_EOF => Self::eof(reader),
            OK | EOF => Self::ok(reader, capabilities),
            byte => Err(Malformed::Marker { packet: "OK", byte }),
        }
    }

    fn eof(mut reader: Reader<'_>) -> Result<Self, Malformed> {
        Ok(Self {
            warnings: reader.u16()?,
            status: Status(reader.u16()?),
            ..Self::default()
        })
    }

    #[inline]
    fn ok(mut reader: Reader<'a>, capabilities: Capabilities) -> Result<Self, Malformed> {
        let mut packet = Self {
            affected_rows: reader.lenenc()?,
            last_insert_id: reader.lenenc()?,
            status: Status(reader.u16()?),
            warnings: reader.u16()?,
            ..Self::default()
        };
        if !reader.is_empty() {
            packet.info = reader.lenenc_bytes()?;
        }
        let tracked = capabilities.contains(Capabilities::SESSION_TRACK)
            && packet.status.contains(Status::SESSION_STATE_CHANGED);
        if tracked && !reader.is_empty() {
            packet.session_state = SessionState(reader.lenenc_bytes()?);
        }
        Ok(packet)
    }

    /// Appends the packet in the form that a client with these capabilities expects. Returns the
    /// sequence number that comes next.
    pub fn write(
        &self,
        out: &mut Vec<u8>,
        sequence: u8,
        capabilities: Capabilities,
        ends: Ends,
    ) -> Result<u8, Malformed> {
        self.write_filtered(out, sequence, capabilities, ends, |_| true)
    }

    /// The same with only those changes of session state that `keep` wants. Fails, with nothing
    /// appended, when the session state cannot be read.
    pub fn write_filtered(
        &self,
        out: &mut Vec<u8>,
        sequence: u8,
        capabilities: Capabilities,
        ends: Ends,
        keep: impl Fn(&Entry<'_>) -> bool,
    ) -> Result<u8, Malformed> {
        let deprecate_eof = capabilities.contains(Capabilities::DEPRECATE_EOF);
        if ends == Ends::ResultSet && !deprecate_eof {
            return Ok(self.write_eof(out, sequence));
        }
        let mut kept = 0;
        if capabilities.contains(Capabilities::SESSION_TRACK) {
            for entry in self.session_state.entries() {
                let entry = entry?;
                kept += if keep(&entry) { entry.raw.len() } else { 0 };
            }
        }
        let mut packet = PacketWriter::begin(out, sequence);
        let payload = packet.payload();
        payload.push(if ends == Ends::Command { OK } else { EOF });
        self.put_counts(payload, kept > 0);
        if kept > 0 {
            put_bytes(payload, self.info);
            put_int(payload, kept as u64);
            let entries = self.session_state.entries().filter_map(Result::ok);
            for entry in entries.filter(keep) {
                payload.extend_from_slice(entry.raw);
            }
        } else if !self.info.is_empty() {
            put_bytes(payload, self.info);
        }
        Ok(packet.finish())
    }

    fn put_counts(&self, payload: &mut Vec<u8>, state_changed: bool) {
        let plain = self.status.without(Status::SESSION_STATE_CHANGED);
        let status = match state_changed {
            true => plain | Status::SESSION_STATE_CHANGED,
            false => plain,
        };
        put_int(payload, self.affected_rows);
        put_int(payload, self.last_insert_id);
        payload.extend_from_slice(&status.0.to_le_bytes());
        payload.extend_from_slice(&self.warnings.to_le_bytes());
    }

    fn write_eof(&self, out: &mut Vec<u8>, sequence: u8) -> u8 {
        let mut packet = PacketWriter::begin(out, sequence);
        let status = self.status.without(Status::SESSION_STATE_CHANGED);
        let payload = packet.payload();
        payload.push(EOF);
        payload.extend_from_slice(&self.warnings.to_le_bytes());
        payload.extend_from_slice(&status.0.to_le_bytes());
        packet.finish()
    }
}

#[cfg(test)]
mod tests;
