//! Comments by which a client says where a statement should go.

use super::super::lex::{Lexer, Token, TokenKind};
use super::class::Hint;

/// The first token, and the hint in the comments before it.
pub(super) fn leading(lexer: &mut Lexer) -> (Option<Token>, Option<Hint>) {
    let mut hint = None;
    while let Some(token) = lexer.next_with_comments() {
        match token.kind {
            TokenKind::Comment => hint = hint.or_else(|| parse(lexer.text(token))),
            TokenKind::OptimizerHint => {}
            _ => return (Some(token), hint),
        }
    }
    (None, hint)
}

/// The hint in the comments that come next.
pub(super) fn following(lexer: &Lexer) -> Option<Hint> {
    if !matches!(lexer.rest().trim_ascii_start().first()?, b'/' | b'-' | b'#') {
        return None;
    }
    leading(&mut lexer.clone()).1
}

fn parse(comment: &[u8]) -> Option<Hint> {
    let content = comment
        .strip_prefix(b"/*")?
        .strip_suffix(b"*/")?
        .trim_ascii();
    if content.eq_ignore_ascii_case(b"force_master") {
        Some(Hint::Primary)
    } else if content.eq_ignore_ascii_case(b"force_slave") {
        Some(Hint::Replica)
    } else {
        None
    }
}
