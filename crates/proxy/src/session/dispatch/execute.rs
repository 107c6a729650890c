//! Running a command at a server.

use std::rc::Rc;

use hyades_mysql::sql::{Class, Flags};
use hyades_mysql::wire::packet::{Boundary, HEADER, split_packet, write_packet};
use hyades_mysql::wire::response::ResponseKind;

use super::super::Session;
use super::super::end::End;
use super::super::input::{Command, Input};
use super::super::relay::{Ended, Relay};
use super::failed::Failed;
use crate::backend::{Conn, QueryError, prepare, put_close, put_oldest_closed};
use crate::frontend::{Server, Text};
use crate::routing::{Decision, Target, Why};

/// What is sent to the server.
#[derive(Clone, Copy)]
pub(in crate::session) enum Request<'a> {
    /// These bytes, header included.
    Bytes(&'a [u8]),
    /// This payload.
    Payload(&'a [u8]),
    /// The execution of a statement that has to be prepared on the connection.
    Prepared {
        text: &'a Text,
        /// How many it has.
        parameters: u16,
        /// The whole command, with the id that the server knows the statement by.
        write: &'a dyn Fn(&mut Vec<u8>, u32),
    },
}

/// A command on its way.
#[derive(Clone, Copy)]
pub(in crate::session) struct Run<'a> {
    pub(in crate::session) request: Request<'a>,
    pub(in crate::session) kind: ResponseKind,
    pub(in crate::session) class: Option<&'a Class>,
    pub(in crate::session) decision: Decision,
    /// The id that the client gives the statement that this prepares, and its text's number.
    pub(in crate::session) prepares: Option<(u32, u64)>,
}

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
            return self.pass_long(command, input, class).await;
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
        let depends = run
            .class
            .is_some_and(|class| class.flags.contains(Flags::DIAGNOSTICS));
        if !depends {
            self.release_kept();
        }
        let mut tried = Vec::new();
        loop {
            let reader = match run.decision.target {
                Target::Home => None,
                Target::Reader => self.frontend.reader(&tried),
            };
            if reader.is_none()
                && self.kept_for_diagnostics(depends).is_none()
                && let Err(end) = self.await_home().await
            {
                return self.survive(Failed::Unsent(end), &run).await;
            }
            let (server, why) = match (reader, run.decision.target) {
                (Some(server), _) => (server, run.decision.why),
                (None, Target::Home) => (self.home.clone(), run.decision.why),
                (None, Target::Reader) => (self.home.clone(), Why::NoReplica),
            };
            let server = match self.kept_for_diagnostics(depends) {
                Some(kept) => kept,
                None => server,
            };
            match self.run_at(&server, &run, why).await {
                Ok(ended) => return Ok(ended),
                Err(Failed::End(end)) => return Err(end),
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

    /// The server whose last statement the next one asks about.
    fn kept_for_diagnostics(&self, depends: bool) -> Option<Rc<Server>> {
        let last = (self.id, self.commands - 1);
        let mut held = self.held.iter().filter(|_| depends);
        held.find(|(_, conn)| conn.used_by == last)
            .map(|(server, _)| server.clone())
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
        let is_spare = conn.is_reused && !is_tied;
        self.sending(server, subject.as_ref(), why);
        let result = match self.run_on(server, conn, run).await {
            // The server may have closed an idle connection in this moment.
            Err(failed) if is_spare && failed.is_repeatable(run) => {
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
        server.busy.set(server.busy.get() + 1);
        let result = self.exchange(&mut conn, run).await;
        server.busy.set(server.busy.get() - 1);
        let ended = result?;
        server.health.heard();
        if is_home {
            self.state.learn(run.class, &ended.learned);
            self.note_traces(run);
        }
        if let Some(status) = ended.learned.status {
            conn.status = status;
        }
        if is_home && !Rc::ptr_eq(&conn.carried, &self.state.carried) {
            // What the session has just changed, it has changed on this connection.
            conn.carried = self.state.carried.clone();
        }
        if let (Some((_, number)), Some(prepared)) = (run.prepares, &ended.prepared)
            && let Some(old) = conn.prepared.insert(number, prepared.statement_id)
        {
            let mut out = Vec::new();
            put_close(&mut out, old);
            conn.stream
                .write_all(&out)
                .await
                .map_err(|error| Failed::End(End::Server(error)))?;
        }
        let keep = ended.learned.leaves_diagnostics()
            || run
                .class
                .is_some_and(|class| class.flags.contains(Flags::CALC_FOUND_ROWS));
        self.settle(server.clone(), conn, keep);
        Ok(ended)
    }

    /// Sends the command and passes the response on.
    async fn exchange(&mut self, conn: &mut Conn, run: &Run<'_>) -> Result<Ended, Failed> {
        match run.request {
            Request::Bytes(bytes) => conn.stream.write_all(bytes).await,
            Request::Payload(payload) => {
                let mut out = Vec::new();
                put_oldest_closed(&mut out, conn);
                write_packet(&mut out, 0, payload);
                conn.stream.write_all(&out).await
            }
            Request::Prepared { text, write, .. } => {
                let id = match conn.prepared.get(&text.number) {
                    Some(id) => *id,
                    None => match prepare(conn, text.number, &text.sql).await {
                        Ok(id) => id,
                        Err(QueryError::Refused(refused)) => {
                            return self.reply_refused(&refused).await.map_err(Failed::End);
                        }
                        Err(error) => return Err(Failed::Unsent(error.into())),
                    },
                };
                let mut out = Vec::new();
                write(&mut out, id);
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
            statement_id: run.prepares.map(|(id, _)| id),
            is_transparent: self.frontend.is_gateway(),
        };
        relay.run(conn).await.map_err(Failed::from)
    }

    /// Reads the rest of a command that is too long to look at on its way, but has to be looked at.
    /// Its payload is then in one piece.
    pub(super) async fn whole(
        &mut self,
        command: Command,
        input: &mut Input,
    ) -> Result<Command, End> {
        if !command.is_long() {
            return Ok(command);
        }
        let mut boundary = Boundary::new();
        let mut bytes = command.bytes().to_vec();
        let mut end = boundary.feed_packet(&bytes);
        while !boundary.is_at_packet() {
            let mut buffer = self.frontend.buffers().take();
            let read = self.client.read(&mut buffer).await.map_err(End::Client)?;
            if read == 0 {
                return Err(End::Quit);
            }
            bytes.extend_from_slice(&buffer[..read]);
            end += boundary.feed_packet(&bytes[end..]);
        }
        input.put_back(&bytes[end..]);
        bytes.truncate(end);
        Ok(Command::Whole(joined(&bytes)))
    }

    /// Passes on a command that is too long to keep.
    async fn pass_long(
        &mut self,
        command: Command,
        input: &mut Input,
        class: Option<Class>,
    ) -> Result<(), End> {
        self.release_kept();
        self.settle_home().await?;
        let home = self.home.clone();
        let subject = self.begun(&command, class.as_ref());
        let _pass = match self.admit(&home, subject.as_ref(), Why::TooLong) {
            Ok(pass) => pass,
            Err(rule) => {
                self.whole(command, input).await?;
                return self.reply_throttled(&rule).await.map(drop);
            }
        };
        let mut conn = self.lease(&home).await?;
        self.sending(&home, subject.as_ref(), Why::TooLong);
        let mut boundary = Boundary::new();
        let mut bytes = command.bytes().to_vec();
        let kind = ResponseKind::of(command.payload());
        drop(command);
        loop {
            let length = boundary.feed_packet(&bytes);
            conn.stream
                .write_all(&bytes[..length])
                .await
                .map_err(End::Server)?;
            if boundary.is_at_packet() {
                input.put_back(&bytes[length..]);
                break;
            }
            let mut buffer = self.frontend.buffers().take();
            let read = self.client.read(&mut buffer).await.map_err(End::Client)?;
            if read == 0 {
                return Err(End::Quit);
            }
            bytes.clear();
            bytes.extend_from_slice(&buffer[..read]);
        }
        let run = Run {
            request: Request::Bytes(&[]),
            kind,
            class: class.as_ref(),
            decision: Decision {
                target: Target::Home,
                why: Why::TooLong,
            },
            prepares: None,
        };
        let result = self.exchange(&mut conn, &run).await;
        self.sent(subject.as_ref(), &result);
        let ended = result.map_err(Failed::into_end)?;
        self.state.learn(class.as_ref(), &ended.learned);
        if let Some(status) = ended.learned.status {
            conn.status = status;
        }
        conn.carried = self.state.carried.clone();
        let keep = ended.learned.leaves_diagnostics();
        self.settle(home, conn, keep);
        Ok(())
    }
}

/// One header, and the payload that several packets have.
fn joined(bytes: &[u8]) -> Vec<u8> {
    let mut joined = vec![0; HEADER];
    joined.reserve(bytes.len());
    let mut rest = bytes;
    while let Some((_, payload, after)) = split_packet(rest) {
        joined.extend_from_slice(payload);
        rest = after;
    }
    joined
}
