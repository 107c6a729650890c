//! Just enough of MySQL's SQL to route, count and name statements. It parses no grammar: it reads tokens.

mod classify;
mod digest;
mod keywords;
mod lex;
mod options;
#[cfg(test)]
mod tests;
mod words;

pub use classify::{
    Access, Assignment, Assignments, Characteristics, Class, Completion, FilterType, Flags, Hint,
    Isolation, Kind, Scope, TransactionScope, Value, Write, assignments, classify, system_schema,
    used_database,
};
pub use digest::{DIGEST_LIMIT, Digest, digest_text};
pub use keywords::{Pattern, PatternError};
pub use lex::{Lexer, Token, TokenKind};
pub use options::{Charset, Options};
