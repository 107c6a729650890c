//! Numbers, and names that begin with digits.

use super::{Lexer, TokenKind, table};

impl Lexer<'_> {
    /// After the first digit.
    pub(super) fn number(&mut self, start: usize) -> TokenKind {
        if self.text[start] == b'0' && self.prefixed_digits() {
            return TokenKind::Number;
        }
        self.digits();
        match self.peek() {
            Some(b'.') => {
                self.pos += 1;
                self.digits();
                self.exponent_after_point()
            }
            Some(b'e' | b'E') if self.exponent() => TokenKind::Number,
            Some(byte) if table::in_word(byte) => self.word(),
            _ => TokenKind::Number,
        }
    }

    /// After a `.` that a digit follows.
    pub(super) fn fraction(&mut self) -> TokenKind {
        self.digits();
        self.exponent_after_point()
    }

    /// Behind a point an `e` without digits is an error, not the beginning of a name.
    fn exponent_after_point(&mut self) -> TokenKind {
        match self.peek() {
            Some(b'e' | b'E') if !self.exponent() => TokenKind::Invalid,
            _ => TokenKind::Number,
        }
    }

    fn digits(&mut self) {
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.pos += 1;
        }
    }

    /// At `e`: takes it with its sign and digits, if there are any.
    fn exponent(&mut self) -> bool {
        let signed = usize::from(matches!(self.text.get(self.pos + 1), Some(b'+' | b'-')));
        if !self
            .text
            .get(self.pos + 1 + signed)
            .is_some_and(u8::is_ascii_digit)
        {
            return false;
        }
        self.pos += 1 + signed;
        self.digits();
        true
    }

    /// `0x1f` and `0b01`, if no more of a name follows. The letters have to be small ones.
    fn prefixed_digits(&mut self) -> bool {
        let is_digit: fn(&u8) -> bool = match self.peek() {
            Some(b'x') => u8::is_ascii_hexdigit,
            Some(b'b') => |byte| matches!(byte, b'0' | b'1'),
            _ => return false,
        };
        let digits = self.text[self.pos + 1..]
            .iter()
            .take_while(|byte| is_digit(byte))
            .count();
        let end = self.pos + 1 + digits;
        let goes_on = self.text.get(end).is_some_and(|byte| table::in_word(*byte));
        if digits == 0 || goes_on {
            return false;
        }
        self.pos = end;
        true
    }
}
