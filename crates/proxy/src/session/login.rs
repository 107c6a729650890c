//! A client's login.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::rc::Rc;
use std::time::Duration;

use hyades_mysql::wire::caching_sha2::FAST_AUTH_OK;
use hyades_mysql::wire::capability::Capabilities;
use hyades_mysql::wire::err::ErrPacket;
use hyades_mysql::wire::handshake::{
    CACHING_SHA2_PASSWORD, HandshakeV10, Nonce, write_auth_more_data,
};
use hyades_mysql::wire::ok::{Ends, OkPacket};
use hyades_mysql::wire::status::Status;
use rand::RngExt;

use super::Session;
use super::learn::is_for_clients;
use super::state::State;
use crate::auth::{Accept, Login, LoginError, Password, Refused, Welcome, greet};
use crate::backend::{AcquireError, Carried, Conn, Key};
use crate::frontend::{Frontend, Server, SessionId};
use crate::net::{Socket, Stream};
use crate::reactor::timeout;

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
    if let Ok(Ok(Some((client, ready)))) = timeout(&core, LIMIT, logging_in).await {
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

/// A server has let the user in.
pub(super) struct Entry {
    pub(super) home: Rc<Server>,
    pub(super) conn: Conn,
    pub(super) key: Rc<Key>,
    ok: Vec<u8>,
    /// The client has proven a password that was known.
    is_quick: bool,
}

pub(super) async fn enter(
    frontend: &Rc<Frontend>,
    login: &mut Login<'_>,
    peer: IpAddr,
) -> io::Result<Result<Entry, Refused>> {
    if let Some(password) = login.quick().await? {
        match enter_with(frontend, login, peer, &password, true).await {
            Ok(entry) => return Ok(Ok(entry)),
            // The password has been changed since. The client may have the new one.
            Err(refused) if refused.code == 1045 && !password.is_empty() => {
                frontend
                    .shared
                    .credentials
                    .forget(&login.hello.user, &password);
            }
            Err(refused) => return Ok(Err(refused)),
        }
    }
    let Some(password) = login.full().await? else {
        return Ok(Err(denied(&login.hello.user, peer)));
    };
    let entered = enter_with(frontend, login, peer, &password, false).await;
    if entered.is_ok() {
        frontend
            .shared
            .credentials
            .learn(&login.hello.user, &password);
    }
    Ok(entered)
}

/// Logs in to the session's home.
async fn enter_with(
    frontend: &Rc<Frontend>,
    login: &Login<'_>,
    peer: IpAddr,
    password: &Password,
    is_quick: bool,
) -> Result<Entry, Refused> {
    frontend.released().await;
    let home = frontend.home().ok_or_else(unreachable)?;
    let user = &login.hello.user;
    let source = home.health.narrow.has(user).then_some(peer);
    let entered = log_in_from(frontend, &home, login, (peer, source), password).await;
    let (conn, welcome) = match entered {
        // The account may be newer than what is known.
        Err(refused) if refused.code == 1045 && source.is_none() => {
            if let Some(monitor) = frontend.monitor_key() {
                home.health.narrow.ask_anew(&home.pool, monitor).await;
            }
            if !home.health.narrow.has(user) {
                return Err(refused);
            }
            log_in_from(frontend, &home, login, (peer, Some(peer)), password).await?
        }
        entered => entered?,
    };
    Ok(Entry {
        home,
        key: conn.key.clone(),
        conn,
        ok: welcome.ok,
        is_quick,
    })
}

/// Logs in to a server, which sees the client's address if there is one here.
async fn log_in_from(
    frontend: &Frontend,
    home: &Server,
    login: &Login<'_>,
    (peer, source): (IpAddr, Option<IpAddr>),
    password: &Password,
) -> Result<(Conn, Welcome), Refused> {
    let hello = &login.hello;
    let key = frontend.intern(Key {
        user: hello.user.clone(),
        password: password.clone(),
        source,
        capabilities: hello.capabilities.without(Capabilities::SSL) | Capabilities::SESSION_TRACK,
        collation: hello.collation,
        max_packet_size: hello.max_packet_size,
    });
    let wanted = Rc::new(Carried {
        database: hello.database.clone(),
        ..Carried::default()
    });
    match home.pool.connect(&key, &wanted).await {
        Ok(entered) => Ok(entered),
        Err(AcquireError::LogIn(LoginError::Refused(refused))) => {
            Err(with_address(refused, peer, home.endpoint().ip()))
        }
        Err(error) => {
            tracing::debug!(node = %home.node, %error, "cannot log a client in");
            Err(unreachable())
        }
    }
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
    let packet = ErrPacket {
        code: refused.code,
        sql_state: refused.sql_state,
        message: &refused.message,
    };
    let mut out = Vec::new();
    packet.write(&mut out, sequence);
    client.write_all(&out).await?;
    client.shutdown().await;
    Ok(())
}

pub(super) fn unreachable() -> Refused {
    Refused {
        code: 1053,
        sql_state: Some(*b"08S01"),
        message: b"no server of the proxy answers".to_vec(),
    }
}

fn denied(user: &[u8], peer: IpAddr) -> Refused {
    let mut message = b"Access denied for user '".to_vec();
    message.extend_from_slice(user);
    message.extend_from_slice(format!("'@'{peer}' (using password: YES)").as_bytes());
    Refused {
        code: 1045,
        sql_state: Some(*b"28000"),
        message,
    }
}

/// Names the client's address where the server has named the proxy's.
fn with_address(mut refused: Refused, peer: IpAddr, server: IpAddr) -> Refused {
    if matches!(refused.code, 1044 | 1045 | 1698 | 3118) {
        let mut text = String::from_utf8_lossy(&refused.message).into_owned();
        for proxy in ["localhost".to_owned(), server.to_string()] {
            text = text.replacen(&format!("'@'{proxy}'"), &format!("'@'{peer}'"), 1);
        }
        refused.message = text.into_bytes();
    }
    refused
}
