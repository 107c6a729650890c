//! What a statement does, for routing.
//!
//! The rule is that a statement is a read only if everything in it is known to be harmless; what is not understood goes to the
//! primary. What cannot be seen in the text is a view that calls a stored function with effects.

mod assignment;
mod class;
mod data;
mod definition;
mod flags;
mod functions;
mod hint;
mod program;
mod query;
mod scan;
mod server;
mod session;
mod transaction;
mod value;
mod variables;

pub use assignment::{Assignment, Assignments, Scope, assignments};
pub use class::{
    Access, Characteristics, Class, Completion, FilterType, Hint, Isolation, Kind,
    TransactionScope, Write,
};
pub use flags::Flags;
pub use session::used_database;
pub use value::Value;

use super::lex::{Lexer, Token, TokenKind};
use super::options::Options;
use scan::Scan;

/// What `text`, the content of a `COM_QUERY` or `COM_STMT_PREPARE`, does when read with `options`.
pub fn classify(text: &[u8], options: &Options) -> Class {
    let mut lexer = Lexer::new(text, options);
    let (first, mut hint) = hint::leading(&mut lexer);
    let (kind, flags) = match first {
        None => (Kind::Empty, Flags::EMPTY),
        Some(token) => {
            hint = hint.or_else(|| hint::following(&lexer));
            statement(text, token, lexer, options)
        }
    };
    Class { kind, flags, hint }
}

/// Whether `name` is a schema whose content belongs to a server rather than to the user, so that servers differ in it.
pub fn system_schema(name: &[u8]) -> bool {
    match name.len() {
        3 => name.eq_ignore_ascii_case(b"sys"),
        5 => name.eq_ignore_ascii_case(b"mysql"),
        18 => {
            name.eq_ignore_ascii_case(b"information_schema")
                || name.eq_ignore_ascii_case(b"performance_schema")
        }
        _ => false,
    }
}

fn statement<'a>(
    text: &'a [u8],
    first: Token,
    lexer: Lexer<'a>,
    options: &Options,
) -> (Kind, Flags) {
    let mut scan = Scan::new(lexer.clone(), options);
    let kind = match first.kind {
        TokenKind::Word => {
            let mut buffer = [0; LONGEST_VERB];
            match verb(lexer.text(first), &mut buffer) {
                b"set" => return session::set(lexer, options),
                verb => by_verb(verb, &mut scan),
            }
        }
        TokenKind::OpenParen => {
            // Again from the parenthesis, so that it counts as open.
            scan = Scan::new(Lexer::new(&text[first.start..], options), options);
            query::parenthesized(&mut scan)
        }
        TokenKind::Semicolon => {
            scan = Scan::new(Lexer::new(&text[first.start..], options), options);
            Kind::Empty
        }
        _ => Kind::Unknown,
    };
    scan.finish();
    let kind = if kind == Kind::Empty && scan.flags.contains(Flags::MULTI) {
        Kind::Unknown
    } else {
        kind
    };
    (settle(kind, &mut scan), scan.flags)
}

const LONGEST_VERB: usize = 10;

/// The first word in small letters, or nothing if it is too long to be a verb.
fn verb<'b>(word: &[u8], buffer: &'b mut [u8; LONGEST_VERB]) -> &'b [u8] {
    let Some(buffer) = buffer.get_mut(..word.len()) else {
        return b"";
    };
    buffer.copy_from_slice(word);
    buffer.make_ascii_lowercase();
    buffer
}

fn by_verb(verb: &[u8], scan: &mut Scan) -> Kind {
    match verb {
        b"select" | b"table" | b"values" => Kind::Read,
        b"with" => query::with(scan),
        b"insert" => Kind::Write(Write::Insert),
        b"replace" => Kind::Write(Write::Replace),
        b"update" => Kind::Write(Write::Update),
        b"delete" => Kind::Write(Write::Delete),
        b"load" => data::load(scan),
        b"import" => Kind::Write(Write::Load),
        b"begin" => Kind::Begin {
            access: None,
            consistent_snapshot: false,
        },
        b"start" => transaction::start(scan),
        b"commit" => Kind::Commit(transaction::completion(scan)),
        b"rollback" => transaction::rollback(scan),
        b"savepoint" => Kind::Savepoint,
        b"release" => Kind::ReleaseSavepoint,
        b"use" => Kind::Use,
        b"call" => Kind::Call,
        b"do" => Kind::Do,
        b"handler" => Kind::Handler,
        b"prepare" => Kind::Prepare,
        b"execute" => Kind::Execute,
        b"deallocate" => Kind::Deallocate,
        b"xa" => Kind::Xa,
        b"explain" | b"describe" | b"desc" => query::explain(scan),
        _ => definition::by_verb(verb, scan)
            .or_else(|| server::by_verb(verb, scan))
            .unwrap_or(Kind::Unknown),
    }
}

/// The kind in the light of what the rest of the statement has shown.
fn settle(kind: Kind, scan: &mut Scan) -> Kind {
    match kind {
        Kind::Read if scan.invalid => Kind::Unknown,
        Kind::Read if scan.into => Kind::SelectInto,
        Kind::Read if scan.locking => Kind::LockingRead,
        Kind::Explain if scan.invalid || scan.into || scan.locking => Kind::ExplainOther,
        Kind::Read | Kind::Explain | Kind::ExplainOther | Kind::Do | Kind::Call => kind,
        Kind::Account | Kind::Show => {
            // `user@host` is no variable.
            scan.flags
                .remove(Flags::UNKNOWN_FUNCTION | Flags::READS_USER_VARIABLES);
            kind
        }
        _ => {
            // Column lists look like calls, and these go to the primary anyway.
            scan.flags.remove(Flags::UNKNOWN_FUNCTION);
            kind
        }
    }
}
