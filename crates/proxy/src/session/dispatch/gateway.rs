//! Commands on a gateway: everything goes to the one server, as it came.

use std::rc::Rc;

use hyades_mysql::sql::{Class, classify};
use hyades_mysql::wire::command::Command as Code;
use hyades_mysql::wire::handshake::ChangeUser;
use hyades_mysql::wire::response::ResponseKind;
use hyades_mysql::wire::stmt::{Execute, query_text, statement_id};

use super::super::Session;
use super::super::end::End;
use super::super::gateway::authenticate;
use super::super::input::{Command, Input};
use super::super::overhear::Ear;
use super::super::prepared::Statement;
use super::request::{Request, Run};
use crate::backend::Key;
use crate::net::pass_through;
use crate::routing::{Decision, Target, Why};

/// Where everything goes.
pub(super) const SERVER: Decision = Decision {
    target: Target::Home,
    why: Why::Gateway,
};

/// Whether a command is about a statement that is, or is to be, prepared.
pub(super) fn is_of_statement(code: Code) -> bool {
    matches!(
        code,
        Code::StmtPrepare
            | Code::StmtExecute
            | Code::StmtSendLongData
            | Code::StmtClose
            | Code::StmtReset
            | Code::StmtFetch
    )
}

impl Session {
    /// Serves one command of a gateway's client.
    pub(super) async fn dispatch_gateway(
        &mut self,
        code: Code,
        command: Command,
        input: &mut Input,
    ) -> Result<(), End> {
        match code {
            Code::Quit => Err(End::Quit),
            Code::Query => {
                let text = query_text(command.payload(), self.capabilities)?;
                let class = classify(text, &self.state.options);
                self.pass_and_enter(code, command, input, Some(class)).await
            }
            Code::InitDb => self.pass_and_enter(code, command, input, None).await,
            Code::StmtPrepare => self.gateway_prepare(command, input).await,
            Code::StmtExecute => {
                let class = self.note_execution(command.payload());
                self.pass(command, input, class, SERVER).await
            }
            Code::StmtSendLongData | Code::StmtReset | Code::StmtClose => {
                self.note_of_statement(code, command.payload());
                self.pass(command, input, None, SERVER).await
            }
            Code::ResetConnection => {
                self.statements.clear();
                self.variables.clear();
                self.pass(command, input, None, SERVER).await?;
                self.state.renew(self.state.carried.clone());
                Ok(())
            }
            Code::ChangeUser => Box::pin(self.gateway_change_user(&command)).await,
            Code::BinlogDump
            | Code::BinlogDumpGtid
            | Code::Clone
            | Code::SubscribeGroupReplicationStream => {
                Box::pin(self.gateway_stream(&command)).await
            }
            _ => self.pass(command, input, None, SERVER).await,
        }
    }

    /// Notes what another server will have to know of a statement.
    fn note_execution(&mut self, payload: &[u8]) -> Option<Class> {
        let statement = self.statements.get_mut(statement_id(payload)?)?;
        let (class, was_bound) = (statement.class, statement.is_bound());
        let execute = Execute::parse(payload, statement.parameters, self.capabilities);
        if let Ok(execute) = &execute {
            if execute.types_bound {
                statement.types.clear();
                statement
                    .types
                    .extend(execute.types().map(|one| one.parameter_type));
            }
            statement.has_long_data = false;
            statement.has_cursor = execute.asks_for_cursor();
        }
        if statement.is_bound() || was_bound {
            self.note_bound();
        }
        Some(class)
    }

    /// The same of the other commands of statements.
    fn note_of_statement(&mut self, code: Code, payload: &[u8]) {
        let id = statement_id(payload).unwrap_or_default();
        match (code, self.statements.get_mut(id)) {
            (Code::StmtClose, _) => drop(self.statements.remove(id)),
            (_, Some(statement)) => {
                statement.has_long_data = code == Code::StmtSendLongData;
                statement.has_cursor = false;
            }
            (_, None) => {}
        }
        self.note_bound();
    }

    /// Prepares a statement; its text is kept under the server's own id.
    async fn gateway_prepare(&mut self, command: Command, input: &mut Input) -> Result<(), End> {
        let command = self.whole(command, input).await?;
        let sql = command.payload().get(1..).unwrap_or_default();
        let run = Run {
            request: Request::Payload(command.payload()),
            kind: ResponseKind::Prepared,
            class: None,
            decision: SERVER,
            prepares: None,
        };
        let ended = self.run_command(run).await?;
        if let Some(prepared) = ended.prepared {
            let statement = Statement {
                text: self.frontend.texts.intern(sql, &self.state.carried),
                class: classify(sql, &self.state.options),
                parameters: prepared.parameters,
                types: Vec::new(),
                has_long_data: false,
                is_spoilt: false,
                has_cursor: false,
                is_alone: false,
            };
            self.statements.put(prepared.statement_id, statement);
        }
        Ok(())
    }

    /// Client and server settle among themselves who the client is now.
    async fn gateway_change_user(&mut self, command: &Command) -> Result<(), End> {
        let server = self.home.clone();
        let mut conn = self.lease(&server).await?;
        conn.stream
            .write_all(command.bytes())
            .await
            .map_err(End::Server)?;
        let change = ChangeUser::parse(command.payload(), self.capabilities)?;
        let ear = Ear::new(&self.frontend, change.user, None);
        let entered =
            authenticate(&mut self.client, &mut conn.stream, self.capabilities, ear).await;
        let (status, password) = entered.map_err(End::Server)?.ok_or(End::Told)?;
        let relogin = self.relogin.take();
        self.relogin = relogin.zip(password).map(|(mut relogin, password)| {
            relogin.password = password;
            relogin
        });
        let key = Key {
            user: change.user.to_vec(),
            ..(*self.key).clone()
        };
        self.key = Rc::new(key);
        self.variables.clear();
        self.statements.clear();
        self.state.renew(Rc::default());
        self.state.status = status;
        conn.carried = self.state.carried.clone();
        self.settle(server, conn).await
    }

    /// What follows is not commands and responses any more.
    async fn gateway_stream(&mut self, command: &Command) -> Result<(), End> {
        let server = self.home.clone();
        let mut conn = self.lease(&server).await?;
        conn.stream
            .write_all(command.bytes())
            .await
            .map_err(End::Server)?;
        let buffers = self.frontend.buffers().clone();
        let passed = pass_through(&mut self.client, &mut conn.stream, &buffers).await;
        conn.stream.reset_on_drop(false);
        passed.map_err(End::Server)?;
        Err(End::Told)
    }
}
