//! The current database of gateways' clients that do not ask the server to report what changes.

use std::borrow::Cow;

use hyades_mysql::sql::{Class, Flags, Kind, Lexer, Options, TokenKind};
use hyades_mysql::wire::capability::Capabilities;
use hyades_mysql::wire::command::Command as Code;
use hyades_mysql::wire::response::ResponseKind;
use hyades_mysql::wire::stmt::query_text;

use super::super::Session;
use super::super::end::End;
use super::super::input::{Command, Input};
use super::gateway::SERVER;
use super::request::{Request, Run};

impl Session {
    /// Passes on a command that may enter another database, and notes that if the server does not say
    /// so itself. Nothing is known of one that is entered among several statements, or is dropped.
    pub(super) async fn pass_and_enter(
        &mut self,
        code: Code,
        command: Command,
        input: &mut Input,
        class: Option<Class>,
    ) -> Result<(), End> {
        let Some(name) = self.entered(code, &command, class.as_ref()) else {
            return self.pass(command, input, class, SERVER).await;
        };
        let run = Run {
            request: Request::Bytes(command.bytes()),
            kind: ResponseKind::of(command.payload()),
            class: class.as_ref(),
            decision: SERVER,
            prepares: None,
        };
        let ended = self.run_command(run).await?;
        if ended.learned.error.is_none() {
            self.state.set_database(&name);
            // It has happened on the connection: nothing is to be restored there.
            for (_, conn) in &mut self.held {
                conn.carried = self.state.carried.clone();
            }
        }
        Ok(())
    }

    fn entered(&self, code: Code, command: &Command, class: Option<&Class>) -> Option<Vec<u8>> {
        if self.capabilities.contains(Capabilities::SESSION_TRACK) || command.is_long() {
            return None;
        }
        let payload = command.payload();
        match code {
            Code::InitDb => Some(payload.get(1..)?.to_vec()),
            _ if class.is_some_and(is_use) => {
                let text = query_text(payload, self.capabilities).ok()?;
                used(text, &self.state.options)
            }
            _ => None,
        }
    }
}

fn is_use(class: &Class) -> bool {
    class.kind == Kind::Use && !class.flags.contains(Flags::MULTI)
}

/// The name in a `USE` statement.
fn used(text: &[u8], options: &Options) -> Option<Vec<u8>> {
    let mut lexer = Lexer::new(text, options);
    lexer.next_token()?;
    let token = lexer.next_token()?;
    let name = lexer.text(token);
    let name = match token.kind {
        TokenKind::QuotedName => unquoted(name)?,
        _ => Cow::Borrowed(name),
    };
    Some(name.into_owned())
}

/// A name without its quotes, of which those inside are there twice.
fn unquoted(name: &[u8]) -> Option<Cow<'_, [u8]>> {
    let (quote, rest) = name.split_first()?;
    let (_, inner) = rest.split_last()?;
    if !inner.contains(quote) {
        return Some(Cow::Borrowed(inner));
    }
    let mut plain = Vec::new();
    let mut bytes = inner.iter();
    while let Some(byte) = bytes.next() {
        plain.push(*byte);
        if byte == quote {
            bytes.next();
        }
    }
    Some(Cow::Owned(plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_use_statements() {
        for (text, name) in [
            (&b"USE shop"[..], &b"shop"[..]),
            (b"use\t/* c */ `shop`", b"shop"),
            (b"USE `a``b`", b"a`b"),
            (b"USE ````", b"`"),
            (b"USE shop;", b"shop"),
        ] {
            assert_eq!(used(text, &Options::default()).as_deref(), Some(name));
        }
        assert_eq!(used(b"USE", &Options::default()), None);
    }
}
