//! Length-encoded integers and strings.
//!
//! Integers below 251 are their own byte; `0xfc`, `0xfd` and `0xfe` announce 2, 3 and 8 bytes.
//! `0xfb` is NULL in a row and `0xff` begins an ERR packet, so neither begins an integer.

use super::Malformed;

/// Splits an integer off the front. Encodings that are longer than they need be are accepted, as
/// servers and clients accept them.
#[inline]
pub fn split_int(bytes: &[u8]) -> Result<(u64, &[u8]), Malformed> {
    let (first, rest) = bytes.split_first().ok_or(Malformed::Truncated)?;
    match first {
        0..=0xfa => Ok((u64::from(*first), rest)),
        0xfc => fixed::<2>(rest),
        0xfd => fixed::<3>(rest),
        0xfe => fixed::<8>(rest),
        0xfb | 0xff => Err(Malformed::LengthEncoding(*first)),
    }
}

fn fixed<const N: usize>(bytes: &[u8]) -> Result<(u64, &[u8]), Malformed> {
    let (value, rest) = bytes.split_first_chunk::<N>().ok_or(Malformed::Truncated)?;
    let mut wide = [0; 8];
    wide[..N].copy_from_slice(value);
    Ok((u64::from_le_bytes(wide), rest))
}

/// How many bytes the integer takes.
pub const fn int_length(value: u64) -> usize {
    match value {
        0..=0xfa => 1,
        0xfb..=0xffff => 3,
        0x1_0000..=0xff_ffff => 4,
        _ => 9,
    }
}

/// Appends an integer.
pub fn put_int(out: &mut Vec<u8>, value: u64) {
    let bytes = value.to_le_bytes();
    match int_length(value) {
        1 => out.push(bytes[0]),
        3 => {
            out.push(0xfc);
            out.extend_from_slice(&bytes[..2]);
        }
        4 => {
            out.push(0xfd);
            out.extend_from_slice(&bytes[..3]);
        }
        _ => {
            out.push(0xfe);
            out.extend_from_slice(&bytes);
        }
    }
}

/// Appends a string with its length.
pub fn put_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    put_int(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

/// How many bytes the string takes with its length.
pub const fn bytes_length(bytes: &[u8]) -> usize {
    int_length(bytes.len() as u64) + bytes.len()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_shortest_form_is_written() {
        let cases: [(u64, &[u8]); 8] = [
            (0, b"\x00"),
            (250, b"\xfa"),
            (251, b"\xfc\xfb\x00"),
            (0xffff, b"\xfc\xff\xff"),
            (0x1_0000, b"\xfd\x00\x00\x01"),
            (0xff_ffff, b"\xfd\xff\xff\xff"),
            (0x100_0000, b"\xfe\x00\x00\x00\x01\x00\x00\x00\x00"),
            (u64::MAX, b"\xfe\xff\xff\xff\xff\xff\xff\xff\xff"),
        ];
        for (value, bytes) in cases {
            let mut out = Vec::new();
            put_int(&mut out, value);
            assert_eq!(out, bytes, "{value}");
            assert_eq!(int_length(value), bytes.len(), "{value}");
            assert_eq!(split_int(bytes), Ok((value, &[][..])));
        }
    }

    #[test]
    fn what_is_no_integer() {
        for first in [0xfb, 0xff] {
            let found = split_int(&[first, 0, 0, 0]).unwrap_err();
            assert_eq!(found, Malformed::LengthEncoding(first));
        }
        for cut in [
            &b""[..],
            b"\xfc\x01",
            b"\xfd\x01\x02",
            b"\xfe\0\0\0\0\0\0\0",
        ] {
            assert_eq!(split_int(cut), Err(Malformed::Truncated));
        }
    }

    proptest! {
        #[test]
        fn strings_come_back(bytes: Vec<u8>, after: Vec<u8>) {
            let mut out = Vec::new();
            put_bytes(&mut out, &bytes);
            prop_assert_eq!(out.len(), bytes_length(&bytes));
            out.extend_from_slice(&after);
            let mut reader = crate::wire::Reader::new(&out);
            prop_assert_eq!(reader.lenenc_bytes(), Ok(&bytes[..]));
            prop_assert_eq!(reader.rest(), &after[..]);
        }
    }
}
