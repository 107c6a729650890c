//! Commands on a gateway: everything goes to the one server, as it came.

use std::rc::Rc;

use hyades_mysql::sql::classify;
use hyades_mysql::wire::command::Command as Code;
use hyades_mysql::wire::response::ResponseKind;
use hyades_mysql::wire::stmt::{query_text, statement_id};

use super::super::Session;
use super::super::end::End;
use super::super::gateway::authenticate;
use super::super::input::{Command, Input};
use super::super::prepared::Statement;
use super::execute::{Request, Run};
use crate::net::pass_through;
use crate::routing::{Decision, Target, Why};

/// Where everything goes.
const SERVER: Decision = Decision {
    target: Target::Home,
    why: Why::Gateway,
};

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
                self.pass(command, input, Some(class), SERVER).await
            }
            Code::StmtPrepare => self.gateway_prepare(command, input).await,
            Code::StmtExecute => {
                let id = statement_id(command.payload()).unwrap_or_default();
                let class = self.statements.get_mut(id).map(|statement| statement.class);
                self.pass(command, input, class, SERVER).await
            }
            Code::StmtClose => {
                self.statements.remove(statement_id(command.payload()).unwrap_or_default());
                self.pass(command, input, None, SERVER).await
            }
            Code::ChangeUser => self.gateway_change_user(&command).await,
            Code::BinlogDump
            | Code::BinlogDumpGtid
            | Code::Clone
            | Code::SubscribeGroupReplicationStream => self.gateway_stream(&command).await,
            _ => self.pass(command, input, None, SERVER).await,
        }
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
                is_bound: false,
            };
            self.statements.put(prepared.statement_id, statement);
        }
        Ok(())
    }

    /// Client and server settle among themselves who the client is now.
    async fn gateway_change_user(&mut self, command: &Command) -> Result<(), End> {
        let server = self.home.clone();
        let mut conn = self.lease(&server).await?;
        conn.stream.write_all(command.bytes()).await.map_err(End::Server)?;
        let status = authenticate(&mut self.client, &mut conn.stream, self.capabilities).await;
        let status = status.map_err(End::Server)?.ok_or(End::Told)?;
        self.statements.clear();
        self.state.renew(Rc::default());
        self.state.status = status;
        conn.carried = self.state.carried.clone();
        self.settle(server, conn, true);
        Ok(())
    }

    /// What follows is not commands and responses any more.
    async fn gateway_stream(&mut self, command: &Command) -> Result<(), End> {
        let server = self.home.clone();
        let mut conn = self.lease(&server).await?;
        conn.stream.write_all(command.bytes()).await.map_err(End::Server)?;
        let buffers = self.frontend.buffers().clone();
        let passed = pass_through(&mut self.client, &mut conn.stream, &buffers).await;
        conn.stream.socket().reset_on_drop(false);
        passed.map_err(End::Server)?;
        Err(End::Told)
    }
}
