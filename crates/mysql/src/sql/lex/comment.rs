//! Comments, and what looks like one.

use memchr::{memchr, memmem};

use super::{Lexer, TokenKind};

impl Lexer<'_> {
    /// After `#`, or `--` and a blank: up to the end of the line.
    pub(super) fn line_comment(&mut self) -> TokenKind {
        self.pos = memchr(b'\n', self.rest()).map_or(self.text.len(), |at| self.pos + at + 1);
        TokenKind::Comment
    }

    /// After `-`: a comment needs a second one and then a blank, a control character or the end. Otherwise it is an operator,
    /// also in `->` and `->>`.
    pub(super) fn dash(&mut self) -> TokenKind {
        match (self.peek(), self.text.get(self.pos + 1)) {
            (Some(b'-'), None) => self.line_comment(),
            (Some(b'-'), Some(byte)) if *byte == b' ' || byte.is_ascii_control() => {
                self.line_comment()
            }
            (Some(b'>'), Some(b'>')) => {
                self.pos += 2;
                TokenKind::Operator
            }
            (Some(b'>'), _) => {
                self.pos += 1;
                TokenKind::Operator
            }
            _ => TokenKind::Operator,
        }
    }

    /// After `/`. `None` if an executable comment begins, whose content is read next.
    pub(super) fn slash(&mut self) -> Option<TokenKind> {
        if self.peek() != Some(b'*') {
            return Some(TokenKind::Operator);
        }
        self.pos += 1;
        match self.peek() {
            Some(b'!') => {
                self.pos += 1;
                self.executable()
            }
            Some(b'+') => Some(self.block_comment(TokenKind::OptimizerHint)),
            _ => Some(self.block_comment(TokenKind::Comment)),
        }
    }

    fn block_comment(&mut self, kind: TokenKind) -> TokenKind {
        match memmem::find(self.rest(), b"*/") {
            Some(at) => {
                self.pos += at + 2;
                kind
            }
            None => {
                self.pos = self.text.len();
                TokenKind::Invalid
            }
        }
    }

    /// After `/*!`. A version has five digits, or six if a blank follows them.
    fn executable(&mut self) -> Option<TokenKind> {
        let digits = self
            .rest()
            .iter()
            .take(6)
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        let blank_at_six = self
            .rest()
            .get(6)
            .is_some_and(|byte| matches!(byte, b'\t'..=b'\r' | b' '));
        let length = match digits {
            6 if blank_at_six => 6,
            5 | 6 => 5,
            _ => 0,
        };
        let version = self
            .rest()
            .iter()
            .take(length)
            .fold(0, |sum, byte| sum * 10 + u32::from(byte - b'0'));
        self.pos += length;
        if version <= self.options.server_version {
            self.in_executable = true;
            return None;
        }
        Some(self.skipped_executable())
    }

    /// The server lets a comment that it skips contain comments, one level deep.
    fn skipped_executable(&mut self) -> TokenKind {
        loop {
            let rest = self.rest();
            let Some(end) = memmem::find(rest, b"*/") else {
                self.pos = self.text.len();
                return TokenKind::Invalid;
            };
            // `/*/` opens a comment: its asterisk cannot also belong to an end.
            match memmem::find(&rest[..=end], b"/*") {
                Some(inner) => {
                    self.pos += inner + 2;
                    if self.block_comment(TokenKind::Comment) == TokenKind::Invalid {
                        return TokenKind::Invalid;
                    }
                }
                None => {
                    self.pos += end + 2;
                    return TokenKind::Comment;
                }
            }
        }
    }
}
