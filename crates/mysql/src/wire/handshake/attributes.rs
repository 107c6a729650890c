//! Connection attributes: what a client tells about itself (`performance_schema`'s
//! `session_connect_attrs`).

use crate::wire::lenenc::put_bytes;
use crate::wire::{Malformed, Reader};

/// Names and values, in order. What cannot be read ends them.
pub fn attributes(bytes: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    let mut reader = Reader::new(bytes);
    std::iter::from_fn(move || attribute(&mut reader).ok())
}

fn attribute<'a>(reader: &mut Reader<'a>) -> Result<(&'a [u8], &'a [u8]), Malformed> {
    Ok((reader.lenenc_bytes()?, reader.lenenc_bytes()?))
}

/// Appends an attribute to those of a handshake response.
pub fn push_attribute(attributes: &mut Vec<u8>, name: &[u8], value: &[u8]) {
    put_bytes(attributes, name);
    put_bytes(attributes, value);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_come_back_in_order() {
        let long = [b'x'; 300];
        let mut bytes = Vec::new();
        push_attribute(&mut bytes, b"_os", b"Linux");
        push_attribute(&mut bytes, b"long", &long);
        let found: Vec<_> = attributes(&bytes).collect();
        assert_eq!(found, [(&b"_os"[..], &b"Linux"[..]), (b"long", &long)]);
    }

    #[test]
    fn a_cut_attribute_ends_them() {
        assert_eq!(attributes(b"\x01a\x01b\x01c\x05d").count(), 1);
    }
}
