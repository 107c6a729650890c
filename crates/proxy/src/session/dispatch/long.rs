//! Commands that are too long to keep.

use hyades_mysql::sql::{Class, Flags};
use hyades_mysql::wire::packet::{Boundary, HEADER, split_packet};
use hyades_mysql::wire::response::ResponseKind;

use super::super::Session;
use super::super::end::End;
use super::super::input::{Command, Input};
use super::failed::Failed;
use super::request::{Request, Run};
use crate::routing::{Decision, Pin, Target, Why};

impl Session {
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
    pub(super) async fn pass_long(
        &mut self,
        command: Command,
        input: &mut Input,
        class: Option<Class>,
    ) -> Result<(), End> {
        self.release_kept().await?;
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
        if let Some(class) = &class {
            self.bring_traces(&mut conn, class).await?;
        }
        self.sending(&home, subject.as_ref(), Why::TooLong);
        self.handle.goes_to(&home);
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
            class: None,
            decision: Decision {
                target: Target::Home,
                why: Why::TooLong,
            },
            prepares: None,
        };
        let result = self.exchange(&mut conn, &run, None).await;
        conn.is_struck |= self.handle.has_run();
        self.sent(subject.as_ref(), &result);
        let ended = result.map_err(Failed::into_end)?;
        self.take_in(&home, &mut conn, class.as_ref(), &ended);
        if class.is_some_and(|class| class.flags.contains(Flags::MULTI)) {
            self.pin(Pin::Unknown);
        }
        self.settle(home, conn).await
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
