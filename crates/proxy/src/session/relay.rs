//! Passing a command on and its response back.

use std::io;

use hyades_mysql::wire::capability::Capabilities;
use hyades_mysql::wire::err::{ERR, ErrPacket};
use hyades_mysql::wire::ok::{Ends, OkPacket};
use hyades_mysql::wire::packet::{Boundary, HEADER, Header};
use hyades_mysql::wire::response::{Event, Outcome, ResponseReader};
use hyades_mysql::wire::session_state::Entry;
use hyades_mysql::wire::status::Status;

use super::end::End;
use super::learn::Learned;
use super::state::LASTING;
use crate::backend::Conn;
use crate::net::{Buffers, Stream};

/// `ER_STMT_HAS_NO_OPEN_CURSOR`, which names the statement's id.
const NO_CURSOR: u16 = 1421;

/// Where a response goes and what is made of it.
pub(super) struct Relay<'a> {
    pub(super) client: &'a mut Stream,
    pub(super) capabilities: Capabilities,
    pub(super) response: &'a mut ResponseReader,
    pub(super) buffers: &'a Buffers,
    /// The statement's id as the client is to see it.
    pub(super) statement_id: Option<u32>,
    /// The number of warnings that the client gets, where it is not about this command.
    pub(super) warnings: Option<u16>,
    /// What of the status is the session's, where the server knows nothing of its transaction.
    pub(super) lasting: Option<Status>,
    /// The changes of state that the client gets.
    pub(super) keep: fn(&Entry<'_>) -> bool,
    /// The client gets every byte of the server's.
    pub(super) is_transparent: bool,
}

/// What is changed about a response.
#[derive(Clone, Copy)]
struct Changes {
    capabilities: Capabilities,
    statement_id: Option<u32>,
    warnings: Option<u16>,
    lasting: Option<Status>,
    keep: fn(&Entry<'_>) -> bool,
}

/// What a response ended with.
#[derive(Debug, Default)]
pub(super) struct Ended {
    pub(super) learned: Learned,
    /// The response to a preparation, with the server's id.
    pub(super) prepared: Option<hyades_mysql::wire::stmt::StmtPrepareOk>,
    /// Rows wait to be fetched.
    pub(super) has_cursor: bool,
    /// An error that the connection does not remember.
    pub(super) is_forgotten: bool,
}

impl Relay<'_> {
    /// Passes a response on to its end.
    pub(super) async fn run(mut self, conn: &mut Conn) -> Result<Ended, Broken> {
        let mut ended = Ended::default();
        let mut passed_any = false;
        while !self.response.is_done() {
            conn.stream.readable().await;
            let chunk = match conn.stream.try_read_chunk(self.buffers) {
                Ok(None) => continue,
                Ok(Some(chunk)) if chunk.is_empty() => {
                    return Err(Broken::server(
                        passed_any,
                        io::ErrorKind::UnexpectedEof.into(),
                    ));
                }
                Ok(Some(chunk)) if self.client.takes_at_once() => chunk,
                Ok(Some(chunk)) => chunk.kept(self.buffers),
                Err(error) => return Err(Broken::server(passed_any, error)),
            };
            if !passed_any && conn.is_reused && is_farewell(&chunk) {
                return Err(Broken::Unread(io::ErrorKind::ConnectionAborted.into()));
            }
            passed_any = true;
            let infile = self.chunk(&chunk, &mut ended).await.map_err(Broken::End)?;
            if infile {
                drop(chunk);
                self.pass_file(conn).await.map_err(Broken::End)?;
            }
        }
        Ok(ended)
    }

    /// Passes a chunk on. Returns whether the server waits for a file.
    async fn chunk(&mut self, chunk: &[u8], ended: &mut Ended) -> Result<bool, End> {
        let mut at = 0;
        // How much of the chunk's beginning goes on as it is, as long as nothing is in `out`.
        let mut plain = 0;
        let mut out = Vec::new();
        let mut infile = false;
        let changes = Changes {
            capabilities: self.capabilities,
            statement_id: self.statement_id,
            warnings: self.warnings,
            lasting: self.lasting,
            keep: self.keep,
        };
        while at < chunk.len() {
            let step = self.response.feed(&chunk[at..])?;
            let changed = match &step.event {
                Some(event) => {
                    infile |= matches!(event.outcome, Outcome::LocalInfile(_));
                    note(event, self.capabilities, ended);
                    match self.is_transparent && self.statement_id.is_none() {
                        true => None,
                        false => changed(event, changes)?,
                    }
                }
                None => None,
            };
            let packet = step.event.map_or(&b""[..], |event| event.packet);
            if changed.is_none() && step.held.is_empty() && out.is_empty() {
                plain += step.passed.len() + packet.len();
            } else {
                if out.is_empty() {
                    out.extend_from_slice(&chunk[..plain]);
                }
                out.extend_from_slice(step.held);
                out.extend_from_slice(step.passed);
                out.extend_from_slice(changed.as_deref().unwrap_or(packet));
            }
            at += step.consumed;
        }
        let bytes = if out.is_empty() {
            &chunk[..plain]
        } else {
            &out
        };
        self.client.write_all(bytes).await.map_err(End::Client)?;
        Ok(infile)
    }

    /// Passes a file of the client on to the server: packets up to an empty one.
    async fn pass_file(&mut self, conn: &mut Conn) -> Result<(), End> {
        let mut tail = FileEnd::default();
        loop {
            self.client.readable().await;
            let mut buffer = self.buffers.take();
            let length = match self.client.try_read(&mut buffer).map_err(End::Client)? {
                None => continue,
                Some(0) => return Err(End::Client(io::ErrorKind::UnexpectedEof.into())),
                Some(length) => length,
            };
            let is_over = tail.feed(&buffer[..length]);
            conn.stream
                .write_all(&buffer[..length])
                .await
                .map_err(End::Server)?;
            if is_over {
                return Ok(());
            }
        }
    }
}

/// Looks for the empty packet that ends a file.
#[derive(Debug, Default)]
struct FileEnd {
    boundary: Boundary,
    header: Vec<u8>,
}

impl FileEnd {
    fn feed(&mut self, mut bytes: &[u8]) -> bool {
        while !bytes.is_empty() {
            if self.boundary.is_at_packet() || !self.header.is_empty() {
                let wanted = (HEADER - self.header.len()).min(bytes.len());
                self.header.extend_from_slice(&bytes[..wanted]);
                self.boundary.feed(&bytes[..wanted]);
                bytes = &bytes[wanted..];
                if let Some(header) = Header::peek(&self.header) {
                    self.header.clear();
                    if header.length == 0 {
                        return true;
                    }
                }
            } else {
                let length = self.boundary.feed_packet(bytes);
                bytes = &bytes[length..];
            }
        }
        false
    }
}

/// Why a response has not ended.
#[derive(Debug)]
pub(super) enum Broken {
    /// The server had closed the connection before it read the command.
    Unread(io::Error),
    /// The server's connection broke before any of the response came.
    Unanswered(io::Error),
    /// There is no way to go on.
    End(End),
}

impl Broken {
    fn server(answered: bool, error: io::Error) -> Self {
        if answered {
            Self::End(End::Server(error))
        } else {
            Self::Unanswered(error)
        }
    }
}

/// Whether this is what a server says when it closes a connection on which nothing has come for
/// long (`ER_CLIENT_INTERACTION_TIMEOUT`), rather than the answer to a command.
fn is_farewell(bytes: &[u8]) -> bool {
    let [low, high] = 4031_u16.to_le_bytes();
    bytes
        .get(HEADER..)
        .is_some_and(|payload| payload.starts_with(&[ERR, low, high]))
}

fn note(event: &Event<'_>, capabilities: Capabilities, ended: &mut Ended) {
    match &event.outcome {
        Outcome::Ok { ok, cursor, ends } => {
            ended.learned.ok(ok, *ends, event.rows);
            let has_state = capabilities.contains(Capabilities::DEPRECATE_EOF);
            ended.learned.ends_in_eof |= *ends == Ends::ResultSet && !has_state;
            ended.has_cursor |= cursor;
        }
        Outcome::Err(error) => ended.learned.err(error),
        Outcome::Prepared(prepared) => {
            ended.learned.warnings = prepared.warnings;
            ended.prepared = Some(*prepared);
        }
        _ => {}
    }
}

/// What the client gets in place of the event's packet; `None` if it gets that one.
fn changed(event: &Event<'_>, change: Changes) -> Result<Option<Vec<u8>>, End> {
    let sequence = event.header().map_or(0, |header| header.sequence);
    let mut out = Vec::new();
    match &event.outcome {
        Outcome::Ok { ok, ends, .. }
            if change.warnings.is_some()
                || change.lasting.is_some()
                || ok.status.contains(Status::SESSION_STATE_CHANGED) =>
        {
            let status = change.lasting.map(|own| ok.status.without(LASTING) | own);
            let ok = OkPacket {
                warnings: change.warnings.unwrap_or(ok.warnings),
                status: status.unwrap_or(ok.status),
                ..*ok
            };
            ok.write_filtered(&mut out, sequence, change.capabilities, *ends, change.keep)?;
            Ok(Some(out))
        }
        Outcome::Err(error) if error.code == NO_CURSOR => {
            let Some(statement_id) = change.statement_id else {
                return Ok(None);
            };
            let message = format!("The statement ({statement_id}) has no open cursor.");
            let error = ErrPacket {
                message: message.as_bytes(),
                ..*error
            };
            error.write(&mut out, sequence);
            Ok(Some(out))
        }
        Outcome::Prepared(prepared) => {
            let Some(statement_id) = change.statement_id else {
                return Ok(None);
            };
            let mut prepared = *prepared;
            prepared.statement_id = statement_id;
            prepared.write(&mut out, sequence, change.capabilities);
            Ok(Some(out))
        }
        _ => Ok(None),
    }
}
