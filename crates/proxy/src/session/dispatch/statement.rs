//! Commands of prepared statements.

use std::rc::Rc;

use hyades_mysql::sql::{Flags, Kind, classify};
use hyades_mysql::wire::command::Command as Code;
use hyades_mysql::wire::packet::write_packet;
use hyades_mysql::wire::response::ResponseKind;
use hyades_mysql::wire::status::Status;
use hyades_mysql::wire::stmt::{Execute, long_data_parameter, set_statement_id, statement_id};

use super::super::Session;
use super::super::end::End;
use super::super::input::{Command, Input};
use super::super::kill::may_kill;
use super::super::prepared::Statement;
use super::super::variables::writes_user_variables;
use super::COMMAND;
use super::request::{Prepares, Request, Run};
use crate::auth::Refused;
use crate::backend::put_close;
use crate::frontend::Text;
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
        if class.kind != Kind::Call && writes_user_variables(&class) {
            // To prepare it gives the variables their types.
            self.pin(Pin::UserVariable);
        }
        if self.state.has_pin(Pin::Collation) && !self.state.tracks_itself {
            // It is part of what the text means. A session that tracks its state stays on its connection, and would see
            // that something was asked.
            self.fetch_from_home().await?;
        }
        let mut text = self.frontend.texts.intern(sql, &self.state.carried);
        // The same text may have been prepared with other settings, and mean something else.
        let is_alone = self.has_settings_of_its_own();
        if is_alone {
            text = self.frontend.texts.alone(&text);
        }
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
                has_long_data: false,
                is_spoilt: false,
                has_cursor: false,
                is_alone,
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
        if execute.asks_for_cursor() {
            self.stand_alone(id);
        }
        let Some(statement) = self.statements.get(id) else {
            return self.reply_unknown_statement(id).await;
        };
        if statement.is_spoilt && !self.is_prepared_at_home(statement.text.number) {
            let message = "Incorrect arguments to mysql_stmt_precheck";
            let refused = Refused::new(1210, *b"HY000", message);
            return self.reply_own(refused).await.map(drop);
        }
        let (text, class) = (statement.text.clone(), statement.class);
        let (types, parameters) = (statement.types.clone(), statement.parameters);
        let stays = statement.is_bound() || execute.asks_for_cursor();
        self.heed_settings(&class, &text.sql).await?;
        if may_kill(&class) && Box::pin(self.kill(&class, &text.sql)).await? {
            return Ok(());
        }
        let decision = match stays {
            true => COMMAND,
            false => self.decide(&class, false),
        };
        let write = |out: &mut Vec<u8>, id: u32| {
            execute.write(out, id, &types);
        };
        let run = Run {
            request: Request::Prepared {
                id,
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
        // One that fails may leave all of it: MySQL refuses to execute a statement that has got parts of
        // a parameter that there is not, until it is reset.
        if let Some(statement) = self.statements.get_mut(id)
            && ended.learned.error.is_none()
        {
            statement.has_long_data = false;
            statement.has_cursor = ended.has_cursor;
        }
        self.note_bound();
        Ok(())
    }

    /// Whether the session's connection has settings that are not known.
    fn has_settings_of_its_own(&self) -> bool {
        let pins = [Pin::Variable, Pin::Collation, Pin::Unknown];
        self.state.tracks_itself || pins.iter().any(|pin| self.state.has_pin(*pin))
    }

    fn is_prepared_at_home(&self, number: u64) -> bool {
        let mut held = self.held.iter();
        held.any(|(server, conn)| {
            Rc::ptr_eq(server, &self.home) && conn.prepared.contains_key(&number)
        })
    }

    /// What servers are going to have of a statement must not be that of another one of the same text. On the
    /// session's own connections nothing has to be prepared anew for that.
    fn stand_alone(&mut self, id: u32) {
        let Some(statement) = self.statements.get_mut(id) else {
            return;
        };
        let before = statement.text.number;
        statement.stand_alone(&self.frontend.texts);
        let number = statement.text.number;
        for (_, conn) in &mut self.held {
            if before != number
                && let Some(id) = conn.prepared.remove(&before)
            {
                conn.prepared.insert(number, id);
            }
        }
    }

    /// `COM_STMT_SEND_LONG_DATA`: the statement stays on the session's connection until it is
    /// executed. No response.
    pub(super) async fn stmt_send_long_data(
        &mut self,
        command: Command,
        input: &mut Input,
    ) -> Result<(), End> {
        let command = self.whole(command, input).await?;
        let id = statement_id(command.payload()).unwrap_or_default();
        let parameter = long_data_parameter(command.payload());
        self.stand_alone(id);
        let Some(statement) = self.statements.get_mut(id) else {
            return Ok(());
        };
        statement.has_long_data = true;
        statement.is_spoilt |= parameter.is_some_and(|parameter| parameter >= statement.parameters);
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
                id,
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
        if statement.is_alone {
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

    /// `COM_STMT_RESET`: only what the server has of the statement needs it. A connection that the session is
    /// tied to is asked nevertheless, for what else the response says.
    pub(super) async fn stmt_reset(&mut self, command: &Command) -> Result<(), End> {
        let id = statement_id(command.payload()).unwrap_or_default();
        let Some(statement) = self.statements.get_mut(id) else {
            return self.reply_unknown_statement(id).await;
        };
        let text = statement.is_bound().then(|| statement.text.clone());
        statement.has_long_data = false;
        statement.is_spoilt = false;
        statement.has_cursor = false;
        self.state.traces.counted_anew();
        match text {
            Some(text) => drop(self.run_bound(&text, command, ResponseKind::Status).await?),
            None if self.state.is_tied() => self.ping().await?,
            None => self.reply_ok().await?,
        }
        self.note_bound();
        Ok(())
    }

    /// The answer to `COM_PING` is that to a command that does nothing.
    async fn ping(&mut self) -> Result<(), End> {
        let mut ping = Vec::new();
        write_packet(&mut ping, 0, &[Code::Ping.into()]);
        let run = Run {
            request: Request::Bytes(&ping),
            kind: ResponseKind::Status,
            class: None,
            decision: COMMAND,
            prepares: None,
        };
        self.run_command(run).await.map(drop)
    }

    /// `COM_STMT_FETCH`: where the cursor is.
    pub(super) async fn stmt_fetch(&mut self, command: Command) -> Result<(), End> {
        let id = statement_id(command.payload()).unwrap_or_default();
        let text = match self.statements.get(id) {
            None => return self.reply_unknown_statement(id).await,
            Some(statement) if !statement.has_cursor => {
                let message = format!("The statement ({id}) has no open cursor.");
                return self.reply_err(1421, *b"HY000", &message).await;
            }
            Some(statement) => statement.text.clone(),
        };
        let status = self.run_bound(&text, &command, ResponseKind::Rows).await?;
        if status.is_some_and(|status| status.contains(Status::LAST_ROW_SENT))
            && let Some(statement) = self.statements.get_mut(id)
        {
            statement.has_cursor = false;
        }
        self.note_bound();
        Ok(())
    }

    /// Runs a command of a statement on the connection that has its state.
    async fn run_bound(
        &mut self,
        text: &Rc<Text>,
        command: &Command,
        kind: ResponseKind,
    ) -> Result<Option<Status>, End> {
        let payload = command.payload();
        let write = |out: &mut Vec<u8>, id: u32| {
            let mut payload = payload.to_vec();
            set_statement_id(&mut payload, id);
            write_packet(out, 0, &payload);
        };
        let run = Run {
            request: Request::Prepared {
                id: statement_id(payload).unwrap_or_default(),
                text,
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
