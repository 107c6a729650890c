//! A raw client: it sends bytes, and keeps every byte that comes back.

mod channel;
mod login;
mod rows;

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;

use hyades_mysql::wire::capability::Capabilities;
use hyades_mysql::wire::ok::OkPacket;
use hyades_mysql::wire::packet::write_packet;
use hyades_mysql::wire::response::{Outcome, ResponseKind, ResponseReader};
use hyades_mysql::wire::session_state::Change;

pub(crate) use channel::Channel;
pub(crate) use login::{Login, Refused};
pub(crate) use rows::{Table, error, rows, tables};

/// A client that is logged in.
pub(crate) struct Client {
    channel: Channel,
    pub(crate) capabilities: Capabilities,
    /// What the greeting said.
    pub(crate) nonce: [u8; 20],
    pub(crate) server_version: Vec<u8>,
    /// The id that `KILL` takes.
    pub(crate) connection_id: u32,
    /// What has come and belongs to a later response.
    ahead: Vec<u8>,
    /// Whether the password was sent in full.
    pub(crate) full_authentication: bool,
    /// What the server is sent when it asks for a file.
    pub(crate) file: Vec<u8>,
    /// The current database, as reported last.
    pub(crate) schema: Vec<u8>,
}

impl Client {
    pub(crate) fn connect(address: SocketAddr, login: &Login) -> Result<Self, Refused> {
        login::log_in(Channel::tcp(address), login)
    }

    /// Over a connection that there is.
    pub(crate) fn over(stream: TcpStream, login: &Login) -> Result<Self, Refused> {
        login::log_in(Channel::Tcp(stream), login)
    }

    pub(crate) fn connect_unix(path: &Path, login: &Login) -> Result<Self, Refused> {
        login::log_in(Channel::unix(path), login)
    }

    /// Sends bytes as they are.
    pub(crate) fn send(&mut self, bytes: &[u8]) {
        self.channel.write_all(bytes).expect("sending");
    }

    /// The bytes of the next response; those so far if the connection breaks.
    pub(crate) fn receive(&mut self, kind: ResponseKind) -> Vec<u8> {
        let mut reader = ResponseReader::new(kind, self.capabilities);
        let mut received = Vec::new();
        while !reader.is_done() {
            let mut chunk = std::mem::take(&mut self.ahead);
            if chunk.is_empty() {
                chunk.resize(1 << 16, 0);
                match self.channel.read(&mut chunk) {
                    Ok(0) => return received,
                    Ok(length) => chunk.truncate(length),
                    Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => {
                        return received;
                    }
                    Err(error) => panic!("receiving after {received:02x?}: {error}"),
                }
            }
            let mut at = 0;
            while at < chunk.len() && !reader.is_done() {
                let step = reader.feed(&chunk[at..]).expect("a response");
                let consumed = step.consumed;
                if let Some(Outcome::Ok { ok, .. }) =
                    step.event.as_ref().map(|event| &event.outcome)
                {
                    self.schema = schema(ok).unwrap_or(std::mem::take(&mut self.schema));
                }
                let wants_file = step.event.and_then(|event| match event.outcome {
                    Outcome::LocalInfile(_) => event.header(),
                    _ => None,
                });
                at += consumed;
                if let Some(header) = wants_file {
                    self.send_file(header.sequence.wrapping_add(1));
                }
            }
            received.extend_from_slice(&chunk[..at]);
            self.ahead = chunk.split_off(at);
        }
        received
    }

    fn send_file(&mut self, sequence: u8) {
        let mut out = Vec::new();
        let mut sequence = sequence;
        for part in self.file.chunks(1000) {
            sequence = write_packet(&mut out, sequence, part);
        }
        write_packet(&mut out, sequence, b"");
        self.send(&out);
    }

    /// Sends a command and receives its response.
    pub(crate) fn command(&mut self, payload: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        write_packet(&mut out, 0, payload);
        self.send(&out);
        self.receive(ResponseKind::of(payload))
    }

    /// The payload of a `COM_QUERY`.
    pub(crate) fn query_payload(&self, sql: &[u8]) -> Vec<u8> {
        let mut payload = vec![3];
        if self.capabilities.contains(Capabilities::QUERY_ATTRIBUTES) {
            payload.extend_from_slice(&[0, 1]);
        }
        payload.extend_from_slice(sql);
        payload
    }

    pub(crate) fn query(&mut self, sql: &str) -> Vec<u8> {
        self.command(&self.query_payload(sql.as_bytes()))
    }

    /// Runs a statement that must not fail. Returns the rows of its last result.
    pub(crate) fn run(&mut self, sql: &str) -> Table {
        let response = self.query(sql);
        match self.try_tables(&response) {
            Ok(tables) => tables.into_iter().last().unwrap_or_default(),
            Err((code, message)) => panic!("{sql}: {code} {message}"),
        }
    }

    /// The code of the error that a statement fails with; 0 if it does not.
    pub(crate) fn fails(&mut self, sql: &str) -> u16 {
        let response = self.query(sql);
        self.try_tables(&response).err().map_or(0, |(code, _)| code)
    }

    pub(crate) fn try_tables(&self, response: &[u8]) -> Result<Vec<Table>, (u16, String)> {
        match error(response) {
            Some(error) => Err(error),
            None => Ok(tables(response, self.capabilities)),
        }
    }

    /// The first value of a statement's result.
    pub(crate) fn value(&mut self, sql: &str) -> Option<String> {
        let table = self.run(sql);
        table.first().and_then(|row| row.first()).cloned().flatten()
    }

    /// Whether the other side has closed the connection.
    pub(crate) fn is_closed(&mut self) -> bool {
        matches!(self.channel.read(&mut [0]), Ok(0) | Err(_))
    }
}

/// The database that a response says is the current one now.
fn schema(ok: &OkPacket<'_>) -> Option<Vec<u8>> {
    let entries = ok.session_state.entries().filter_map(Result::ok);
    let schemas = entries.filter_map(|entry| match entry.change() {
        Ok(Change::Schema(name)) => Some(name.to_vec()),
        _ => None,
    });
    schemas.last()
}
