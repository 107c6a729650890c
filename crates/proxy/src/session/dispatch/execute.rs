//! Running a command at a server.

use std::rc::Rc;

use hyades_mysql::sql::{Class, Flags, Kind, Lexer, Options, TokenKind, classify};
use hyades_mysql::wire::packet::write_packet;
use hyades_mysql::wire::response::ResponseKind;
use hyades_mysql::wire::status::Status;
use hyades_types::id::NodeId;

use super::super::Session;
use super::super::end::End;
use super::super::input::{Command, Input};
use super::super::kill::interrupted;
use super::super::learn::is_for_clients;
use super::super::relay::{Ended, Relay};
use super::super::traces::asks_about_last;
use super::failed::Failed;
use super::request::{Request, Run};
use crate::auth::Refused;
use crate::backend::{Conn, NOBODY, QueryError, prepare, put_close, put_oldest_closed};
use crate::frontend::Server;
use crate::routing::{Decision, Pin, Target, Why};

/// Statements of one text that are looked at.
const MANY: usize = 100;

impl Session {
    /// Passes a command on as it is.
    pub(super) async fn pass(
        &mut self,
        command: Command,
        input: &mut Input,
        class: Option<Class>,
        decision: Decision,
    ) -> Result<(), End> {
        if command.is_long() {
            return Box::pin(self.pass_long(command, input, class)).await;
        }
        let run = Run {
            request: Request::Bytes(command.bytes()),
            kind: ResponseKind::of(command.payload()),
            class: class.as_ref(),
            decision,
            prepares: None,
        };
        self.run_command(run).await.map(drop)
    }

    /// Runs a command where it belongs; a read moves on to another server if one does not answer.
    pub(super) async fn run_command(&mut self, run: Run<'_>) -> Result<Ended, End> {
        if run.class.is_some_and(|class| !asks_about_last(class)) {
            self.release_kept().await?;
        }
        if self.is_out_of_reach(&run) {
            return self.reply_refused(&out_of_reach()).await;
        }
        let mut tried = Vec::new();
        loop {
            let reader = match run.decision.target {
                Target::Home => None,
                Target::Reader => self.frontend.reader(&tried),
            };
            if reader.is_none()
                && self.kept_for(&run, &tried).is_none()
                && let Err(end) = self.await_home().await
            {
                return self.survive(Failed::Unsent(end), &run).await;
            }
            let (server, why) = match (reader, run.decision.target) {
                (Some(server), _) => (server, run.decision.why),
                (None, Target::Home) => (self.home.clone(), run.decision.why),
                (None, Target::Reader) => (self.home.clone(), Why::NoReplica),
            };
            let server = self.kept_for(&run, &tried).unwrap_or(server);
            match self.run_at(&server, &run, why).await {
                Ok(ended) => return Ok(ended),
                Err(Failed::End(end)) => return Err(end),
                Err(_) if self.handle.is_killed() => return Err(End::Killed),
                Err(failed) if Rc::ptr_eq(&server, &self.home) => {
                    return self.survive(failed, &run).await;
                }
                Err(failed) => {
                    tracing::debug!(node = %server.node, ?failed, "a read goes elsewhere");
                    tried.push(server.node.clone());
                }
            }
        }
    }

    /// The server that alone has what is asked about the last statement, apart from those that have failed.
    fn kept_for(&self, run: &Run<'_>, tried: &[NodeId]) -> Option<Rc<Server>> {
        let is_kept = |(server, conn): &&(Rc<Server>, Conn)| {
            self.has_traces(conn) && self.is_kept(conn) && !tried.contains(&server.node)
        };
        let found = match run.is_about_last() {
            true => self.held.iter().find(is_kept),
            false => None,
        };
        found.map(|(server, _)| server.clone())
    }

    /// Whether it is to set variables at the session's home to what only another connection has, and cannot be
    /// asked for without losing it.
    fn is_out_of_reach(&self, run: &Run<'_>) -> bool {
        let is_get = run
            .class
            .is_some_and(|class| class.kind == Kind::Diagnostics);
        let kept = if is_get {
            self.kept_for(run, &[])
        } else {
            None
        };
        kept.is_some_and(|server| !Rc::ptr_eq(&server, &self.home))
    }

    async fn run_at(
        &mut self,
        server: &Rc<Server>,
        run: &Run<'_>,
        why: Why,
    ) -> Result<Ended, Failed> {
        let subject = self.subject(run);
        let _pass = match self.admit(server, subject.as_ref(), why) {
            Ok(pass) => pass,
            Err(rule) => return self.reply_throttled(&rule).await.map_err(Failed::End),
        };
        if !self.catch_up(server, run.class).await {
            return Err(Failed::Unsent(End::Behind));
        }
        let is_tied = self.is_tied_to(server);
        let conn = self.lease(server).await.map_err(Failed::Unsent)?;
        if self.handle.take_interrupted() {
            self.settle(server.clone(), conn)
                .await
                .map_err(Failed::End)?;
            let told = self.reply_own(interrupted()).await;
            return told.map_err(Failed::End);
        }
        let is_spare = conn.is_reused && !is_tied;
        self.sending(server, subject.as_ref(), why);
        let result = match self.run_on(server, conn, run).await {
            // The server may have closed an idle connection in this moment.
            Err(failed) if is_spare && failed.is_repeatable(run) && !self.handle.is_killed() => {
                let conn = self.lease_new(server).await.map_err(Failed::Unsent)?;
                self.run_on(server, conn, run).await
            }
            result => result,
        };
        self.sent(subject.as_ref(), &result);
        result
    }

    async fn run_on(
        &mut self,
        server: &Rc<Server>,
        mut conn: Conn,
        run: &Run<'_>,
    ) -> Result<Ended, Failed> {
        let is_home = Rc::ptr_eq(server, &self.home);
        self.handle.goes_to(server);
        server.busy.set(server.busy.get() + 1);
        let lasting =
            (run.decision.why == Why::SplitRead && !is_home).then(|| self.state.lasting());
        let result = self.exchange(&mut conn, run, lasting).await;
        server.busy.set(server.busy.get() - 1);
        conn.is_struck |= self.handle.has_run();
        let ended = match result {
            // Whoever kills the session has the server close this connection first.
            Err(_) if conn.is_struck => return Err(Failed::End(End::Killed)),
            result => result?,
        };
        server.health.heard();
        let later = match run.class {
            Some(class) if class.flags.contains(Flags::MULTI) => self.later_statements(run),
            _ => Vec::new(),
        };
        self.take_in(server, &mut conn, run.class, &ended);
        if is_home {
            self.state
                .learn_later(&later, ended.learned.error.is_some());
            self.note_found(&mut conn, run.class, &later, &ended.learned);
        }
        if run.counts_warnings() && ended.learned.error.is_none() {
            let elsewhere = !self.has_traces(&conn);
            let ends_in_eof = ended.learned.ends_in_rows;
            self.state.traces.counted_nothing(elsewhere, ends_in_eof);
        }
        if run.class.is_none() && !run.keeps_diagnostics(&ended.learned) {
            let elsewhere = !self.has_traces(&conn);
            let traces = &mut self.state.traces;
            if traces.replaced(self.commands, &ended.learned, elsewhere) {
                conn.used_by = (self.id, self.commands);
            }
        }
        if run.warns() && ended.learned.error.is_none() {
            self.state.traces.warned(self.commands);
            conn.used_by = (self.id, self.commands);
        }
        if ended.is_forgotten {
            self.lose_diagnostics(&mut conn, false);
        }
        if ended.has_cursor {
            // Before the connection goes to others.
            self.pin(Pin::Cursor);
        }
        if is_home {
            self.note_traces(run);
        }
        if let (Some(prepares), Some(prepared)) = (run.prepares, &ended.prepared)
            && let Some(old) = conn.prepared.insert(prepares.number, prepared.statement_id)
        {
            let mut out = Vec::new();
            put_close(&mut out, old);
            conn.stream
                .write_all(&out)
                .await
                .map_err(|error| Failed::End(End::Server(error)))?;
        }
        let settled = self.settle(server.clone(), conn).await;
        settled.map_err(Failed::End)?;
        Ok(ended)
    }

    /// The statements behind the first one of a text.
    fn later_statements(&mut self, run: &Run<'_>) -> Vec<Class> {
        let later = self
            .statement_text(run)
            .and_then(|text| later_statements(&text, &self.state.options));
        later.unwrap_or_else(|| {
            self.pin(Pin::Unknown);
            Vec::new()
        })
    }

    /// Takes in what a response has said of the session and the connection.
    pub(super) fn take_in(
        &mut self,
        server: &Rc<Server>,
        conn: &mut Conn,
        class: Option<&Class>,
        ended: &Ended,
    ) {
        let is_home = Rc::ptr_eq(server, &self.home);
        if let Some(class) = class {
            self.state
                .traces
                .learn(self.commands, class, &ended.learned);
            conn.used_by = (self.id, self.commands);
            if self.state.traces.found_by() == self.commands {
                conn.found_by = conn.used_by;
            }
        }
        if let Some(status) = ended.learned.status {
            conn.status = status;
        }
        if !is_home {
            self.state
                .note_result(ended.learned.status.unwrap_or_default());
            return;
        }
        self.state.learn(class, &ended.learned);
        if self.state.has_pin(Pin::LastInsertId) {
            conn.last_insert_id = None;
        }
        if !Rc::ptr_eq(&conn.carried, &self.state.carried) {
            // What the session has just changed, it has changed on this connection.
            conn.carried = self.state.carried.clone();
        }
    }

    /// Sends the command and passes the response on.
    pub(super) async fn exchange(
        &mut self,
        conn: &mut Conn,
        run: &Run<'_>,
        lasting: Option<Status>,
    ) -> Result<Ended, Failed> {
        let elsewhere = self.state.traces.is_uncounted() || !self.has_traces(conn);
        let warnings = match run.counts_warnings() && elsewhere {
            true => Some(self.warnings().await.map_err(Failed::End)?),
            false => None,
        };
        match run.request {
            Request::Bytes(bytes) => {
                self.prime(conn, run).await?;
                if run.adds_diagnostics() && !self.frontend.is_gateway() && !self.has_traces(conn) {
                    let cleared = self.clear_diagnostics(conn).await;
                    cleared.map_err(|error| Failed::Unsent(error.into()))?;
                }
                self.handle.runs(conn.thread);
                conn.stream.write_all(bytes).await
            }
            Request::Payload(payload) => {
                let mut out = Vec::new();
                put_oldest_closed(&mut out, conn);
                write_packet(&mut out, 0, payload);
                self.handle.runs(conn.thread);
                conn.stream.write_all(&out).await
            }
            Request::Prepared { text, write, .. } => {
                let known = conn.prepared.get(&text.number).copied();
                if known.is_none()
                    && self.state.has_pin(Pin::Collation)
                    && conn.is_read_otherwise(&text.carried)
                {
                    // Preparing it changes what nobody could put back.
                    let fetched = self.fetch_rest(conn).await;
                    fetched.map_err(|error| Failed::Unsent(error.into()))?;
                }
                let id = match known {
                    Some(id) => id,
                    None => match prepare(conn, text.number, &text.sql, &text.carried).await {
                        Ok(prepared) => {
                            if run.class.is_none() {
                                self.lose_diagnostics(conn, prepared.warnings > 0);
                            }
                            prepared.statement_id
                        }
                        // Executing it will fail in the same way.
                        Err(QueryError::Refused(_)) if run.kind == ResponseKind::Nothing => {
                            return Ok(Ended::default());
                        }
                        Err(QueryError::Refused(refused)) => {
                            let told = self.reply_own(refused).await;
                            let mut ended = told.map_err(Failed::End)?;
                            // Another statement may have come after it, which has put the state back.
                            ended.is_forgotten = conn.used_by == NOBODY;
                            return Ok(ended);
                        }
                        Err(error) => return Err(Failed::Unsent(error.into())),
                    },
                };
                self.prime(conn, run).await?;
                let mut out = Vec::new();
                write(&mut out, id);
                self.handle.runs(conn.thread);
                conn.stream.write_all(&out).await
            }
        }
        .map_err(|error| Failed::Unsent(End::Server(error)))?;
        self.response.restart(run.kind, conn.capabilities);
        let relay = Relay {
            client: &mut self.client,
            capabilities: self.capabilities,
            response: &mut self.response,
            buffers: self.frontend.buffers(),
            statement_id: run.statement_id(),
            keep: match self.state.tracks_itself {
                true => |_| true,
                false => is_for_clients,
            },
            warnings,
            lasting,
            is_transparent: self.frontend.is_gateway(),
        };
        relay.run(conn).await.map_err(Failed::from)
    }

    /// Gives the connection what the statement may ask for.
    async fn prime(&mut self, conn: &mut Conn, run: &Run<'_>) -> Result<(), Failed> {
        let Some(class) = run.class else {
            return Ok(());
        };
        let brought = self.bring_traces(conn, class).await;
        brought.map_err(|error| Failed::Unsent(error.into()))
    }
}

/// `ER_NOT_SUPPORTED_YET`
fn out_of_reach() -> Refused {
    let message = "GET DIAGNOSTICS is not supported about a read at a replica; SHOW WARNINGS is";
    Refused::new(1235, *b"42000", message)
}

/// What the statements behind the first one do; `None` if there are too many.
pub(in crate::session) fn later_statements(text: &[u8], options: &Options) -> Option<Vec<Class>> {
    let mut later = Vec::new();
    let mut lexer = Lexer::new(text, options);
    while let Some(token) = lexer.next_token() {
        if token.kind == TokenKind::Semicolon {
            let rest = text.get(token.start + 1..)?;
            later.push(classify(rest, options));
        }
    }
    (later.len() <= MANY).then_some(later)
}
