//! Walks over the tokens of one statement and notes what every kind of statement has in common.

use super::super::lex::{Lexer, Token, TokenKind};
use super::super::options::Options;
use super::flags::Flags;
use super::functions::{Callee, callee};
use super::program::Blocks;
use super::system_schema;
use super::variables::system_variable;

/// The walk and what it has seen.
pub(super) struct Scan<'a> {
    lexer: Lexer<'a>,
    ignore_space: bool,
    server_version: u32,
    pub(super) flags: Flags,
    /// `FOR UPDATE`, `FOR SHARE` or `LOCK`.
    pub(super) locking: bool,
    /// `INTO`
    pub(super) into: bool,
    /// Something that the server refuses.
    pub(super) invalid: bool,
    /// Open parentheses.
    pub(super) depth: usize,
    /// Names before a parenthesis are new names, not calls: `WITH a(x) AS …`.
    pub(super) naming: bool,
    /// The nesting of a stored program, whose semicolons do not end the statement.
    pub(super) blocks: Option<Blocks>,
    previous: Token,
    before: Token,
    ended: bool,
}

impl<'a> Scan<'a> {
    pub(super) fn new(lexer: Lexer<'a>, options: &Options) -> Self {
        Self {
            lexer,
            ignore_space: options.ignore_space,
            server_version: options.server_version,
            flags: Flags::EMPTY,
            locking: false,
            into: false,
            invalid: false,
            depth: 0,
            naming: false,
            blocks: None,
            previous: Token::NONE,
            before: Token::NONE,
            ended: false,
        }
    }

    /// The flags of an expression.
    pub(super) fn expression(text: &'a [u8], options: &Options) -> Flags {
        let mut scan = Scan::new(Lexer::new(text, options), options);
        scan.finish();
        scan.flags
    }

    /// The next token of the statement, after its effects have been noted. `None` at its end, and from then on.
    #[inline]
    pub(super) fn step(&mut self) -> Option<Token> {
        if self.ended {
            return None;
        }
        let Some(token) = self.lexer.next_token() else {
            return self.end();
        };
        match token.kind {
            TokenKind::Word => self.word(token),
            TokenKind::OpenParen => self.open(token),
            TokenKind::CloseParen => self.depth = self.depth.saturating_sub(1),
            TokenKind::Dot => self.dot(),
            TokenKind::Assign => self.flags |= Flags::WRITES_USER_VARIABLES,
            TokenKind::UserVariable => self.user_variable(),
            TokenKind::SystemVariable => self.flags |= system_variable(self.lexer.text(token)),
            TokenKind::Invalid => self.invalid = true,
            TokenKind::Semicolon if !self.blocks.is_some_and(|blocks| blocks.open()) => {
                return self.semicolon();
            }
            _ => {}
        }
        self.before = self.previous;
        self.previous = token;
        Some(token)
    }

    /// The next token if it is a word, as it stands in the text.
    pub(super) fn step_word(&mut self) -> Option<&'a [u8]> {
        let token = self.step()?;
        Some(if token.kind == TokenKind::Word {
            self.lexer.text(token)
        } else {
            b""
        })
    }

    /// Walks to the end of the statement.
    pub(super) fn finish(&mut self) {
        while self.step().is_some() {}
    }

    pub(super) fn text(&self, token: Token) -> &'a [u8] {
        self.lexer.text(token)
    }

    fn end(&mut self) -> Option<Token> {
        self.ended = true;
        if self.blocks.is_some_and(|blocks| blocks.open()) {
            // Blocks that do not close mean that some word was no keyword, and then the semicolons were not understood.
            self.flags |= Flags::MULTI;
        }
        None
    }

    /// At the semicolon behind the statement.
    fn semicolon(&mut self) -> Option<Token> {
        self.ended = true;
        while let Some(token) = self.lexer.next_token() {
            if token.kind != TokenKind::Semicolon {
                self.flags |= Flags::MULTI;
                break;
            }
        }
        None
    }

    #[inline]
    fn word(&mut self, token: Token) {
        if let Some(blocks) = &mut self.blocks {
            blocks.word(self.lexer.text(token));
        }
        if !matches!(token.len(), 4 | 5 | 6 | 19) || self.previous.kind == TokenKind::Dot {
            return;
        }
        let text = self.lexer.text(token);
        match (token.len(), text[0] | 0x20) {
            (4, b'l') => self.locking |= text.eq_ignore_ascii_case(b"lock"),
            (4, b'i') => self.into |= text.eq_ignore_ascii_case(b"into"),
            (5, b's') => self.locking |= text.eq_ignore_ascii_case(b"share") && self.after_for(),
            (6, b'u') => self.locking |= text.eq_ignore_ascii_case(b"update") && self.after_for(),
            (19, b's') if text.eq_ignore_ascii_case(b"sql_calc_found_rows") => {
                self.flags |= Flags::CALC_FOUND_ROWS
            }
            _ => {}
        }
    }

    fn after_for(&self) -> bool {
        self.previous_is(b"for")
    }

    fn previous_is(&self, word: &[u8]) -> bool {
        self.is_word(self.previous, word)
    }

    fn is_word(&self, token: Token, word: &[u8]) -> bool {
        token.kind == TokenKind::Word && self.lexer.text(token).eq_ignore_ascii_case(word)
    }

    /// At `(`: the word before it may be a function that is called.
    #[inline]
    fn open(&mut self, token: Token) {
        let at_top = self.depth == 0;
        self.depth += 1;
        if !matches!(self.previous.kind, TokenKind::Word | TokenKind::QuotedName)
            || (self.naming && at_top)
        {
            return;
        }
        let known = match self.previous.kind {
            TokenKind::Word if self.before.kind != TokenKind::Dot => {
                callee(self.lexer.text(self.previous))
            }
            _ => None,
        };
        match known {
            Some(Callee::Pure) => {}
            Some(Callee::Adjacent) if self.ignore_space || self.previous.end == token.start => {}
            Some(Callee::Before(version)) if self.server_version < version => {}
            Some(Callee::Flagged(flags)) => self.flags |= flags,
            _ if self.names_columns() => {}
            _ => self.flags |= Flags::UNKNOWN_FUNCTION,
        }
    }

    /// Whether the name before the parenthesis is a derived table's, whose columns are named: `(…) AS t (a, b)`. A call cannot
    /// stand behind `AS` or a closing parenthesis.
    fn names_columns(&self) -> bool {
        self.before.kind == TokenKind::CloseParen || self.is_word(self.before, b"as")
    }

    fn dot(&mut self) {
        if self.before.kind == TokenKind::Dot {
            return;
        }
        let name = self.lexer.text(self.previous);
        let name = match self.previous.kind {
            TokenKind::Word => name,
            TokenKind::QuotedName => name
                .get(1..name.len().saturating_sub(1))
                .unwrap_or_default(),
            _ => return,
        };
        if system_schema(name) {
            self.flags |= Flags::SYSTEM_SCHEMA;
        }
    }

    fn user_variable(&mut self) {
        let assigned = self
            .lexer
            .clone()
            .next_token()
            .is_some_and(|next| next.kind == TokenKind::Assign);
        let target = self.into && self.previous_is(b"into");
        let perhaps_target = self.into && self.previous.kind == TokenKind::Comma;
        if target || perhaps_target {
            self.flags |= Flags::WRITES_USER_VARIABLES;
        }
        if !target && !assigned {
            self.flags |= Flags::READS_USER_VARIABLES;
        }
    }
}
