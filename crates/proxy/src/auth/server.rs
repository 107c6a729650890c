//! Logging in to a server.

use std::io;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use hyades_mysql::wire::Malformed;
use hyades_mysql::wire::caching_sha2::{FAST_AUTH_OK, FULL_AUTH, REQUEST_PUBLIC_KEY, Stage1};
use hyades_mysql::wire::capability::Capabilities;
use hyades_mysql::wire::err::ErrPacket;
use hyades_mysql::wire::handshake::{
    AuthPacket, CACHING_SHA2_PASSWORD, HandshakeResponse41, HandshakeV10, Nonce, SslRequest,
};
use hyades_mysql::wire::packet::write_packet;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use zeroize::Zeroizing;

use super::server_key::encrypt;
use crate::net::{Socket, Stream, read_packet};

/// Named in TLS towards a server; its certificate is known, not looked up by name.
pub(crate) const LOCALHOST: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

/// The longest packet that a server sends while a client logs in.
const LIMIT: usize = 64 * 1024;

/// Whom to log in as, and how the session is to be.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Identity<'a> {
    pub(crate) user: &'a [u8],
    pub(crate) password: &'a [u8],
    /// The database to begin with; empty is none.
    pub(crate) database: &'a [u8],
    /// Wanted; what the server does not have is left out.
    pub(crate) capabilities: Capabilities,
    pub(crate) collation: u8,
    pub(crate) max_packet_size: u32,
    /// Connection attributes, encoded.
    pub(crate) attributes: &'a [u8],
}

/// What the server has said.
#[derive(Debug, Clone)]
pub(crate) struct Welcome {
    /// Those that both sides have.
    pub(crate) capabilities: Capabilities,
    /// Those that the server has.
    pub(crate) server_capabilities: Capabilities,
    pub(crate) version: Vec<u8>,
    /// The server's id of the connection.
    pub(crate) connection_id: u32,
    pub(crate) collation: u8,
    /// The payload of the OK packet.
    pub(crate) ok: Vec<u8>,
}

/// The error with which a server refuses a login.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refused {
    pub(crate) code: u16,
    pub(crate) sql_state: Option<[u8; 5]>,
    pub(crate) message: Vec<u8>,
}

impl Refused {
    /// An error of the proxy's own.
    pub(crate) fn new(code: u16, sql_state: [u8; 5], message: impl Into<Vec<u8>>) -> Self {
        Self {
            code,
            sql_state: Some(sql_state),
            message: message.into(),
        }
    }

    /// As a client is told it.
    pub(crate) fn packet(&self) -> ErrPacket<'_> {
        ErrPacket {
            code: self.code,
            sql_state: self.sql_state,
            message: &self.message,
        }
    }
}

/// Why a login has failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LoginError {
    /// The connection is broken.
    #[error("connection is lost")]
    Io(#[from] io::Error),
    /// The server speaks something else.
    #[error("server is not understood")]
    Malformed(#[from] Malformed),
    /// The server wants something that is not there.
    #[error("server wants {0}")]
    Unsupported(&'static str),
    /// The server says no.
    #[error("server refuses: {}", String::from_utf8_lossy(&.0.message))]
    Refused(Refused),
}

impl From<ErrPacket<'_>> for LoginError {
    fn from(packet: ErrPacket<'_>) -> Self {
        Self::Refused(Refused {
            code: packet.code,
            sql_state: packet.sql_state.or(Some(state_of(packet.code))),
            message: packet.message.to_vec(),
        })
    }
}

/// The state of an error that comes before the server knows whether the client understands states.
/// Clients that are told later do.
const fn state_of(code: u16) -> [u8; 5] {
    match code {
        1040 => *b"08004",
        _ => *b"HY000",
    }
}

/// Logs in on a new connection, with TLS if there is a configuration for it. The caller sets the deadline.
pub(crate) async fn log_in(
    stream: &mut Stream,
    identity: &Identity<'_>,
    tls: Option<Arc<ClientConfig>>,
) -> Result<Welcome, LoginError> {
    let (mut sequence, greeting) = read_packet(stream, LIMIT).await?;
    if greeting.first() == Some(&hyades_mysql::wire::err::ERR) {
        return Err(ErrPacket::parse(&greeting)?.into());
    }
    let greeting = HandshakeV10::parse(&greeting)?;
    // Whoever has begun without a database may have one by now.
    let mut capabilities = match identity.database.is_empty() {
        true => identity.capabilities.without(Capabilities::CONNECT_WITH_DB),
        false => identity.capabilities | Capabilities::CONNECT_WITH_DB,
    };
    capabilities = capabilities.and(greeting.capabilities);
    if let Some(config) = tls {
        let request = SslRequest {
            capabilities: capabilities | Capabilities::SSL,
            max_packet_size: identity.max_packet_size,
            collation: identity.collation,
        };
        let mut out = Vec::new();
        sequence = sequence.wrapping_add(1);
        request.write(&mut out, sequence);
        stream.write_all(&out).await?;
        stream
            .connect_tls(config, ServerName::IpAddress(LOCALHOST.into()))
            .await?;
    }
    let response = HandshakeResponse41 {
        capabilities,
        max_packet_size: identity.max_packet_size,
        collation: identity.collation,
        user: identity.user,
        auth_response: &proof(identity.password, &greeting.nonce),
        database: identity.database,
        plugin: CACHING_SHA2_PASSWORD,
        attributes: identity.attributes,
        zstd_level: 0,
    };
    let mut out = Vec::new();
    response.write(&mut out, sequence.wrapping_add(1));
    stream.write_all(&out).await?;
    let mut welcome = Welcome {
        capabilities,
        server_capabilities: greeting.capabilities,
        version: greeting.server_version.to_vec(),
        connection_id: greeting.connection_id,
        collation: greeting.collation,
        ok: Vec::new(),
    };
    welcome.ok = authenticate(stream, identity.password, greeting.nonce, capabilities).await?;
    Ok(welcome)
}

/// Answers what the server asks until it is content. Returns the payload of its OK packet.
pub(crate) async fn authenticate(
    stream: &mut Stream,
    password: &[u8],
    mut nonce: Nonce,
    capabilities: Capabilities,
) -> Result<Vec<u8>, LoginError> {
    loop {
        let (sequence, packet) = read_packet(stream, LIMIT).await?;
        let next = sequence.wrapping_add(1);
        match AuthPacket::parse(&packet, capabilities)? {
            AuthPacket::Ok(_) => return Ok(packet),
            AuthPacket::Err(error) => return Err(error.into()),
            AuthPacket::Switch(switch) => {
                if let Some(other) = switch.nonce() {
                    nonce = other;
                }
                let answer = match switch.plugin {
                    CACHING_SHA2_PASSWORD => Zeroizing::new(proof(password, &nonce)),
                    b"sha256_password" if is_secret(stream) || password.is_empty() => {
                        clear(password)
                    }
                    // Asks for its key. Servers play this also for users that they do not have.
                    b"sha256_password" => Zeroizing::new(vec![1]),
                    _ => return Err(LoginError::Unsupported("another authentication plugin")),
                };
                send(stream, next, &answer).await?;
            }
            AuthPacket::MoreData([FAST_AUTH_OK]) => {}
            AuthPacket::MoreData([FULL_AUTH]) if is_secret(stream) => {
                send(stream, next, &clear(password)).await?;
            }
            AuthPacket::MoreData([FULL_AUTH]) => {
                send(stream, next, &[REQUEST_PUBLIC_KEY]).await?;
            }
            AuthPacket::MoreData(public_key) => {
                let encrypted = encrypt(password, &nonce, public_key)
                    .ok_or(LoginError::Unsupported("a password for a key that is none"))?;
                send(stream, next, &encrypted).await?;
            }
            AuthPacket::NextFactor(_) => {
                return Err(LoginError::Unsupported("a second factor"));
            }
        }
    }
}

/// Whether a server takes a password in the clear on this connection.
fn is_secret(stream: &Stream) -> bool {
    stream.is_encrypted() || matches!(stream.socket(), Socket::Unix(_))
}

/// The proof of a password; an empty password has an empty one.
pub(crate) fn proof(password: &[u8], nonce: &Nonce) -> Vec<u8> {
    if password.is_empty() {
        return Vec::new();
    }
    Stage1::of(password).scramble(nonce).to_vec()
}

fn clear(password: &[u8]) -> Zeroizing<Vec<u8>> {
    let mut answer = Zeroizing::new(Vec::with_capacity(password.len() + 1));
    answer.extend_from_slice(password);
    answer.push(0);
    answer
}

async fn send(stream: &mut Stream, sequence: u8, payload: &[u8]) -> io::Result<()> {
    let mut out = Zeroizing::new(Vec::with_capacity(payload.len() + 4));
    write_packet(&mut out, sequence, payload);
    stream.write_all(&out).await
}
