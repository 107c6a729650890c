//! A client of a gateway: it logs in to the server itself, and the gateway listens.
//!
//! Both sides of the connection use TLS or neither does, so that whatever the two say to each other
//! while the client logs in can go through as it is, and accounts that require TLS get it. What is
//! not MySQL's protocol at all is passed through without a look.

use std::io::{self, ErrorKind};
use std::net::IpAddr;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use hyades_mysql::wire::caching_sha2::{FAST_AUTH_OK, FULL_AUTH};
use hyades_mysql::wire::capability::Capabilities;
use hyades_mysql::wire::err::ERR;
use hyades_mysql::wire::handshake::{
    AuthPacket, CACHING_SHA2_PASSWORD, ClientHello, HandshakeResponse41, HandshakeV10, Nonce,
};
use hyades_mysql::wire::ok::OkPacket;
use hyades_mysql::wire::packet::{HEADER, Header, split_packet, write_packet};
use hyades_mysql::wire::status::Status;
use rustls::pki_types::ServerName;

use super::Session;
use super::overhear::Ear;
use super::relocate::Relogin;
use super::state::State;
use crate::auth::{self, LOCALHOST, LoginError, Password};
use crate::backend::{Key, Origin};
use crate::frontend::{Frontend, Server};
use crate::net::{Stream, pass_through, read_packet};
use crate::reactor::timeout;

/// How long a client may take to log in; servers allow 10 s.
const LIMIT: Duration = Duration::from_secs(15);
/// The longest greeting that is one.
const GREETING: usize = 1024;
/// The longest packet while a client logs in.
pub(super) const PACKET: usize = 96 * 1024;

/// How a login ends.
enum Login {
    /// The client is in.
    In(Entered),
    /// The server has refused the client, and has told it so.
    Refused,
    /// This is not MySQL's protocol.
    Opaque,
}

struct Entered {
    capabilities: Capabilities,
    status: Status,
    user: Vec<u8>,
    database: Vec<u8>,
    collation: u8,
    max_packet_size: u32,
    /// Connection attributes.
    attributes: Vec<u8>,
    password: Option<Password>,
}

/// Serves a client until it or its server is done.
pub(crate) async fn serve_gateway(
    frontend: Rc<Frontend>,
    mut client: Stream,
    peer: IpAddr,
    mut stream: Stream,
    server: Rc<Server>,
) {
    let core = frontend.core().clone();
    // Until it is closed in order, the end of this connection is a reset, which also discards what
    // was sent but has not left this host.
    stream.reset_on_drop(true);
    let logging_in = timeout(&core, LIMIT, log_in(&frontend, &mut client, &mut stream));
    match Box::pin(logging_in).await {
        Ok(Ok(Login::In(entered))) => {
            session(frontend, client, peer, stream, server, entered)
                .run()
                .await;
        }
        Ok(Ok(Login::Refused)) => client.shutdown().await,
        Ok(Ok(Login::Opaque)) => {
            // The end of a connection is no event of ours, however it comes.
            let _ = pass_through(&mut client, &mut stream, frontend.buffers()).await;
            stream.reset_on_drop(false);
        }
        Ok(Err(_)) | Err(_) => {}
    }
}

fn session(
    frontend: Rc<Frontend>,
    client: Stream,
    peer: IpAddr,
    stream: Stream,
    server: Rc<Server>,
    entered: Entered,
) -> Session {
    let Entered {
        password,
        attributes,
        ..
    } = entered;
    let relogin = password.map(|password| Relogin {
        password,
        attributes,
        peer,
    });
    let key = Rc::new(Key {
        user: entered.user,
        password: Arc::default(),
        origin: Origin::Anywhere,
        tls: false,
        capabilities: entered.capabilities,
        collation: entered.collation,
        max_packet_size: entered.max_packet_size,
    });
    let state = State::new(&entered.database, entered.status, entered.collation);
    let carried = state.carried.clone();
    let capabilities = entered.capabilities;
    let conn = server
        .pool
        .adopt(stream, capabilities, key.clone(), carried);
    let mut session = Session::new(
        frontend,
        (client, None),
        capabilities,
        key,
        server.clone(),
        state,
    );
    session.relogin = relogin.map(Box::new);
    session.held.push((server, conn));
    session
}

async fn log_in(
    frontend: &Frontend,
    client: &mut Stream,
    server: &mut Stream,
) -> io::Result<Login> {
    let bytes = greeting(server).await?;
    let payload = bytes.get(HEADER..).unwrap_or_default();
    let greeting = match HandshakeV10::parse(payload) {
        Ok(greeting) if is_packet(&bytes) => greeting,
        _ => {
            client.write_all(&bytes).await?;
            let is_error = is_packet(&bytes) && payload.first() == Some(&ERR);
            return Ok(if is_error {
                Login::Refused
            } else {
                Login::Opaque
            });
        }
    };
    let tls = frontend
        .tls()
        .filter(|_| greeting.capabilities.contains(Capabilities::SSL));
    let mut offered = Frontend::capabilities(greeting.capabilities);
    if tls.is_some() {
        offered = offered | Capabilities::SSL;
    }
    let mut out = Vec::new();
    let own = HandshakeV10 {
        capabilities: offered,
        ..greeting
    };
    own.write(&mut out);
    client.write_all(&out).await?;

    let (mut sequence, mut packet) = read_packet(client, PACKET).await?;
    if let ClientHello::Ssl(request) = ClientHello::parse(&packet).map_err(invalid)? {
        let tls = tls.ok_or_else(|| invalid("TLS is not offered"))?;
        let mut request = request;
        request.capabilities = request.capabilities.and(offered);
        out.clear();
        request.write(&mut out, sequence);
        server.write_all(&out).await?;
        client.accept_tls(tls.server, &[]).await?;
        server
            .connect_tls(tls.client, ServerName::IpAddress(LOCALHOST.into()))
            .await?;
        (sequence, packet) = read_packet(client, PACKET).await?;
    }
    let response = HandshakeResponse41::parse(&packet).map_err(invalid)?;
    let capabilities = response.capabilities.and(offered);
    let own = HandshakeResponse41 {
        capabilities,
        ..response
    };
    out.clear();
    own.write(&mut out, sequence);
    let is_usual = response.plugin == CACHING_SHA2_PASSWORD;
    let nonce = Some(greeting.nonce).filter(|_| is_usual);
    let mut ear = Ear::new(frontend, response.user, nonce);
    ear.proof(response.auth_response);
    let entered = if is_usual && client.is_encrypted() && !ear.knows() {
        // Asked before the server has seen the proof: it may be content with that.
        let sequence = ear.ask(client, sequence, response.auth_response).await?;
        server.write_all(&out).await?;
        log_in_with_password(
            client,
            server,
            capabilities,
            (sequence, greeting.nonce),
            ear,
        )
        .await?
    } else {
        server.write_all(&out).await?;
        authenticate(client, server, capabilities, ear).await?
    };
    let Some((status, password)) = entered else {
        return Ok(Login::Refused);
    };
    Ok(Login::In(Entered {
        capabilities,
        status,
        user: response.user.to_vec(),
        database: response.database.to_vec(),
        collation: response.collation,
        max_packet_size: response.max_packet_size,
        attributes: response.attributes.to_vec(),
        password,
    }))
}

/// The server has let a client in: the session's status, and the password if it is known.
type In = (Status, Option<Password>);

/// Passes on what client and server say until the server is content, or is not: then `None`.
pub(super) async fn authenticate(
    client: &mut Stream,
    server: &mut Stream,
    capabilities: Capabilities,
    mut ear: Ear<'_>,
) -> io::Result<Option<In>> {
    let mut out = Vec::new();
    loop {
        let (sequence, packet) = read_packet(server, PACKET).await?;
        out.clear();
        write_packet(&mut out, sequence, &packet);
        client.write_all(&out).await?;
        let said = AuthPacket::parse(&packet, capabilities).map_err(invalid)?;
        match said {
            AuthPacket::Ok(ok) => return Ok(Some((ok.status, ear.accepted()))),
            AuthPacket::Err(_) => return Ok(None),
            AuthPacket::MoreData([FAST_AUTH_OK]) => continue,
            _ => {}
        }
        let (sequence, packet) = read_packet(client, PACKET).await?;
        match said {
            AuthPacket::Switch(switch) => {
                let nonce = switch
                    .nonce()
                    .filter(|_| switch.plugin == CACHING_SHA2_PASSWORD);
                ear.switched(nonce);
                ear.proof(&packet);
            }
            AuthPacket::MoreData([FULL_AUTH]) if client.is_encrypted() => ear.clear(&packet),
            AuthPacket::MoreData([FULL_AUTH]) => {
                let request = (sequence, &packet[..]);
                if ear
                    .exchange_keys(client, server, capabilities, request)
                    .await?
                {
                    continue;
                }
            }
            _ => {}
        }
        out.clear();
        write_packet(&mut out, sequence, &packet);
        server.write_all(&out).await?;
    }
}

/// The same for a client that has said its password: the gateway answers what the server asks.
async fn log_in_with_password(
    client: &mut Stream,
    server: &mut Stream,
    capabilities: Capabilities,
    (sequence, nonce): (u8, Nonce),
    ear: Ear<'_>,
) -> io::Result<Option<In>> {
    let answer = auth::authenticate(server, &ear.password(), nonce, capabilities).await;
    let (mut out, sequence) = (Vec::new(), sequence.wrapping_add(1));
    let entered = match &answer {
        Ok(ok) => {
            write_packet(&mut out, sequence, ok);
            let ok = OkPacket::parse(ok, capabilities).map_err(invalid)?;
            Some((ok.status, ear.accepted()))
        }
        Err(LoginError::Refused(refused)) => {
            refused.packet().write(&mut out, sequence);
            None
        }
        Err(_) => return Err(invalid("the server is not understood")),
    };
    client.write_all(&out).await?;
    Ok(entered)
}

/// What the server says first: one packet, or as much as shows that it is none. Only the server decides
/// that: a client that speaks before it is not passed on without a look.
async fn greeting(server: &mut Stream) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut part = [0; GREETING];
    loop {
        server.readable().await;
        let Some(length) = server.try_read(&mut part)? else {
            continue;
        };
        bytes.extend_from_slice(&part[..length]);
        let is_long = Header::peek(&bytes).is_some_and(|header| header.length > GREETING);
        if length == 0 || is_long || is_packet(&bytes) || bytes.len() > GREETING {
            return Ok(bytes);
        }
    }
}

/// Whether this is one packet and nothing else.
fn is_packet(bytes: &[u8]) -> bool {
    split_packet(bytes).is_some_and(|(_, _, rest)| rest.is_empty())
}

fn invalid(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, error)
}
