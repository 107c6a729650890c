//! What each byte can begin.

/// What a token that begins with a byte can be.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    Space,
    Letter,
    /// `b`, `n`, `x`, which can stand before a quote.
    Prefix,
    Digit,
    High,
    Dollar,
    Single,
    Double,
    Backtick,
    At,
    Dot,
    Comma,
    Open,
    Close,
    Semicolon,
    Question,
    Hash,
    Dash,
    Slash,
    Star,
    Operator,
    /// Operators that can go on.
    Compound,
    Invalid,
}

pub(super) static CLASS: [Class; 256] = classes();
static IN_WORD: [bool; 256] = word_bytes();

/// Whether the byte goes on a name. Every byte above 0x7f does, as far as this table knows.
#[inline]
pub(super) fn in_word(byte: u8) -> bool {
    IN_WORD[byte as usize]
}

const fn classes() -> [Class; 256] {
    let mut table = [Class::Invalid; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = class(byte as u8);
        byte += 1;
    }
    table
}

const fn class(byte: u8) -> Class {
    match byte {
        b'\t'..=b'\r' | b' ' => Class::Space,
        b'b' | b'B' | b'n' | b'N' | b'x' | b'X' => Class::Prefix,
        b'a'..=b'z' | b'A'..=b'Z' | b'_' => Class::Letter,
        b'0'..=b'9' => Class::Digit,
        0x80..=0xff => Class::High,
        b'$' => Class::Dollar,
        b'\'' => Class::Single,
        b'"' => Class::Double,
        b'`' => Class::Backtick,
        b'@' => Class::At,
        b'.' => Class::Dot,
        b',' => Class::Comma,
        b'(' => Class::Open,
        b')' => Class::Close,
        b';' => Class::Semicolon,
        b'?' => Class::Question,
        b'#' => Class::Hash,
        b'-' => Class::Dash,
        b'/' => Class::Slash,
        b'*' => Class::Star,
        b'+' | b'%' | b'^' | b'~' | b'{' | b'}' | b'[' | b']' => Class::Operator,
        b':' | b'<' | b'>' | b'=' | b'!' | b'|' | b'&' => Class::Compound,
        _ => Class::Invalid,
    }
}

const fn word_bytes() -> [bool; 256] {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = byte >= 128
            || (byte as u8).is_ascii_alphanumeric()
            || byte as u8 == b'_'
            || byte as u8 == b'$';
        byte += 1;
    }
    table
}
