//! What an OK packet tells about changes of session state (`CLIENT_SESSION_TRACK`).

use super::{Malformed, Reader};

/// The entries of one OK packet, as they came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SessionState<'a>(pub &'a [u8]);

/// One entry: its kind, its data, and all of its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry<'a> {
    /// The kind's number; later servers may send more kinds than [`Change`] knows.
    pub kind: u8,
    /// The data without kind and length.
    pub data: &'a [u8],
    /// Kind, length and data.
    pub raw: &'a [u8],
}

/// What changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change<'a> {
    /// A system variable of `session_track_system_variables`.
    SystemVariable {
        /// Its name.
        name: &'a [u8],
        /// Its new value.
        value: &'a [u8],
    },
    /// The current database.
    Schema(&'a [u8]),
    /// Whether anything of the session's state changed (`session_track_state_change`).
    State(bool),
    /// GTIDs of the statement (`session_track_gtids`), as text.
    Gtids(&'a [u8]),
    /// The statements that restore the transaction's characteristics.
    TransactionCharacteristics(&'a [u8]),
    /// Eight letters that say what the open transaction has done.
    TransactionState(&'a [u8]),
    /// A kind that later servers know.
    Unknown,
}

impl Entry<'_> {
    /// Kind of [`Change::SystemVariable`].
    pub const SYSTEM_VARIABLE: u8 = 0;
    /// Kind of [`Change::Schema`].
    pub const SCHEMA: u8 = 1;
    /// Kind of [`Change::State`].
    pub const STATE: u8 = 2;
    /// Kind of [`Change::Gtids`].
    pub const GTIDS: u8 = 3;
    /// Kind of [`Change::TransactionCharacteristics`].
    pub const TRANSACTION_CHARACTERISTICS: u8 = 4;
    /// Kind of [`Change::TransactionState`].
    pub const TRANSACTION_STATE: u8 = 5;
}

impl<'a> Entry<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, Malformed> {
        let before = reader.rest();
        let kind = reader.u8()?;
        let data = reader.lenenc_bytes()?;
        let raw = &before[..before.len() - reader.rest().len()];
        Ok(Self { kind, data, raw })
    }

    /// Reads the data.
    pub fn change(&self) -> Result<Change<'a>, Malformed> {
        let mut data = Reader::new(self.data);
        Ok(match self.kind {
            Self::SYSTEM_VARIABLE => Change::SystemVariable {
                name: data.lenenc_bytes()?,
                value: data.lenenc_bytes()?,
            },
            Self::SCHEMA => Change::Schema(data.lenenc_bytes()?),
            // No length of its own, unlike the others.
            Self::STATE => Change::State(self.data == b"1"),
            Self::GTIDS => {
                // The only encoding that there is: text.
                data.u8()?;
                Change::Gtids(data.lenenc_bytes()?)
            }
            Self::TRANSACTION_CHARACTERISTICS => {
                Change::TransactionCharacteristics(data.lenenc_bytes()?)
            }
            Self::TRANSACTION_STATE => Change::TransactionState(data.lenenc_bytes()?),
            _ => Change::Unknown,
        })
    }
}

impl<'a> SessionState<'a> {
    /// Whether nothing changed.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The entries. The first one that cannot be read ends them.
    pub fn entries(&self) -> impl Iterator<Item = Result<Entry<'a>, Malformed>> + use<'a> {
        let mut reader = Reader::new(self.0);
        std::iter::from_fn(move || {
            if reader.is_empty() {
                return None;
            }
            let entry = Entry::read(&mut reader);
            if entry.is_err() {
                reader.take_rest();
            }
            Some(entry)
        })
    }

    /// The GTIDs of the statement, if it has any.
    pub fn gtids(&self) -> Option<&'a [u8]> {
        let mut entries = self.entries().filter_map(Result::ok);
        let entry = entries.find(|entry| entry.kind == Entry::GTIDS)?;
        match entry.change() {
            Ok(Change::Gtids(gtids)) => Some(gtids),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `SET autocommit=0` with all trackers on, as MySQL 9.7 tells it, and an unknown kind.
    const STATE: &[u8] = b"\x00\x0f\x0aautocommit\x03OFF\x02\x011\
        \x63\x03abc\x05\x09\x08T_______\x03\x08\x00\x06uuid:1\x01\x03\x02db\x04\x01\x00";

    #[test]
    fn every_kind() {
        let entries = SessionState(STATE).entries().map(Result::unwrap);
        let changes: Vec<_> = entries.map(|entry| entry.change().unwrap()).collect();
        let expected = [
            Change::SystemVariable {
                name: b"autocommit",
                value: b"OFF",
            },
            Change::State(true),
            Change::Unknown,
            Change::TransactionState(b"T_______"),
            Change::Gtids(b"uuid:1"),
            Change::Schema(b"db"),
            Change::TransactionCharacteristics(b""),
        ];
        assert_eq!(changes, expected);
        assert_eq!(SessionState(STATE).gtids(), Some(&b"uuid:1"[..]));
    }

    #[test]
    fn raw_bytes_make_up_the_whole() {
        let entries = SessionState(STATE).entries();
        let raw: Vec<u8> = entries
            .flat_map(|entry| entry.unwrap().raw.to_vec())
            .collect();
        assert_eq!(raw, STATE);
    }

    #[test]
    fn a_cut_entry_ends_the_entries() {
        let mut entries = SessionState(b"\x01\x03\x02db\x01\x09").entries();
        assert!(entries.next().unwrap().is_ok());
        assert_eq!(entries.next(), Some(Err(Malformed::Truncated)));
        assert_eq!(entries.next(), None);
        assert_eq!(SessionState(b"\x03\x01\x00").gtids(), None);
    }
}
