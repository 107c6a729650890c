//! From tokens to the text of a digest.

use super::super::lex::{Lexer, Token, TokenKind};
use super::super::options::{Charset, Options};
use super::super::words::one_of;
use super::stack::{Piece, Stack};
use super::words::{Keyword, keyword};

pub(super) fn normalize(text: &[u8], options: &Options, limit: usize) -> Vec<u8> {
    let mut lexer = Lexer::new(text, options);
    let mut writer = Writer {
        text,
        ignore_space: options.ignore_space,
        stack: Stack::new(limit),
        lists: Lists::default(),
        dot_end: None,
    };
    let mut next = lexer.next_token();
    while let Some(token) = next {
        next = lexer.next_token();
        writer.token(token, next);
        if writer.stack.is_full() {
            break;
        }
    }
    writer.stack.into_text()
}

struct Writer<'a> {
    text: &'a [u8],
    ignore_space: bool,
    stack: Stack,
    lists: Lists,
    /// Where the dot before this token ended: a word right behind it is a name.
    dot_end: Option<usize>,
}

impl<'a> Writer<'a> {
    fn text(&self, token: Token) -> &'a [u8] {
        self.text.get(token.start..token.end).unwrap_or_default()
    }

    fn token(&mut self, token: Token, next: Option<Token>) {
        let text = self.text(token);
        let dot_end = self.dot_end.take();
        match token.kind {
            TokenKind::Word if dot_end == Some(token.start) => self.name(text),
            TokenKind::Word => self.word(token, next),
            TokenKind::QuotedName => self.quoted_name(text),
            TokenKind::Number if self.is_position(text, next) => {
                self.stack.push(Piece::Other, text)
            }
            TokenKind::Number => self.stack.number(),
            TokenKind::String if text.starts_with(b"$") => {
                self.stack.push(Piece::Other, b"(unknown)")
            }
            TokenKind::String | TokenKind::Parameter | TokenKind::Invalid => self.stack.value(),
            TokenKind::UserVariable => self.user_variable(text),
            TokenKind::SystemVariable => self.system_variable(text),
            TokenKind::Comma => self.stack.push(Piece::Comma, b","),
            TokenKind::OpenParen => {
                self.lists.open();
                self.stack.push(Piece::Open, b"(");
            }
            TokenKind::CloseParen => {
                self.lists.close();
                self.stack.close();
            }
            TokenKind::Dot => {
                self.dot_end = Some(token.end);
                self.stack.push(Piece::Other, b".");
            }
            TokenKind::Semicolon if next.is_none() => {}
            TokenKind::Semicolon => self.stack.push(Piece::Other, b";"),
            TokenKind::Assign => self.stack.push(Piece::MayBeginExpression, b":="),
            TokenKind::Equals => self.stack.push(Piece::BeginsExpression, b"="),
            TokenKind::Operator => self.operator(text),
            TokenKind::Comment | TokenKind::OptimizerHint => {}
        }
    }

    fn operator(&mut self, text: &[u8]) {
        match text {
            b"-" | b"+" => self.stack.push(Piece::Sign, text),
            b"<>" => self.stack.push(Piece::BeginsExpression, b"!="),
            b"!" | b"~" => self.stack.push(Piece::MayBeginExpression, text),
            _ => self.stack.push(Piece::BeginsExpression, text),
        }
    }

    fn name(&mut self, name: &[u8]) {
        self.stack.begin(Piece::Other);
        let text = self.stack.text_mut();
        text.push(b'`');
        text.extend_from_slice(name);
        text.push(b'`');
    }

    /// A name in quotes; a doubled quote in it stands for one.
    fn quoted_name(&mut self, text: &[u8]) {
        let (Some(quote), Some(name)) = (text.first(), text.get(1..text.len() - 1)) else {
            return;
        };
        if !name.contains(quote) {
            return self.name(name);
        }
        let mut single = Vec::with_capacity(name.len());
        let mut doubled = false;
        for byte in name {
            doubled = byte == quote && !doubled;
            if !doubled {
                single.push(*byte);
            }
        }
        self.name(&single);
    }

    /// A keyword, unless something makes it a name.
    fn word(&mut self, token: Token, next: Option<Token>) {
        let word = self.text(token);
        if next.is_some_and(|next| introduces(word, next)) {
            return self.stack.push(Piece::Other, b"(_charset)");
        }
        let adjacent = next.filter(|next| next.start == token.end);
        if adjacent.is_some_and(|next| next.kind == TokenKind::Dot && self.name_follows(next)) {
            return self.name(word);
        }
        let parenthesis = if self.ignore_space { next } else { adjacent };
        let called = parenthesis.is_some_and(|next| next.kind == TokenKind::OpenParen);
        match keyword(word, called) {
            Some(_) if word.eq_ignore_ascii_case(b"null") => self.null(),
            Some(keyword) => self.keyword(word, keyword),
            None => self.name(word),
        }
    }

    /// Whether a dot belongs to the word before it, which takes a letter right behind.
    fn name_follows(&self, dot: Token) -> bool {
        self.text.get(dot.end).is_some_and(|byte| {
            byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | 0x80..)
        })
    }

    fn keyword(&mut self, word: &[u8], keyword: Keyword) {
        self.stack.begin(keyword.piece);
        let text = self.stack.text_mut();
        if keyword.written.is_empty() {
            text.extend(word.iter().map(u8::to_ascii_uppercase));
        } else {
            text.extend_from_slice(keyword.written.as_bytes());
        }
        self.lists.keyword(word, keyword.piece);
    }

    /// `NULL` is a value where an expression can begin.
    fn null(&mut self) {
        let before = match self.stack.last(0) {
            Piece::Not => self.stack.last(1),
            last => last,
        };
        match before {
            Piece::BeginsExpression
            | Piece::MayBeginExpression
            | Piece::Comma
            | Piece::Open
            | Piece::Sign
            | Piece::By
            | Piece::Not => self.stack.value(),
            _ => self.stack.push(Piece::Other, b"NULL"),
        }
    }

    /// A whole number in `ORDER BY` or `GROUP BY` names a column, and is kept.
    fn is_position(&self, text: &[u8], next: Option<Token>) -> bool {
        let after_value = matches!(self.stack.last(1), Piece::Value | Piece::Values);
        let begins = match self.stack.last(0) {
            Piece::By => true,
            Piece::Comma => !after_value,
            _ => false,
        };
        let whole = text.len() < 10 && text.iter().all(u8::is_ascii_digit);
        self.lists.inside() && begins && whole && next.is_none_or(|next| self.ends_item(next))
    }

    fn ends_item(&self, next: Token) -> bool {
        match next.kind {
            TokenKind::Comma | TokenKind::CloseParen | TokenKind::Semicolon => true,
            TokenKind::Word => {
                let word = self.text(next);
                keyword(word, false)
                    .is_none_or(|next| next.piece == Piece::Other || ends_list(word))
            }
            _ => false,
        }
    }

    fn user_variable(&mut self, text: &[u8]) {
        self.stack.push(Piece::At, b"@");
        match text.get(1) {
            Some(b'`') => self.quoted_name(&text[1..]),
            _ => self.stack.value(),
        }
    }

    fn system_variable(&mut self, text: &[u8]) {
        self.stack.push(Piece::At, b"@@");
        for (index, part) in text
            .get(2..)
            .unwrap_or_default()
            .split(|byte| *byte == b'.')
            .enumerate()
        {
            if index > 0 {
                self.stack.push(Piece::Other, b".");
            }
            let quoted = part
                .strip_prefix(b"`")
                .and_then(|part| part.strip_suffix(b"`"));
            match keyword(part, false) {
                Some(keyword) if index == 0 => self.keyword(part, keyword),
                _ => self.name(quoted.unwrap_or(part)),
            }
        }
    }
}

/// Whether the word names the character set of the literal that follows: `_utf8mb4'x'`.
fn introduces(word: &[u8], next: Token) -> bool {
    const WIDE: [&str; 4] = ["ucs2", "utf16", "utf16le", "utf32"];
    let Some(name) = word.strip_prefix(b"_") else {
        return false;
    };
    let known = Charset::by_name(name).is_some() || one_of(name, &WIDE);
    known && matches!(next.kind, TokenKind::String | TokenKind::Number)
}

/// In which parentheses a list of `ORDER BY` and the like is open.
#[derive(Default)]
struct Lists {
    depth: u32,
    /// A bit for each depth; deeper ones are not looked at.
    open: u64,
    /// `ORDER`, `GROUP` or `PARTITION` was the last keyword.
    before_by: bool,
}

impl Lists {
    fn bit(&self) -> u64 {
        1_u64.checked_shl(self.depth).unwrap_or(0)
    }

    fn inside(&self) -> bool {
        self.open & self.bit() != 0
    }

    fn open(&mut self) {
        self.depth = self.depth.saturating_add(1);
        self.open &= !self.bit();
    }

    fn close(&mut self) {
        self.open &= !self.bit();
        self.depth = self.depth.saturating_sub(1);
    }

    fn keyword(&mut self, word: &[u8], piece: Piece) {
        if piece == Piece::By && self.before_by {
            self.open |= self.bit();
        } else if ends_list(word) {
            self.open &= !self.bit();
        }
        const LISTS: [&str; 3] = ["order", "group", "partition"];
        self.before_by = one_of(word, &LISTS);
    }
}

/// Whether the keyword begins the clause behind an `ORDER BY` or `GROUP BY`.
fn ends_list(word: &[u8]) -> bool {
    const CLAUSES: [&str; 16] = [
        "except",
        "for",
        "from",
        "groups",
        "having",
        "intersect",
        "into",
        "limit",
        "lock",
        "range",
        "rows",
        "select",
        "separator",
        "union",
        "where",
        "window",
    ];
    word.len() <= 9 && one_of(word, &CLAUSES)
}
