//! What a session has told its server about how its text is to be read.

use super::words::one_of;

/// The settings of a session that decide where a token begins and ends.
///
/// The default is a new session of MySQL 9.7: utf8mb4 and none of the SQL modes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Options {
    /// `ANSI_QUOTES` in `sql_mode`: `"` quotes identifiers.
    pub ansi_quotes: bool,
    /// `NO_BACKSLASH_ESCAPES` in `sql_mode`: `\` is an ordinary character in strings.
    pub no_backslash_escapes: bool,
    /// `IGNORE_SPACE` in `sql_mode`: `now ()` calls the builtin function.
    pub ignore_space: bool,
    /// `character_set_client`.
    pub charset: Charset,
    /// The server's version as in `/*!90704 … */`. What asks for a newer server is a comment.
    pub server_version: u32,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            ansi_quotes: false,
            no_backslash_escapes: false,
            ignore_space: false,
            charset: Charset::Utf8,
            server_version: 90_704,
        }
    }
}

/// The character sets as far as they change where tokens end.
///
/// In some, the second byte of a character can look like a quote's escape or a backtick, and reading bytes would see a string
/// end where the server does not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Charset {
    /// utf8mb4, utf8mb3, ascii, binary, and sets whose multi-byte characters have no byte below 0x80 or only letters there
    /// (gb2312, ujis, eucjpms, euckr).
    #[default]
    Utf8,
    /// latin1 and the other sets of one byte that contain ASCII. Some have blanks above 0x7f (0xa0 in latin1), so unquoted bytes there are
    /// [`TokenKind::Invalid`](super::TokenKind::Invalid) rather than guessed at.
    SingleByte,
    /// gbk.
    Gbk,
    /// big5.
    Big5,
    /// sjis and cp932, which agree on which bytes belong together.
    Sjis,
    /// gb18030, with characters of two and four bytes.
    Gb18030,
}

impl Charset {
    /// The set by its MySQL name (`character_set_client`), in any case. A name that is not known is `None`: whoever forwards the
    /// text cannot know what it means.
    pub fn by_name(name: &[u8]) -> Option<Self> {
        const NAMES: &[(&str, Charset)] = &[
            ("utf8mb4", Charset::Utf8),
            ("utf8mb3", Charset::Utf8),
            ("utf8", Charset::Utf8),
            ("ascii", Charset::Utf8),
            ("binary", Charset::Utf8),
            ("gb2312", Charset::Utf8),
            ("ujis", Charset::Utf8),
            ("eucjpms", Charset::Utf8),
            ("euckr", Charset::Utf8),
            ("gbk", Charset::Gbk),
            ("big5", Charset::Big5),
            ("sjis", Charset::Sjis),
            ("cp932", Charset::Sjis),
            ("gb18030", Charset::Gb18030),
        ];
        const SINGLE: &[&str] = &[
            "latin1", "latin2", "latin5", "latin7", "cp1250", "cp1251", "cp1256", "cp1257",
            "cp850", "cp852", "cp866", "dec8", "geostd8", "greek", "hebrew", "hp8", "keybcs2",
            "koi8r", "koi8u", "macce", "macroman", "armscii8", "tis620",
        ];
        let known = NAMES
            .iter()
            .find(|(known, _)| name.eq_ignore_ascii_case(known.as_bytes()));
        known
            .map(|(_, charset)| *charset)
            .or_else(|| one_of(name, SINGLE).then_some(Charset::SingleByte))
    }

    /// Whether a byte below 0x80 can be the second of a character.
    pub(super) fn hides_ascii(self) -> bool {
        !matches!(self, Charset::Utf8 | Charset::SingleByte)
    }

    /// The length of the character at the start of `text` if it has more than one byte, as the server decides it: a first byte
    /// without a fitting second one stands alone.
    pub(super) fn multibyte_len(self, text: &[u8]) -> usize {
        let (Some(&first), Some(&second)) = (text.first(), text.get(1)) else {
            return 1;
        };
        let two = match self {
            Charset::Utf8 | Charset::SingleByte => false,
            Charset::Gbk => {
                matches!(first, 0x81..=0xfe) && matches!(second, 0x40..=0x7e | 0x80..=0xfe)
            }
            Charset::Big5 => {
                matches!(first, 0xa1..=0xf9) && matches!(second, 0x40..=0x7e | 0xa1..=0xfe)
            }
            Charset::Sjis => {
                matches!(first, 0x81..=0x9f | 0xe0..=0xfc)
                    && matches!(second, 0x40..=0x7e | 0x80..=0xfc)
            }
            Charset::Gb18030 => match text {
                [0x81..=0xfe, 0x30..=0x39, 0x81..=0xfe, 0x30..=0x39, ..] => return 4,
                _ => matches!(first, 0x81..=0xfe) && matches!(second, 0x40..=0x7e | 0x80..=0xfe),
            },
        };
        if two { 2 } else { 1 }
    }
}
