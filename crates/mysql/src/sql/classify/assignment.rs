//! The list of a `SET` statement.

use std::borrow::Cow;

use super::super::lex::{Lexer, Token, TokenKind};
use super::super::options::Options;
use super::hint;
use super::value::{Value, unquoted_name, unquoted_string};

/// One element of `SET a = 1, …`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment<'a> {
    /// What kind of thing is set.
    pub scope: Scope,
    /// The variable's name without `@`, scope and quotes, in the case it was written in. `names` and `character set` for those.
    pub name: Cow<'a, [u8]>,
    /// The new value; the character set for `NAMES` and `CHARACTER SET`.
    pub value: Value<'a>,
    /// What `NAMES … COLLATE` names.
    pub collation: Option<Cow<'a, [u8]>>,
}

/// What an assignment changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// A variable of the session: `SESSION x`, `LOCAL x`, `@@session.x`, or `x` behind no other scope.
    Session,
    /// `@@x`: of the session, but of the next transaction only for `transaction_isolation` and `transaction_read_only`.
    Unscoped,
    /// `GLOBAL x`, `@@global.x`
    Global,
    /// `PERSIST x`, `@@persist.x`
    Persist,
    /// `PERSIST_ONLY x`, `@@persist_only.x`
    PersistOnly,
    /// `@x`
    UserVariable,
    /// `NAMES`
    Names,
    /// `CHARACTER SET`, `CHARSET`
    CharacterSet,
}

/// The assignments of a `SET` in their order. It ends early, and [`failed`](Assignments::failed), where it does not understand.
#[derive(Clone, Debug)]
pub struct Assignments<'a> {
    lexer: Lexer<'a>,
    options: Options,
    /// A scope's keyword holds for the plain names behind it as well.
    scope: Scope,
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Before an element.
    More,
    /// Behind the last one.
    Done,
    /// At the semicolon.
    Semicolon,
    Failed,
}

/// The assignments of `text`; none, and failed, if it is no `SET` or one of roles, passwords and transactions.
pub fn assignments<'a>(text: &'a [u8], options: &Options) -> Assignments<'a> {
    let mut lexer = Lexer::new(text, options);
    let verb = hint::leading(&mut lexer).0;
    let set = verb.is_some_and(|token| lexer.text(token).eq_ignore_ascii_case(b"set"));
    let mut assignments = Assignments::behind_set(lexer, options);
    if !set {
        assignments.state = State::Failed;
    }
    assignments
}

impl<'a> Assignments<'a> {
    pub(super) fn behind_set(lexer: Lexer<'a>, options: &Options) -> Self {
        Self {
            lexer,
            options: *options,
            scope: Scope::Session,
            state: State::More,
        }
    }

    /// Whether something was not understood, once the iterator has ended.
    pub fn failed(&self) -> bool {
        self.state == State::Failed
    }

    /// Whether another statement follows, once the iterator has ended.
    pub(super) fn more_statements(&self) -> bool {
        let mut rest = self.lexer.clone();
        let mut ended = self.state == State::Semicolon;
        while let Some(token) = rest.next_token() {
            if token.kind == TokenKind::Semicolon {
                ended = true;
            } else if ended {
                return true;
            }
        }
        false
    }

    fn element(&mut self) -> Option<Assignment<'a>> {
        let token = self.lexer.next_token()?;
        let text = self.lexer.text(token);
        match token.kind {
            TokenKind::UserVariable => {
                self.equals()?;
                let name = self.plain_name(&text[1..]);
                self.assignment(Scope::UserVariable, name)
            }
            TokenKind::SystemVariable => {
                self.equals()?;
                let (scope, name) = system_variable(text)?;
                let name = self.plain_name(name);
                self.assignment(scope, name)
            }
            TokenKind::Word => self.element_of_word(token),
            TokenKind::QuotedName => self.named(token),
            _ => None,
        }
    }

    /// An element that begins with a word: a scope, `NAMES`, `CHARACTER SET`, or a name.
    fn element_of_word(&mut self, token: Token) -> Option<Assignment<'a>> {
        let word = self.lexer.text(token);
        let next = self.lexer.clone().next_token()?;
        if matches!(
            next.kind,
            TokenKind::Equals | TokenKind::Assign | TokenKind::Dot
        ) {
            return self.named(token);
        }
        if let Some(scope) = scope(word) {
            self.scope = scope;
            let name = self.lexer.next_token()?;
            return self.named(name);
        }
        let is = |keyword: &[u8]| word.eq_ignore_ascii_case(keyword);
        if is(b"names") {
            return self.character_set(Scope::Names, b"names");
        }
        if is(b"character") || is(b"char") {
            let set = self.lexer.next_token()?;
            self.lexer
                .text(set)
                .eq_ignore_ascii_case(b"set")
                .then_some(())?;
            return self.character_set(Scope::CharacterSet, b"character set");
        }
        if is(b"charset") {
            return self.character_set(Scope::CharacterSet, b"character set");
        }
        None
    }

    /// `name = value` or `prefix.name = value`, from the first part of the name.
    fn named(&mut self, first: Token) -> Option<Assignment<'a>> {
        if !matches!(first.kind, TokenKind::Word | TokenKind::QuotedName) {
            return None;
        }
        let name = self.plain_name(self.lexer.text(first));
        let operator = self.lexer.next_token()?;
        match operator.kind {
            TokenKind::Equals | TokenKind::Assign => self.assignment(self.scope, name),
            TokenKind::Dot => {
                let second = self.lexer.next_token()?;
                self.equals()?;
                let mut whole = name.into_owned();
                whole.push(b'.');
                whole.extend_from_slice(&self.plain_name(self.lexer.text(second)));
                self.assignment(self.scope, Cow::Owned(whole))
            }
            _ => None,
        }
    }

    fn equals(&mut self) -> Option<()> {
        let token = self.lexer.next_token()?;
        matches!(token.kind, TokenKind::Equals | TokenKind::Assign).then_some(())
    }

    fn plain_name(&self, text: &'a [u8]) -> Cow<'a, [u8]> {
        match text.first() {
            Some(b'`' | b'"') => unquoted_name(text, &self.options),
            Some(b'\'') => unquoted_string(text, &self.options),
            _ => Cow::Borrowed(text),
        }
    }

    fn assignment(&mut self, scope: Scope, name: Cow<'a, [u8]>) -> Option<Assignment<'a>> {
        let tokens = self.tokens_of_value();
        let value = Value::of(&tokens, &self.lexer, &self.options)?;
        Some(Assignment {
            scope,
            name,
            value,
            collation: None,
        })
    }

    fn character_set(&mut self, scope: Scope, name: &'static [u8]) -> Option<Assignment<'a>> {
        let tokens = self.tokens_of_value();
        let (set, collation) = match tokens.first.get(..tokens.count)? {
            [set] => (*set, None),
            [set, collate, collation]
                if self.lexer.text(*collate).eq_ignore_ascii_case(b"collate") =>
            {
                (*set, Some(self.plain_name(self.lexer.text(*collation))))
            }
            _ => return None,
        };
        let value = Value::of(&Tokens::one(set), &self.lexer, &self.options)?;
        let known = matches!(value, Value::Word(_) | Value::String(_) | Value::Default);
        known.then_some(Assignment {
            scope,
            name: Cow::Borrowed(name),
            value,
            collation,
        })
    }

    /// Takes everything up to the comma or the end behind the element.
    fn tokens_of_value(&mut self) -> Tokens {
        let mut tokens = Tokens::new();
        let mut depth = 0_usize;
        self.state = State::Done;
        while let Some(token) = self.lexer.next_token() {
            match token.kind {
                TokenKind::Comma if depth == 0 => {
                    self.state = State::More;
                    break;
                }
                TokenKind::Semicolon => {
                    self.state = State::Semicolon;
                    break;
                }
                TokenKind::OpenParen => depth += 1,
                TokenKind::CloseParen => depth = depth.saturating_sub(1),
                _ => {}
            }
            tokens.push(token);
        }
        tokens
    }
}

/// The first tokens of a value, how many there are, and where the last one ends.
pub(super) struct Tokens {
    pub(super) first: [Token; 3],
    pub(super) count: usize,
    /// Whether one of them is none that the server takes.
    pub(super) invalid: bool,
    pub(super) end: usize,
}

impl Tokens {
    fn new() -> Self {
        Self {
            first: [Token::NONE; 3],
            count: 0,
            invalid: false,
            end: 0,
        }
    }

    fn one(token: Token) -> Self {
        let mut tokens = Self::new();
        tokens.push(token);
        tokens
    }

    fn push(&mut self, token: Token) {
        if let Some(place) = self.first.get_mut(self.count) {
            *place = token;
        }
        self.count += 1;
        self.invalid |= token.kind == TokenKind::Invalid;
        self.end = token.end;
    }
}

impl<'a> Iterator for Assignments<'a> {
    type Item = Assignment<'a>;

    fn next(&mut self) -> Option<Assignment<'a>> {
        if self.state != State::More {
            return None;
        }
        let element = self.element();
        if element.is_none() {
            self.state = State::Failed;
        }
        element
    }
}

fn scope(word: &[u8]) -> Option<Scope> {
    let is = |keyword: &[u8]| word.eq_ignore_ascii_case(keyword);
    if is(b"global") {
        Some(Scope::Global)
    } else if is(b"session") || is(b"local") {
        Some(Scope::Session)
    } else if is(b"persist") {
        Some(Scope::Persist)
    } else if is(b"persist_only") {
        Some(Scope::PersistOnly)
    } else {
        None
    }
}

/// Splits `@@scope.name`.
fn system_variable(token: &[u8]) -> Option<(Scope, &[u8])> {
    let name = token.strip_prefix(b"@@")?;
    let Some(dot) = name.iter().position(|byte| *byte == b'.') else {
        return Some((Scope::Unscoped, name));
    };
    match scope(&name[..dot]) {
        Some(scope) => Some((scope, &name[dot + 1..])),
        None => Some((Scope::Unscoped, name)),
    }
}
