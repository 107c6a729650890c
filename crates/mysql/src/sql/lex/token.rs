//! What the lexer returns.

/// A token: what it is, and which bytes of the statement it covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Its first byte.
    pub start: usize,
    /// The byte after its last one.
    pub end: usize,
}

impl Token {
    /// Stands where there is no token yet.
    pub(in super::super) const NONE: Token = Token {
        kind: TokenKind::Semicolon,
        start: 0,
        end: 0,
    };

    /// How many bytes it covers.
    pub fn len(&self) -> usize {
        self.end - self.start
    }

    /// Whether it covers no bytes, as the error at the end of an open executable comment does.
    pub fn is_empty(&self) -> bool {
        self.start == self.end
    }
}

/// The kinds of token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// A keyword or an unquoted name. After a [`Dot`](TokenKind::Dot) it is a name.
    Word,
    /// A name in backticks, or in `"` under `ANSI_QUOTES`.
    QuotedName,
    /// A string, also `N'…'`, and the body of a routine in dollar quotes.
    String,
    /// A number: decimal, hexadecimal (`0x1f`, `x'1f'`) or binary (`0b1`, `b'1'`).
    Number,
    /// `@name`, `@'name'`, `` @`name` ``; also the host of `'user'@'host'`.
    UserVariable,
    /// `@@name` and, written without blanks, `@@scope.name`.
    SystemVariable,
    /// `?`
    Parameter,
    /// `;`
    Semicolon,
    /// `,`
    Comma,
    /// `(`
    OpenParen,
    /// `)`
    CloseParen,
    /// `.` between names.
    Dot,
    /// `:=`
    Assign,
    /// `=`
    Equals,
    /// Any other operator.
    Operator,
    /// A comment that the server ignores.
    Comment,
    /// `/*+ … */`
    OptimizerHint,
    /// What the server refuses: open quotes, control characters, malformed literals.
    Invalid,
}
