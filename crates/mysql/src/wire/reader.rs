//! Reading fields from a packet.

use super::Malformed;
use super::lenenc;

/// A position in a packet; what is before it has been read.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// At the beginning of `bytes`.
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// What has not been read.
    pub const fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// Whether everything has been read.
    pub const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// The next `length` bytes.
    #[inline]
    pub fn bytes(&mut self, length: usize) -> Result<&'a [u8], Malformed> {
        let (bytes, rest) = self
            .rest
            .split_at_checked(length)
            .ok_or(Malformed::Truncated)?;
        self.rest = rest;
        Ok(bytes)
    }

    /// The next `N` bytes.
    #[inline]
    pub fn array<const N: usize>(&mut self) -> Result<[u8; N], Malformed> {
        let (bytes, rest) = self
            .rest
            .split_first_chunk::<N>()
            .ok_or(Malformed::Truncated)?;
        self.rest = rest;
        Ok(*bytes)
    }

    /// `int<1>`.
    #[inline]
    pub fn u8(&mut self) -> Result<u8, Malformed> {
        let [byte] = self.array()?;
        Ok(byte)
    }

    /// `int<2>`.
    #[inline]
    pub fn u16(&mut self) -> Result<u16, Malformed> {
        self.array().map(u16::from_le_bytes)
    }

    /// `int<4>`.
    #[inline]
    pub fn u32(&mut self) -> Result<u32, Malformed> {
        self.array().map(u32::from_le_bytes)
    }

    /// `int<lenenc>`.
    #[inline]
    pub fn lenenc(&mut self) -> Result<u64, Malformed> {
        let (value, rest) = lenenc::split_int(self.rest)?;
        self.rest = rest;
        Ok(value)
    }

    /// `string<lenenc>`.
    #[inline]
    pub fn lenenc_bytes(&mut self) -> Result<&'a [u8], Malformed> {
        let length = self.lenenc()?;
        // A length that does not fit is longer than any packet.
        self.bytes(usize::try_from(length).unwrap_or(usize::MAX))
    }

    /// `string<NUL>`, without the NUL, which has to be there.
    pub fn nul_terminated(&mut self) -> Result<&'a [u8], Malformed> {
        let end = self.rest.iter().position(|byte| *byte == 0);
        let bytes = self.bytes(end.ok_or(Malformed::Truncated)?)?;
        self.u8()?;
        Ok(bytes)
    }

    /// `string<EOF>`: everything that is left.
    pub fn take_rest(&mut self) -> &'a [u8] {
        std::mem::take(&mut self.rest)
    }

    /// Reads the byte that says what kind of packet this is.
    #[inline]
    pub fn marker(&mut self, packet: &'static str, expected: u8) -> Result<(), Malformed> {
        let byte = self.u8()?;
        if byte == expected {
            Ok(())
        } else {
            Err(Malformed::Marker { packet, byte })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_in_order() {
        let mut reader = Reader::new(b"\x01\x02\x03\x04\x05\x06\x07abc\0\x02xyrest");
        assert_eq!(reader.u8(), Ok(1));
        assert_eq!(reader.u16(), Ok(0x0302));
        assert_eq!(reader.u32(), Ok(0x0706_0504));
        assert_eq!(reader.nul_terminated(), Ok(&b"abc"[..]));
        assert_eq!(reader.lenenc_bytes(), Ok(&b"xy"[..]));
        assert_eq!(reader.take_rest(), b"rest");
        assert!(reader.is_empty());
        assert_eq!(reader.u8(), Err(Malformed::Truncated));
    }

    #[test]
    fn what_does_not_fit_moves_nothing() {
        let mut reader = Reader::new(b"\xfe\xff\xff\xff\xff\xff\xff\xff\xff");
        assert_eq!(reader.nul_terminated(), Err(Malformed::Truncated));
        assert_eq!(reader.bytes(10), Err(Malformed::Truncated));
        assert_eq!(reader.rest().len(), 9);
        assert_eq!(reader.lenenc_bytes(), Err(Malformed::Truncated));
    }

    #[test]
    fn markers() {
        let wrong = Err(Malformed::Marker {
            packet: "ERR",
            byte: 1,
        });
        assert_eq!(Reader::new(&[1]).marker("ERR", 0xff), wrong);
        assert_eq!(Reader::new(&[255]).marker("ERR", 0xff), Ok(()));
    }
}
