//! Strings and quoted names.

use memchr::{memchr, memchr2};

use super::{Lexer, TokenKind, table};

impl Lexer<'_> {
    /// After the opening quote of a string.
    #[inline]
    pub(super) fn string(&mut self, quote: u8) -> TokenKind {
        if self.skip_past(quote, !self.options.no_backslash_escapes) {
            TokenKind::String
        } else {
            TokenKind::Invalid
        }
    }

    /// After the opening quote of a name. Backslashes mean nothing here.
    pub(super) fn quoted_name(&mut self, quote: u8) -> TokenKind {
        if self.skip_past(quote, false) {
            TokenKind::QuotedName
        } else {
            TokenKind::Invalid
        }
    }

    /// `n'…'`, `x'…'`, `b'…'`, or a word that only begins like them.
    pub(super) fn word_or_prefixed(&mut self, start: usize) -> TokenKind {
        if self.peek() != Some(b'\'') || self.name_at == start {
            return self.word();
        }
        let prefix = self.text[start].to_ascii_lowercase();
        self.pos += 1;
        if prefix == b'n' {
            return self.string(b'\'');
        }
        let Some(length) = memchr(b'\'', self.rest()) else {
            self.pos = self.text.len();
            return TokenKind::Invalid;
        };
        let digits = &self.rest()[..length];
        let valid = match prefix {
            b'x' => length.is_multiple_of(2) && digits.iter().all(u8::is_ascii_hexdigit),
            _ => digits.iter().all(|digit| matches!(digit, b'0' | b'1')),
        };
        self.pos += length + 1;
        if valid {
            TokenKind::Number
        } else {
            TokenKind::Invalid
        }
    }

    /// After `$`: a name, or the body of a routine between two `$tag$`.
    pub(super) fn dollar(&mut self, start: usize) -> TokenKind {
        let tag = self
            .rest()
            .iter()
            .take_while(|byte| table::in_word(**byte) && **byte != b'$')
            .count();
        if self.rest().get(tag) != Some(&b'$') || self.name_at == start {
            return self.word();
        }
        self.pos += tag + 1;
        let mark = &self.text[start..self.pos];
        match memchr::memmem::find(self.rest(), mark) {
            Some(at) => {
                self.pos += at + mark.len();
                TokenKind::String
            }
            None => {
                self.pos = self.text.len();
                TokenKind::Invalid
            }
        }
    }

    /// Moves behind the closing quote; a doubled one is content. Whether there was one.
    #[inline]
    pub(super) fn skip_past(&mut self, quote: u8, escapes: bool) -> bool {
        if self.options.charset.hides_ascii() {
            return self.skip_past_multibyte(quote, escapes);
        }
        loop {
            let found = if escapes {
                memchr2(quote, b'\\', self.rest())
            } else {
                memchr(quote, self.rest())
            };
            let Some(at) = found else {
                self.pos = self.text.len();
                return false;
            };
            self.pos += at + 1;
            if self.text[self.pos - 1] == b'\\' && quote != b'\\' {
                self.pos = self.text.len().min(self.pos + 1);
            } else if self.peek() == Some(quote) {
                self.pos += 1;
            } else {
                return true;
            }
        }
    }

    fn skip_past_multibyte(&mut self, quote: u8, escapes: bool) -> bool {
        while let Some(byte) = self.peek() {
            if byte >= 0x80 {
                self.pos += self.options.charset.multibyte_len(self.rest());
                continue;
            }
            self.pos += 1;
            if byte == b'\\' && escapes {
                self.pos = self.text.len().min(self.pos + 1);
            } else if byte == quote {
                if self.peek() != Some(quote) {
                    return true;
                }
                self.pos += 1;
            }
        }
        false
    }
}
