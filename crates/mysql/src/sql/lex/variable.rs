//! `@name` and `@@name`.

use super::{Lexer, TokenKind, table};

impl Lexer<'_> {
    /// After `@`.
    pub(super) fn variable(&mut self) -> TokenKind {
        match self.peek() {
            Some(b'@') => {
                self.pos += 1;
                self.system_variable()
            }
            Some(quote @ (b'\'' | b'"' | b'`')) => {
                self.pos += 1;
                // As in names, `"` escapes nothing under ANSI_QUOTES.
                let name = quote == b'`' || (quote == b'"' && self.options.ansi_quotes);
                let closed = self.skip_past(quote, !name && !self.options.no_backslash_escapes);
                if closed {
                    TokenKind::UserVariable
                } else {
                    TokenKind::Invalid
                }
            }
            _ => {
                while self
                    .peek()
                    .is_some_and(|byte| byte.is_ascii() && (table::in_word(byte) || byte == b'.'))
                {
                    self.pos += 1;
                }
                TokenKind::UserVariable
            }
        }
    }

    /// After `@@`: a name, and more of them behind dots.
    fn system_variable(&mut self) -> TokenKind {
        loop {
            let start = self.pos;
            match self.peek() {
                Some(b'`') => {
                    self.pos += 1;
                    if !self.skip_past(b'`', false) {
                        return TokenKind::Invalid;
                    }
                }
                _ => {
                    self.word();
                }
            }
            if self.pos == start {
                return TokenKind::Invalid;
            }
            let next = self.text.get(self.pos + 1).copied();
            let more = next.is_some_and(|byte| table::in_word(byte) || byte == b'`');
            if self.peek() != Some(b'.') || !more {
                return TokenKind::SystemVariable;
            }
            self.pos += 1;
        }
    }
}
