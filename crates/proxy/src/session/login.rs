//! A client's login.

mod enter;

use std::io;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::Duration;

use hyades_mysql::wire::caching_sha2::FAST_AUTH_OK;
use hyades_mysql::wire::capability::Capabilities;
use hyades_mysql::wire::handshake::{
    CACHING_SHA2_PASSWORD, HandshakeV10, Nonce, write_auth_more_data,
};
use hyades_mysql::wire::ok::{Ends, OkPacket};
use hyades_mysql::wire::status::Status;
use rand::RngExt;

use super::Session;
use super::learn::is_for_clients;
use super::state::State;
use crate::auth::{Accept, Refused, greet};
use crate::backend::Key;
use crate::frontend::{Frontend, Server, SessionId};
use crate::net::{Socket, Stream};
use crate::reactor::timeout;

pub(super) use enter::{Entry, enter};

/// How long a client may take to log in, what MySQL's `connect_timeout` is.
pub(super) const LIMIT: Duration = Duration::from_secs(10);
/// How long a client waits for the first look at a server.
const FIRST_LOOK: Duration = Duration::from_secs(3);
const PATIENCE: Duration = Duration::from_millis(10);

/// Serves a client until it leaves.
pub(crate) async fn serve(frontend: Rc<Frontend>, client: std::net::TcpStream, peer: SocketAddr) {
    let core = frontend.core().clone();
    let logging_in = async {
        let mut client = Stream::new(&core, Socket::accepted(client)?)?;
        log_in(frontend, &mut client, peer)
            .await
            .map(|ready| ready.map(|ready| (client, ready)))
    };
    // A client that does not log in in time, or breaks the protocol before it has, is just closed.
    let logging_in = timeout(&core, LIMIT, logging_in);
    if let Ok(Ok(Some((client, ready)))) = Box::pin(logging_in).await {
        ready.into_session(client).run().await;
    }
}

/// Everything that a session needs besides the client.
struct Ready {
    frontend: Rc<Frontend>,
    connection: SessionId,
    capabilities: Capabilities,
    key: Rc<Key>,
    home: Rc<Server>,
    state: State,
}

impl Ready {
    fn into_session(self, client: Stream) -> Session {
        let Self {
            frontend,
            connection,
            capabilities,
            key,
            home,
            state,
        } = self;
        Session::new(
            frontend,
            (client, Some(connection)),
            capabilities,
            key,
            home,
            state,
        )
    }
}

/// `None` when the client was told why not.
async fn log_in(
    frontend: Rc<Frontend>,
    client: &mut Stream,
    peer: SocketAddr,
) -> io::Result<Option<Ready>> {
    let core = frontend.core().clone();
    let waiting = async {
        while frontend.shared.facts.get().is_none() {
            core.sleep(PATIENCE).await;
        }
    };
    let _ = timeout(&core, FIRST_LOOK, waiting).await;
    let shared = frontend.shared.clone();
    let Some(facts) = shared.facts.get() else {
        refuse(client, 0, &unreachable()).await?;
        return Ok(None);
    };
    let offered = Frontend::capabilities(facts.capabilities);
    let connection = frontend.next_connection_id();
    let greeting = HandshakeV10 {
        server_version: &facts.version,
        connection_id: connection.get(),
        nonce: nonce(),
        capabilities: offered,
        collation: facts.collation,
        status: Frontend::first_status(),
        plugin: CACHING_SHA2_PASSWORD,
    };
    let accept = Accept {
        core: &core,
        credentials: &shared.credentials,
        key: &shared.key,
        tls: frontend.tls().map(|tls| tls.server),
    };
    let mut login = greet(accept, client, &greeting).await?;
    let entered = enter(&frontend, &mut login, peer.ip()).await?;
    let sequence = login.sequence();
    let hello = login.into_hello();
    let entry = match entered {
        Ok(entry) => entry,
        Err(refused) => {
            refuse(client, sequence, &refused).await?;
            return Ok(None);
        }
    };
    let capabilities = hello.capabilities;
    let mut out = Vec::new();
    let status = put_welcome(&mut out, &entry, sequence, capabilities)?;
    client.write_all(&out).await?;
    let state = State::new(&hello.database, status, hello.collation);
    entry.home.pool.release(entry.conn);
    Ok(Some(Ready {
        frontend,
        connection,
        capabilities,
        key: entry.key,
        home: entry.home,
        state,
    }))
}

/// Appends what a client is told that is let in. Returns its session's status.
pub(super) fn put_welcome(
    out: &mut Vec<u8>,
    entry: &Entry,
    mut sequence: u8,
    capabilities: Capabilities,
) -> io::Result<Status> {
    if entry.is_quick && !entry.key.password.is_empty() {
        sequence = write_auth_more_data(out, sequence, &[FAST_AUTH_OK]);
    }
    let ok = OkPacket::parse(&entry.ok, entry.conn.capabilities).unwrap_or_default();
    ok.write_filtered(out, sequence, capabilities, Ends::Command, is_for_clients)
        .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
    Ok(ok.status.without(Status::SESSION_STATE_CHANGED))
}

/// Random bytes such as MySQL's: neither NUL nor `$` nor above 127.
pub(super) fn nonce() -> Nonce {
    let mut rng = rand::rng();
    std::array::from_fn(|_| {
        loop {
            let byte = rng.random_range(1..128);
            if byte != b'$' {
                return byte;
            }
        }
    })
}

pub(super) async fn refuse(client: &mut Stream, sequence: u8, refused: &Refused) -> io::Result<()> {
    let mut out = Vec::new();
    refused.packet().write(&mut out, sequence);
    client.write_all(&out).await?;
    client.shutdown().await;
    Ok(())
}

/// No server answers.
pub(crate) fn unreachable() -> Refused {
    Refused::new(1053, *b"08S01", "no server of the proxy answers")
}
