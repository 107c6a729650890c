//! Two clients that do the same.

use std::collections::VecDeque;

use hyades_mysql::wire::capability::Capabilities;
use hyades_mysql::wire::packet::write_packet;
use hyades_mysql::wire::response::ResponseKind;

use super::normal::normal;
use crate::client::{Client, Login, error};
use crate::world::{Through, World};

/// How much of the past a failure shows.
const REMEMBERED: usize = 80;

/// A direct client and one of the proxy.
pub(crate) struct Pair {
    pub(crate) direct: Client,
    pub(crate) proxied: Client,
    pub(crate) login: Login,
    /// Its sessions have begun anew.
    pub(crate) was_reset: bool,
    seed: u64,
    steps: usize,
    over: bool,
    /// The database that both have reported last.
    schema: Vec<u8>,
    past: VecDeque<String>,
    /// Statements that are prepared: their ids here and there, and their parameters.
    pub(crate) statements: Vec<Prepared>,
}

/// A statement that both clients have prepared.
#[derive(Debug, Clone)]
pub(crate) struct Prepared {
    pub(crate) direct: u32,
    pub(crate) proxied: u32,
    pub(crate) parameters: u16,
    /// It makes a table.
    pub(crate) is_definition: bool,
    /// A parameter of it is compared with a number.
    pub(crate) is_number: bool,
    /// It has been executed, so types are known.
    pub(crate) executed: bool,
    /// It has been executed with a cursor, and always is from then on: MySQL leaves out the rows if
    /// it is executed without one later, and its response has no end.
    pub(crate) cursor: bool,
}

impl Pair {
    pub(crate) fn connect(world: &World, through: Through, login: &Login, seed: u64) -> Self {
        let direct = Client::connect(world.reference.address, login);
        let proxied = Client::connect(world.proxy(through), login);
        let (direct, proxied) = match (direct, proxied) {
            (Ok(direct), Ok(proxied)) => (direct, proxied),
            (direct, proxied) => panic!("{login:?}: {:?} {:?}", direct.err(), proxied.err()),
        };
        assert_eq!(direct.server_version, proxied.server_version);
        assert_eq!(direct.capabilities, proxied.capabilities);
        Self {
            direct,
            proxied,
            login: login.clone(),
            was_reset: false,
            seed,
            steps: 0,
            over: false,
            schema: login.database.clone(),
            past: VecDeque::new(),
            statements: Vec::new(),
        }
    }

    pub(crate) fn capabilities(&self) -> Capabilities {
        self.direct.capabilities
    }

    pub(crate) const fn steps(&self) -> usize {
        self.steps
    }

    /// Whether the connections are closed, as they have to be after some errors.
    pub(crate) const fn is_over(&self) -> bool {
        self.over
    }

    /// The connections are closed.
    pub(crate) const fn end(&mut self) {
        self.over = true;
    }

    /// Remembers what is done, for those who look at a failure.
    pub(crate) fn note(&mut self, what: impl Into<String>) {
        self.steps += 1;
        if self.past.len() == REMEMBERED {
            self.past.pop_front();
        }
        let mut what = what.into();
        what.truncate(what.floor_char_boundary(300));
        self.past.push_back(what);
    }

    /// Runs a statement at both.
    pub(crate) fn query(&mut self, sql: &[u8]) -> Vec<u8> {
        self.note(String::from_utf8_lossy(sql));
        let payload = self.direct.query_payload(sql);
        self.exchange(&payload)
    }

    /// Runs a statement that must not fail.
    pub(crate) fn run(&mut self, sql: &str) {
        let response = self.query(sql.as_bytes());
        if let Some(error) = error(&response) {
            panic!("{sql}: {error:?}");
        }
    }

    /// Sends a command to both.
    pub(crate) fn command(&mut self, what: &str, payload: &[u8]) -> Vec<u8> {
        self.note(format!(
            "{what} {:02x?}",
            &payload[..payload.len().min(100)]
        ));
        self.exchange(payload)
    }

    fn exchange(&mut self, payload: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        write_packet(&mut out, 0, payload);
        self.direct.send(&out);
        self.proxied.send(&out);
        self.compare(ResponseKind::of(payload))
    }

    /// Receives a response at both and compares.
    pub(crate) fn compare(&mut self, kind: ResponseKind) -> Vec<u8> {
        let direct = self.direct.receive(kind);
        let proxied = self.proxied.receive(kind);
        self.same(&direct, &proxied);
        self.over |= direct.is_empty() && kind != ResponseKind::Nothing;
        direct
    }

    /// Panics unless both are the same.
    pub(crate) fn same(&mut self, direct: &[u8], proxied: &[u8]) {
        let schema = std::mem::replace(&mut self.schema, self.direct.schema.clone());
        if direct == proxied {
            return;
        }
        let direct = &normal(direct, self.capabilities(), &schema)[..];
        let proxied = &normal(proxied, self.capabilities(), &schema)[..];
        if direct == proxied {
            return;
        }
        let at = direct
            .iter()
            .zip(proxied)
            .take_while(|(a, b)| a == b)
            .count();
        panic!(
            "responses differ at {at}\ndirect: {} {}\nproxied: {} {}",
            direct.len(),
            excerpt(direct, at),
            proxied.len(),
            excerpt(proxied, at),
        );
    }
}

/// Whoever looks at a failure wants to know what led to it.
impl Drop for Pair {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!(
                "seed {}: {:?} {:?}\n{}",
                self.seed,
                self.login.capabilities,
                (self.login.tls, self.login.collation),
                self.past.make_contiguous().join("\n"),
            );
        }
    }
}

fn excerpt(bytes: &[u8], at: usize) -> String {
    let from = at.saturating_sub(if at < 400 { 400 } else { 60 });
    let part = &bytes[from..bytes.len().min(at + 100)];
    part.escape_ascii().to_string()
}
