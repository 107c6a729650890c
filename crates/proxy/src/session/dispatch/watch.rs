//! Statements as concurrency control, the counters and the recorder see them.

use std::rc::Rc;
use std::sync::Arc;

use hyades_mysql::sql::{Class, Kind, Options, classify};
use hyades_mysql::wire::column::{ColumnDefinition, write_text_resultset};
use hyades_mysql::wire::command::Command as Code;
use hyades_mysql::wire::ok::OkPacket;
use hyades_mysql::wire::stmt::{query_text, statement_id};

use super::super::Session;
use super::super::end::End;
use super::super::input::Command;
use super::super::relay::Ended;
use super::failed::Failed;
use super::request::{Request, Run};
use crate::auth::Refused;
use crate::backend::Carried;
use crate::frontend::{Server, Text};
use crate::observe::{Outcome, Statement, explain};
use crate::routing::Why;
use crate::throttle::{Pass, REFUSED, Rule};

/// Of a statement that is passed on in pieces, this much is looked at, in bytes.
const LOOKED_AT: usize = 64 << 10;

/// A statement on its way.
pub(super) struct Subject<'a> {
    class: Class,
    text: SubjectText<'a>,
    parameters: Option<u16>,
    options: Options,
    carried: Rc<Carried>,
    is_cut: bool,
}

enum SubjectText<'a> {
    Sent(&'a [u8]),
    Begun(Vec<u8>),
    Prepared(Rc<Text>),
}

impl Subject<'_> {
    fn statement(&self) -> Statement<'_> {
        let (text, prepared) = match &self.text {
            SubjectText::Sent(text) => (*text, None),
            SubjectText::Begun(text) => (&text[..], None),
            SubjectText::Prepared(text) => (&text.sql[..], Some(text)),
        };
        Statement {
            class: &self.class,
            text,
            prepared,
            parameters: self.parameters,
            options: self.options,
            database: &self.carried.database,
            is_cut: self.is_cut,
        }
    }
}

impl Session {
    /// The statement that a command runs, if it runs one.
    pub(super) fn subject<'a>(&self, run: &Run<'a>) -> Option<Subject<'a>> {
        let class = run.class?;
        let (text, parameters) = match run.request {
            Request::Bytes(bytes) => self.text_of(bytes.get(4..)?)?,
            Request::Payload(_) => return None,
            Request::Prepared {
                text, parameters, ..
            } => (SubjectText::Prepared(text.clone()), Some(parameters)),
        };
        Some(self.subject_of(*class, text, parameters))
    }

    /// The same of a command of which only the beginning is there.
    pub(super) fn begun(
        &self,
        command: &Command,
        class: Option<&Class>,
    ) -> Option<Subject<'static>> {
        let (text, parameters) = self.text_of(command.payload())?;
        let (text, is_cut) = match text {
            SubjectText::Sent(text) => {
                let text = text.get(..LOOKED_AT).unwrap_or(text).to_vec();
                (SubjectText::Begun(text), true)
            }
            SubjectText::Begun(text) => (SubjectText::Begun(text), true),
            SubjectText::Prepared(text) => (SubjectText::Prepared(text), false),
        };
        let mut subject = self.subject_of(*class?, text, parameters);
        subject.is_cut = is_cut;
        Some(subject)
    }

    fn text_of<'a>(&self, payload: &'a [u8]) -> Option<(SubjectText<'a>, Option<u16>)> {
        match Code::from(*payload.first()?) {
            Code::Query => {
                let text = query_text(payload, self.capabilities).ok()?;
                Some((SubjectText::Sent(text), None))
            }
            Code::StmtExecute => {
                let statement = self.statements.get(statement_id(payload)?)?;
                let text = SubjectText::Prepared(statement.text.clone());
                Some((text, Some(statement.parameters)))
            }
            _ => None,
        }
    }

    fn subject_of<'a>(
        &self,
        class: Class,
        text: SubjectText<'a>,
        parameters: Option<u16>,
    ) -> Subject<'a> {
        Subject {
            class,
            text,
            parameters,
            options: self.state.options,
            carried: self.state.carried.clone(),
            is_cut: false,
        }
    }

    /// Counts a statement at the server's limits until what is returned is dropped.
    pub(super) fn admit(
        &self,
        server: &Server,
        subject: Option<&Subject<'_>>,
        why: Why,
    ) -> Result<Option<Pass>, Arc<Rule>> {
        let statement = subject.map(Subject::statement);
        self.trace.admit(&server.tally, statement.as_ref(), why)
    }

    /// A command is about to be sent.
    pub(super) fn sending(&self, server: &Server, subject: Option<&Subject<'_>>, why: Why) {
        let statement = subject.map(Subject::statement);
        self.trace.begin(&server.tally, statement.as_ref(), why);
    }

    /// Its response has ended, one way or the other.
    pub(super) fn sent(&self, subject: Option<&Subject<'_>>, result: &Result<Ended, Failed>) {
        let outcome = match result {
            Ok(ended) => Outcome {
                rows: ended.learned.rows,
                affected_rows: ended.learned.affected_rows,
                error: ended.learned.error,
            },
            Err(failed) => Outcome {
                error: Some(failed.code()),
                ..Outcome::default()
            },
        };
        let statement = subject.map(Subject::statement);
        self.trace.end(statement.as_ref(), outcome);
        self.trace
            .bound(self.state.in_transaction(), self.state.pins());
    }

    /// Tells the client which rule has kept its statement away.
    pub(super) async fn reply_throttled(&mut self, rule: &Rule) -> Result<Ended, End> {
        let refused = Refused::new(REFUSED, *b"HY000", rule.to_string());
        self.reply_own(refused).await
    }

    /// Tells the client where a statement would go if it came now, and why.
    pub(super) async fn reply_route(&mut self, statement: &[u8]) -> Result<(), End> {
        let class = classify(statement, &self.state.options);
        let facts = self.state.facts();
        let explained = explain(&self.frontend, &class, &facts, Some(&self.home));
        let nodes = explained.nodes.iter().map(|place| {
            [
                place.node.as_str(),
                place.role.as_str(),
                explained.reason,
                explained.meaning,
            ]
        });
        let rows: Vec<_> = nodes
            .map(|row| row.map(|value| Some(value.as_bytes())))
            .collect();
        let columns = ["Node", "Role", "Reason", "Meaning"];
        let columns = columns.map(|name| ColumnDefinition::text(name.as_bytes()));
        let end = OkPacket {
            status: self.state.status,
            ..OkPacket::default()
        };
        let mut out = Vec::new();
        let rows = rows.iter().map(|row| &row[..]);
        write_text_resultset(&mut out, 1, self.capabilities, &columns, rows, &end)?;
        self.client.write_all(&out).await.map_err(End::Client)
    }
}

/// The statement in `SHOW PROXY ROUTE FOR statement`, which the proxy answers itself.
pub(super) fn asks_for_route<'a>(class: &Class, text: &'a [u8]) -> Option<&'a [u8]> {
    if !matches!(class.kind, Kind::Show | Kind::Unknown) {
        return None;
    }
    let mut rest = text;
    for word in ["show", "proxy", "route", "for"] {
        let (first, behind) = rest.trim_ascii_start().split_at_checked(word.len())?;
        if !first.eq_ignore_ascii_case(word.as_bytes()) || !behind.first()?.is_ascii_whitespace() {
            return None;
        }
        rest = behind;
    }
    Some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_question_for_a_route() {
        let ask = |text: &'static str| {
            let class = classify(text.as_bytes(), &Options::default());
            asks_for_route(&class, text.as_bytes())
        };
        assert_eq!(
            ask("SHOW PROXY ROUTE FOR SELECT 1"),
            Some(&b" SELECT 1"[..])
        );
        assert_eq!(
            ask("  show\tproxy  route for\nBEGIN"),
            Some(&b"\nBEGIN"[..])
        );
        for other in [
            "SHOW PROXY ROUTE",
            "SHOW TABLES",
            "SELECT 'show proxy route for x'",
            "SHOW PROXY ROUTE FORSELECT 1",
        ] {
            assert_eq!(ask(other), None, "{other}");
        }
    }
}
