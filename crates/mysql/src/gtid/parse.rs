//! Reading sets as the server writes them, and as people do.

use std::str::FromStr;

use super::intervals::Interval;
use super::set::GtidSet;
use super::uuid::{Source, Tag};

/// Why a text is no set of global transaction ids.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GtidError {
    /// The byte offset of what does not fit.
    #[error("no set of global transaction ids: unexpected text at byte {0}")]
    Syntax(usize),
    /// The byte offset of a number that is 0 or too large.
    #[error("no set of global transaction ids: number out of range at byte {0}")]
    Range(usize),
}

/// The largest number that the server gives to a transaction.
const LARGEST: u64 = i64::MAX as u64 - 1;

impl GtidSet {
    /// Reads a set. Blanks may stand anywhere between its parts, and commas may have nothing between them.
    ///
    /// # Errors
    ///
    /// What the server would refuse.
    pub fn parse(text: &[u8]) -> Result<Self, GtidError> {
        let mut set = GtidSet::new();
        set.add_text(text)?;
        Ok(set)
    }

    /// Adds the transactions of a set given as text, such as those of the session itself that an OK packet tells about
    /// (`session_track_gtids = OWN_GTID`).
    ///
    /// # Errors
    ///
    /// What the server would refuse; the transactions up to there have been added.
    pub fn add_text(&mut self, text: &[u8]) -> Result<(), GtidError> {
        let mut reader = Reader { text, pos: 0 };
        loop {
            reader.blanks();
            match reader.peek() {
                None => return Ok(()),
                Some(b',') => reader.pos += 1,
                Some(_) => reader.member(self)?,
            }
        }
    }
}

impl FromStr for GtidSet {
    type Err = GtidError;

    fn from_str(text: &str) -> Result<Self, GtidError> {
        Self::parse(text.as_bytes())
    }
}

struct Reader<'a> {
    text: &'a [u8],
    pos: usize,
}

impl Reader<'_> {
    /// `uuid[:tag][:interval]…`, up to a comma or the end.
    fn member(&mut self, set: &mut GtidSet) -> Result<(), GtidError> {
        let mut source = Source {
            uuid: self.uuid()?,
            tag: None,
        };
        loop {
            self.blanks();
            match self.peek() {
                None | Some(b',') => return Ok(()),
                Some(b':') => self.pos += 1,
                Some(_) => return Err(GtidError::Syntax(self.pos)),
            }
            self.blanks();
            if self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
                if let Some(interval) = self.interval()? {
                    set.add_interval(&source, interval);
                }
            } else {
                source.tag = Some(self.tag()?);
            }
        }
    }

    /// Sixteen bytes in hexadecimal, with hyphens at their places or none, perhaps in braces.
    fn uuid(&mut self) -> Result<[u8; 16], GtidError> {
        let braces = self.take(b'{');
        let mut uuid = [0; 16];
        let mut hyphens = false;
        for (index, byte) in uuid.iter_mut().enumerate() {
            if index == 4 {
                hyphens = self.take(b'-');
            } else if hyphens && matches!(index, 6 | 8 | 10) && !self.take(b'-') {
                return Err(GtidError::Syntax(self.pos));
            }
            *byte = self.hex()? << 4 | self.hex()?;
        }
        if braces && !self.take(b'}') {
            return Err(GtidError::Syntax(self.pos));
        }
        Ok(uuid)
    }

    fn hex(&mut self) -> Result<u8, GtidError> {
        let digit = self
            .peek()
            .and_then(|byte| char::from(byte).to_digit(16))
            .ok_or(GtidError::Syntax(self.pos))?;
        self.pos += 1;
        Ok(digit as u8)
    }

    fn tag(&mut self) -> Result<Tag, GtidError> {
        let rest = self.text.get(self.pos..).unwrap_or_default();
        let length = rest
            .iter()
            .take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_')
            .count();
        let tag =
            Tag::new(rest.get(..length).unwrap_or_default()).ok_or(GtidError::Syntax(self.pos))?;
        self.pos += length;
        Ok(tag)
    }

    /// `first` or `first-last`. One that runs backwards is empty, as it is for the server.
    fn interval(&mut self) -> Result<Option<Interval>, GtidError> {
        let first = self.number()?;
        self.blanks();
        if !self.take(b'-') {
            return Ok(Some(Interval { first, last: first }));
        }
        self.blanks();
        let last = self.number()?;
        Ok((first <= last).then_some(Interval { first, last }))
    }

    fn number(&mut self) -> Result<u64, GtidError> {
        let start = self.pos;
        let mut number = 0_u64;
        while let Some(digit @ b'0'..=b'9') = self.peek() {
            number = number
                .saturating_mul(10)
                .saturating_add(u64::from(digit - b'0'));
            self.pos += 1;
        }
        if self.pos == start {
            Err(GtidError::Syntax(start))
        } else if number == 0 || number > LARGEST {
            Err(GtidError::Range(start))
        } else {
            Ok(number)
        }
    }

    fn blanks(&mut self) {
        while self
            .peek()
            .is_some_and(|byte| matches!(byte, b'\t'..=b'\r' | b' '))
        {
            self.pos += 1;
        }
    }

    fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.pos += usize::from(found);
        found
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.pos).copied()
    }
}
