//! What becomes of a command.

mod enter;
mod execute;
mod failed;
mod gateway;
mod long;
mod reply;
mod request;
mod statement;
mod watch;

use hyades_mysql::sql::{Class, classify};
use hyades_mysql::wire::capability::Capabilities;
use hyades_mysql::wire::command::Command as Code;
use hyades_mysql::wire::stmt::query_text;

pub(super) use execute::later_statements;
pub(super) use request::{Request, Run};

use super::Session;
use super::end::End;
use super::input::{Command, Input};
use super::kill::may_kill;
use crate::backend::{Key, character_sets, reset};
use crate::routing::{Decision, Pin, Target, Why, route};

/// Where a command of the protocol goes that is not a statement.
const COMMAND: Decision = Decision {
    target: Target::Home,
    why: Why::Command,
};

impl Session {
    /// Serves one command.
    pub(super) async fn dispatch(
        &mut self,
        command: Command,
        input: &mut Input,
    ) -> Result<(), End> {
        self.commands += 1;
        let code = command
            .payload()
            .first()
            .copied()
            .map_or(Code::Sleep, Code::from);
        let is_gateway = self.frontend.is_gateway();
        self.stays = self.asks_about_last(&command);
        if code != Code::Quit {
            match is_gateway {
                true => self.settle_home().await?,
                false => self.follow_home().await?,
            }
        }
        if is_gateway && !(self.statements.is_own() && gateway::is_of_statement(code)) {
            return self.dispatch_gateway(code, command, input).await;
        }
        match code {
            Code::Quit => Err(End::Quit),
            Code::Query => self.query(command, input).await,
            Code::StmtPrepare => self.stmt_prepare(command, input).await,
            Code::StmtExecute => self.stmt_execute(command, input).await,
            Code::StmtSendLongData => self.stmt_send_long_data(command, input).await,
            Code::StmtClose => self.stmt_close(&command).await,
            Code::StmtReset => self.stmt_reset(&command).await,
            Code::StmtFetch => self.stmt_fetch(command).await,
            Code::Ping if !self.state.is_tied() && self.state.traces.warnings() == 0 => {
                self.state.traces.counted_nothing(true, false);
                self.reply_ok().await
            }
            Code::ResetConnection => Box::pin(self.reset_connection()).await,
            Code::ChangeUser => Box::pin(self.change_user(&command)).await,
            Code::SetOption => {
                self.pin(Pin::Variable);
                let option = command.payload().get(1).copied();
                self.pass(command, input, None, COMMAND).await?;
                self.note_option(option);
                Ok(())
            }
            Code::RegisterReplica | Code::BinlogDump | Code::BinlogDumpGtid => {
                self.pin(Pin::Unknown);
                self.pass(command, input, None, COMMAND).await
            }
            _ => self.pass(command, input, None, COMMAND).await,
        }
    }

    /// A statement as text.
    async fn query(&mut self, command: Command, input: &mut Input) -> Result<(), End> {
        let text = query_text(command.payload(), self.capabilities)?;
        let class = classify(text, &self.state.options);
        if !command.is_long()
            && let Some(statement) = watch::asks_for_route(&class, text)
        {
            return self.reply_route(statement).await;
        }
        self.heed_settings(&class, text).await?;
        if may_kill(&class) && !command.is_long() && Box::pin(self.kill(&class, text)).await? {
            return Ok(());
        }
        let decision = self.decide(&class, command.is_long());
        self.pass(command, input, Some(class), decision).await
    }

    fn decide(&self, class: &Class, is_long: bool) -> Decision {
        if self.frontend.is_gateway() {
            return gateway::SERVER;
        }
        if is_long {
            return Decision {
                target: Target::Home,
                why: Why::TooLong,
            };
        }
        route(class, &self.state.facts(), &self.frontend.policy())
    }

    /// `COM_SET_OPTION` has changed a capability of the connection, which outlasts a reset.
    fn note_option(&mut self, option: Option<u8>) {
        let capabilities = match option {
            Some(0) => self.key.capabilities | Capabilities::MULTI_STATEMENTS,
            Some(1) => self
                .key
                .capabilities
                .without(Capabilities::MULTI_STATEMENTS),
            _ => return,
        };
        let key = Key {
            capabilities,
            ..(*self.key).clone()
        };
        self.key = self.frontend.intern(key);
        for (server, conn) in &mut self.held {
            if std::rc::Rc::ptr_eq(server, &self.home) {
                conn.key = self.key.clone();
            }
        }
    }

    /// The session begins anew, on the same connection.
    async fn reset_connection(&mut self) -> Result<(), End> {
        self.settle_home().await?;
        let home = self.home.clone();
        let mut conn = self.lease(&home).await?;
        reset(&mut conn).await?;
        self.statements.clear();
        self.variables.clear();
        self.state.renew(conn.carried.clone());
        for (name, value) in character_sets(&mut conn).await? {
            self.state.set_variable(&name, &value);
        }
        conn.carried = self.state.carried.clone();
        self.settle(home, conn).await?;
        self.reply_ok().await
    }
}
