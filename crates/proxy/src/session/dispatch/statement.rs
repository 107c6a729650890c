//! Commands of prepared statements.

use hyades_mysql::sql::{Flags, classify};
use hyades_mysql::wire::packet::write_packet;
use hyades_mysql::wire::response::ResponseKind;
use hyades_mysql::wire::status::Status;
use hyades_mysql::wire::stmt::{Execute, set_statement_id, statement_id};

use super::super::Session;
use super::super::end::End;
use super::super::input::{Command, Input};
use super::super::prepared::Statement;
use super::COMMAND;
use super::execute::{Prepares, Request, Run};
use crate::backend::put_close;
use crate::routing::Pin;

impl Session {
    /// `COM_STMT_PREPARE`: at the server that a statement of this kind would go to now.
    pub(super) async fn stmt_prepare(
        &mut self,
        command: Command,
        input: &mut Input,
    ) -> Result<(), End> {
        let command = self.whole(command, input).await?;
        let sql = command.payload().get(1..).unwrap_or_default();
        let class = classify(sql, &self.state.options);
        let decision = self.decide(&class, false);
        let text = self.frontend.texts.intern(sql, &self.state.carried);
        let id = self.statements.next_id();
        let run = Run {
            request: Request::Payload(command.payload()),
            kind: ResponseKind::Prepared,
            class: None,
            decision,
            prepares: Some(Prepares {
                id,
                number: text.number,
                is_diagnostic: class.flags.contains(Flags::DIAGNOSTICS),
            }),
        };
        let ended = self.run_command(run).await?;
        self.state.note_result(Status::default());
        if let Some(prepared) = ended.prepared {
            self.statements.add(Statement {
                text,
                class,
                parameters: prepared.parameters,
                types: Vec::new(),
                is_bound: false,
            });
        }
        Ok(())
    }

    /// `COM_STMT_EXECUTE`: wherever the statement belongs now.
    pub(super) async fn stmt_execute(
        &mut self,
        command: Command,
        input: &mut Input,
    ) -> Result<(), End> {
        let Some(id) = statement_id(command.payload()) else {
            return self.reply_unknown_statement(0).await;
        };
        let capabilities = self.capabilities;
        let command = self.whole(command, input).await?;
        let Some(statement) = self.statements.get_mut(id) else {
            return self.reply_unknown_statement(id).await;
        };
        let execute = Execute::parse(command.payload(), statement.parameters, capabilities)?;
        if execute.types_bound {
            statement.types = execute.types().map(|one| one.parameter_type).collect();
        }
        let (text, class) = (statement.text.clone(), statement.class);
        let (types, parameters) = (statement.types.clone(), statement.parameters);
        let stays = statement.is_bound || execute.asks_for_cursor();
        self.heed_settings(&class, &text.sql).await?;
        let decision = match stays {
            true => COMMAND,
            false => self.decide(&class, false),
        };
        let write = |out: &mut Vec<u8>, id: u32| {
            execute.write(out, id, &types);
        };
        let run = Run {
            request: Request::Prepared {
                text: &text,
                parameters,
                write: &write,
            },
            kind: ResponseKind::of(command.payload()),
            class: Some(&class),
            decision,
            prepares: None,
        };
        let ended = self.run_command(run).await?;
        if let Some(statement) = self.statements.get_mut(id) {
            statement.is_bound = ended.has_cursor;
        }
        self.note_bound();
        Ok(())
    }

    /// `COM_STMT_SEND_LONG_DATA`: the statement stays on the session's connection until it is
    /// executed. No response.
    pub(super) async fn stmt_send_long_data(
        &mut self,
        command: Command,
        input: &mut Input,
    ) -> Result<(), End> {
        let command = self.whole(command, input).await?;
        let id = statement_id(command.payload());
        let Some(statement) = id.and_then(|id| self.statements.get_mut(id)) else {
            return Ok(());
        };
        statement.is_bound = true;
        let text = statement.text.clone();
        self.pin(Pin::LongData);
        let payload = command.payload();
        let write = |out: &mut Vec<u8>, id: u32| {
            let mut payload = payload.to_vec();
            set_statement_id(&mut payload, id);
            write_packet(out, 0, &payload);
        };
        let run = Run {
            request: Request::Prepared {
                text: &text,
                parameters: 0,
                write: &write,
            },
            kind: ResponseKind::Nothing,
            class: None,
            decision: COMMAND,
            prepares: None,
        };
        self.run_command(run).await.map(drop)
    }

    /// `COM_STMT_CLOSE`. No response.
    pub(super) async fn stmt_close(&mut self, command: &Command) -> Result<(), End> {
        let id = statement_id(command.payload());
        let Some(statement) = id.and_then(|id| self.statements.remove(id)) else {
            return Ok(());
        };
        if statement.is_bound {
            // The server forgets the long data, or the cursor.
            let number = statement.text.number;
            for (_, conn) in &mut self.held {
                if let Some(id) = conn.prepared.remove(&number) {
                    let mut out = Vec::new();
                    put_close(&mut out, id);
                    conn.stream.write_all(&out).await.map_err(End::Server)?;
                }
            }
        }
        self.note_bound();
        Ok(())
    }

    /// `COM_STMT_RESET`: only what the server has of the statement needs it.
    pub(super) async fn stmt_reset(&mut self, command: &Command) -> Result<(), End> {
        let id = statement_id(command.payload()).unwrap_or_default();
        let Some(statement) = self.statements.get_mut(id) else {
            return self.reply_unknown_statement(id).await;
        };
        if !statement.is_bound {
            self.state.traces.counted_nothing(true);
            self.state.note_result(Status::default());
            return self.reply_ok(self.state.status).await;
        }
        statement.is_bound = false;
        self.run_bound(id, command, ResponseKind::Status).await?;
        self.note_bound();
        Ok(())
    }

    /// `COM_STMT_FETCH`: where the cursor is.
    pub(super) async fn stmt_fetch(&mut self, command: Command) -> Result<(), End> {
        let id = statement_id(command.payload()).unwrap_or_default();
        let is_bound = self.statements.get(id).map(|one| one.is_bound);
        match is_bound {
            None => return self.reply_unknown_statement(id).await,
            Some(false) => {
                let message = format!("The statement ({id}) has no open cursor.");
                return self.reply_err(1421, *b"HY000", &message).await;
            }
            Some(true) => {}
        }
        let status = self.run_bound(id, &command, ResponseKind::Rows).await?;
        if status.is_some_and(|status| status.contains(Status::LAST_ROW_SENT))
            && let Some(statement) = self.statements.get_mut(id)
        {
            statement.is_bound = false;
        }
        self.note_bound();
        Ok(())
    }

    /// Runs a command of a statement on the connection that has its state.
    async fn run_bound(
        &mut self,
        id: u32,
        command: &Command,
        kind: ResponseKind,
    ) -> Result<Option<Status>, End> {
        let Some(statement) = self.statements.get_mut(id) else {
            return Ok(None);
        };
        let text = statement.text.clone();
        let payload = command.payload();
        let write = |out: &mut Vec<u8>, id: u32| {
            let mut payload = payload.to_vec();
            set_statement_id(&mut payload, id);
            write_packet(out, 0, &payload);
        };
        let run = Run {
            request: Request::Prepared {
                text: &text,
                parameters: 0,
                write: &write,
            },
            kind,
            class: None,
            decision: COMMAND,
            prepares: None,
        };
        let ended = self.run_command(run).await?;
        Ok(ended.learned.status)
    }

    /// Ties the session to its connection as long as a statement has something there.
    pub(super) fn note_bound(&mut self) {
        if self.statements.any_bound() {
            self.pin(Pin::Cursor);
        } else {
            self.state.unpin(Pin::Cursor);
            self.state.unpin(Pin::LongData);
        }
    }
}
