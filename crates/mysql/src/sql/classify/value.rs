//! Values in `SET`, and taking quotes away.

use std::borrow::Cow;

use super::super::lex::{Lexer, TokenKind};
use super::super::options::Options;
use super::assignment::Tokens;

/// The right side of an assignment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value<'a> {
    /// A string, without quotes and escapes.
    String(Cow<'a, [u8]>),
    /// A single word, such as `ON` or `utf8mb4`.
    Word(&'a [u8]),
    /// A number with its sign, as written.
    Number(&'a [u8]),
    /// `DEFAULT`
    Default,
    /// Anything else, as written.
    Expression(&'a [u8]),
}

impl<'a> Value<'a> {
    /// The text of a string, word or number, which mean the same for most variables.
    pub fn literal(&self) -> Option<&[u8]> {
        match self {
            Value::String(text) => Some(text),
            Value::Word(text) | Value::Number(text) => Some(text),
            Value::Default | Value::Expression(_) => None,
        }
    }

    /// `None` without any token, or with one that the server refuses.
    pub(super) fn of(tokens: &Tokens, lexer: &Lexer<'a>, options: &Options) -> Option<Self> {
        let first = tokens
            .first
            .first()
            .filter(|_| tokens.count > 0 && !tokens.invalid)?;
        let mut whole = *first;
        whole.end = tokens.end;
        let text = lexer.text(whole);
        let value = match (tokens.count, first.kind, tokens.first[1].kind) {
            (1, TokenKind::Word, _) if text.eq_ignore_ascii_case(b"default") => Value::Default,
            (1, TokenKind::Word, _) => Value::Word(text),
            (1, TokenKind::Number, _) => Value::Number(text),
            (2, TokenKind::Operator, TokenKind::Number)
                if matches!(text[0], b'-' | b'+') && first.end == tokens.first[1].start =>
            {
                Value::Number(text)
            }
            (1, TokenKind::String, _) if matches!(text[0], b'\'' | b'"') => {
                Value::String(unquoted_string(text, options))
            }
            _ => Value::Expression(text),
        };
        Some(value)
    }
}

/// The name in quotes of any kind.
pub(super) fn unquoted_name<'a>(text: &'a [u8], options: &Options) -> Cow<'a, [u8]> {
    without_quotes(text, options, false)
}

/// The string in quotes of any kind.
pub(super) fn unquoted_string<'a>(text: &'a [u8], options: &Options) -> Cow<'a, [u8]> {
    without_quotes(text, options, !options.no_backslash_escapes)
}

fn without_quotes<'a>(text: &'a [u8], options: &Options, escapes: bool) -> Cow<'a, [u8]> {
    let (Some(&quote), Some(content)) = (text.first(), text.get(1..text.len().saturating_sub(1)))
    else {
        return Cow::Borrowed(text);
    };
    if !content
        .iter()
        .any(|byte| *byte == quote || (escapes && *byte == b'\\'))
    {
        return Cow::Borrowed(content);
    }
    let mut result = Vec::with_capacity(content.len());
    let mut at = 0;
    while let Some(&byte) = content.get(at) {
        let length = options.charset.multibyte_len(&content[at..]);
        if length > 1 {
            result.extend_from_slice(&content[at..at + length]);
            at += length;
        } else if (byte == quote || (escapes && byte == b'\\')) && at + 1 < content.len() {
            result.push(if byte == quote {
                quote
            } else {
                escaped(content[at + 1])
            });
            at += 2;
        } else {
            result.push(byte);
            at += 1;
        }
    }
    Cow::Owned(result)
}

fn escaped(byte: u8) -> u8 {
    match byte {
        b'0' => 0,
        b'b' => 8,
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        b'Z' => 26,
        other => other,
    }
}
