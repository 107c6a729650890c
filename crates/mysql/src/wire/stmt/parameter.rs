//! Types and values of parameters and of statement attributes, in the binary protocol.

use crate::wire::{Malformed, Reader};

/// A parameter's type with its flags (0x8000: unsigned), as it is on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParameterType(pub u16);

/// A type, and the name that `CLIENT_QUERY_ATTRIBUTES` adds. Parameters have an empty one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameter<'a> {
    /// The type.
    pub parameter_type: ParameterType,
    /// The name.
    pub name: &'a [u8],
}

impl<'a> Parameter<'a> {
    /// Reads a type and, if there are names, its name.
    pub(super) fn read(reader: &mut Reader<'a>, named: bool) -> Result<Self, Malformed> {
        Ok(Self {
            parameter_type: ParameterType(reader.u16()?),
            name: if named { reader.lenenc_bytes()? } else { b"" },
        })
    }

    /// Goes over `count` types. Returns their bytes.
    pub(super) fn skip(
        reader: &mut Reader<'a>,
        count: u64,
        named: bool,
    ) -> Result<&'a [u8], Malformed> {
        let before = reader.rest();
        for _ in 0..count {
            Self::read(reader, named)?;
        }
        Ok(&before[..before.len() - reader.rest().len()])
    }
}

impl ParameterType {
    /// Goes over a value of this type, as mysqld does: a type that it does not know by its size is a
    /// string with its length.
    pub(super) fn skip_value(self, reader: &mut Reader<'_>) -> Result<(), Malformed> {
        let length = match self.0 as u8 {
            // TINY
            1 => 1,
            // SHORT
            2 => 2,
            // LONG, FLOAT
            3 | 4 => 4,
            // DOUBLE, LONGLONG
            5 | 8 => 8,
            // BOOL is for inside of servers; mysqld refuses it.
            244 => return Err(Malformed::ParameterType(244)),
            // Strings and the like; times have a length, too.
            _ => return reader.lenenc_bytes().map(|_| ()),
        };
        reader.bytes(length).map(|_| ())
    }
}

/// Reads the bitmap of NULLs for so many parameters.
pub(super) fn null_bitmap<'a>(reader: &mut Reader<'a>, count: u64) -> Result<&'a [u8], Malformed> {
    // More than what fits is more than any packet has.
    reader.bytes(usize::try_from(count.div_ceil(8)).unwrap_or(usize::MAX))
}

/// Whether the bitmap has the parameter as NULL.
pub(super) fn is_null(bitmap: &[u8], index: usize) -> bool {
    let byte = bitmap.get(index / 8);
    byte.is_some_and(|byte| byte >> (index % 8) & 1 == 1)
}
