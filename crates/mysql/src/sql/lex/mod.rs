//! Tokens of MySQL's SQL, borrowed from the statement.
//!
//! The lexer follows the server's, oddities included, because a proxy that sees other token boundaries than the server can be
//! talked into sending a write to a replica. It takes any bytes: what the server would refuse becomes [`TokenKind::Invalid`].
//!
//! Executable comments (`/*!80000 … */`) whose version the server has are read as if the marks were not there.

mod comment;
mod number;
mod quoted;
mod table;
mod token;
mod variable;

pub use token::{Token, TokenKind};

use super::options::{Charset, Options};
use table::{CLASS, Class};

/// Splits a statement into tokens.
#[derive(Clone, Debug)]
pub struct Lexer<'a> {
    text: &'a [u8],
    pos: usize,
    options: Options,
    /// Inside of `/*! … */`, whose end is not a token.
    in_executable: bool,
    /// The dot before this position belongs to a name, so that what follows is a name even if it looks like a number.
    name_at: usize,
    /// Where the last unquoted word ended: `a.1b` is a name, `a .1` has a number.
    word_end: usize,
}

impl<'a> Lexer<'a> {
    /// A lexer at the start of `text`.
    pub fn new(text: &'a [u8], options: &Options) -> Self {
        Self {
            text,
            pos: 0,
            options: *options,
            in_executable: false,
            name_at: usize::MAX,
            word_end: usize::MAX,
        }
    }

    /// The bytes of a token.
    pub fn text(&self, token: Token) -> &'a [u8] {
        self.text.get(token.start..token.end).unwrap_or_default()
    }

    /// What comes after the last token, blanks included.
    pub fn rest(&self) -> &'a [u8] {
        self.text.get(self.pos..).unwrap_or_default()
    }

    /// The next token that is neither a comment nor an optimizer hint.
    #[inline]
    pub fn next_token(&mut self) -> Option<Token> {
        loop {
            let token = self.next_with_comments()?;
            if !matches!(token.kind, TokenKind::Comment | TokenKind::OptimizerHint) {
                return Some(token);
            }
        }
    }

    /// The next token, comments included.
    #[inline]
    pub fn next_with_comments(&mut self) -> Option<Token> {
        loop {
            let Some(&byte) = self.text.get(self.pos) else {
                return self.at_end();
            };
            let start = self.pos;
            self.pos += 1;
            let kind = match CLASS[byte as usize] {
                Class::Space => continue,
                Class::Letter => self.word(),
                Class::Digit if self.name_at == start => self.word(),
                Class::Digit => self.number(start),
                Class::High => self.high(start),
                Class::Prefix => self.word_or_prefixed(start),
                Class::Dollar => self.dollar(start),
                Class::Single => self.string(byte),
                Class::Double if self.options.ansi_quotes => self.quoted_name(byte),
                Class::Double => self.string(byte),
                Class::Backtick => self.quoted_name(byte),
                Class::At => self.variable(),
                Class::Dot => self.dot(start),
                Class::Comma => TokenKind::Comma,
                Class::Open => TokenKind::OpenParen,
                Class::Close => TokenKind::CloseParen,
                Class::Semicolon => TokenKind::Semicolon,
                Class::Question => TokenKind::Parameter,
                Class::Hash => self.line_comment(),
                Class::Dash => self.dash(),
                Class::Slash => match self.slash() {
                    Some(kind) => kind,
                    None => continue,
                },
                Class::Star if self.in_executable && self.peek() == Some(b'/') => {
                    self.pos += 1;
                    self.in_executable = false;
                    continue;
                }
                Class::Star | Class::Operator => TokenKind::Operator,
                Class::Compound => self.compound(byte),
                Class::Invalid => TokenKind::Invalid,
            };
            return Some(Token {
                kind,
                start,
                end: self.pos,
            });
        }
    }

    /// An executable comment without an end is an error for the server.
    fn at_end(&mut self) -> Option<Token> {
        std::mem::take(&mut self.in_executable).then_some(Token {
            kind: TokenKind::Invalid,
            start: self.pos,
            end: self.pos,
        })
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.pos).copied()
    }

    /// The rest of an unquoted name or keyword.
    #[inline]
    fn word(&mut self) -> TokenKind {
        if self.options.charset == Charset::Utf8 {
            let more = self
                .rest()
                .iter()
                .take_while(|byte| table::in_word(**byte))
                .count();
            self.pos += more;
        } else {
            self.word_of_bytes();
        }
        self.word_end = self.pos;
        TokenKind::Word
    }

    fn word_of_bytes(&mut self) {
        while let Some(byte) = self.peek() {
            if byte < 0x80 && table::in_word(byte) {
                self.pos += 1;
            } else if byte >= 0x80 && self.options.charset.hides_ascii() {
                self.pos += self.options.charset.multibyte_len(self.rest());
            } else {
                break;
            }
        }
    }

    fn high(&mut self, start: usize) -> TokenKind {
        if self.options.charset == Charset::SingleByte {
            return TokenKind::Invalid;
        }
        self.pos = start;
        self.word()
    }

    fn dot(&mut self, start: usize) -> TokenKind {
        let after_word = self.word_end == start;
        match self.peek() {
            Some(b'0'..=b'9') if !after_word => self.fraction(),
            Some(byte) if table::in_word(byte) => {
                self.name_at = self.pos;
                TokenKind::Dot
            }
            _ => TokenKind::Dot,
        }
    }

    /// Operators of up to three characters.
    fn compound(&mut self, first: u8) -> TokenKind {
        let rest = self.rest();
        let (length, kind) = match (first, rest.first().copied(), rest.get(1).copied()) {
            (b':', Some(b'='), _) => (1, TokenKind::Assign),
            (b'<', Some(b'='), Some(b'>')) => (2, TokenKind::Operator),
            (b'<', Some(b'=' | b'>' | b'<'), _) => (1, TokenKind::Operator),
            (b'>', Some(b'=' | b'>'), _) => (1, TokenKind::Operator),
            (b'!', Some(b'='), _) => (1, TokenKind::Operator),
            (b'|', Some(b'|'), _) => (1, TokenKind::Operator),
            (b'&', Some(b'&'), _) => (1, TokenKind::Operator),
            (b'=', _, _) => (0, TokenKind::Equals),
            _ => (0, TokenKind::Operator),
        };
        self.pos += length;
        kind
    }
}
