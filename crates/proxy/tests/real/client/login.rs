//! Logging in, as a driver does.

use std::io::{Read, Write};

use hyades_mysql::wire::caching_sha2::{FULL_AUTH, REQUEST_PUBLIC_KEY, Stage1, obfuscate};
use hyades_mysql::wire::capability::Capabilities;
use hyades_mysql::wire::handshake::{
    AuthPacket, CACHING_SHA2_PASSWORD, ChangeUser, HandshakeResponse41, HandshakeV10, SslRequest,
};
use hyades_mysql::wire::packet::{HEADER, Header, write_packet};
use rsa::pkcs8::DecodePublicKey;

use super::{Channel, Client, error};

/// What a client says of itself.
#[derive(Debug, Clone)]
pub(crate) struct Login {
    pub(crate) user: Vec<u8>,
    pub(crate) password: Vec<u8>,
    pub(crate) database: Vec<u8>,
    pub(crate) capabilities: Capabilities,
    pub(crate) collation: u8,
    pub(crate) tls: bool,
    pub(crate) plugin: &'static [u8],
    pub(crate) attributes: Vec<u8>,
}

/// What most drivers of today have.
pub(crate) const MODERN: Capabilities = Capabilities(
    Capabilities::LONG_PASSWORD.0
        | Capabilities::LONG_FLAG.0
        | Capabilities::LOCAL_FILES.0
        | Capabilities::PROTOCOL_41.0
        | Capabilities::TRANSACTIONS.0
        | Capabilities::RESERVED.0
        | Capabilities::SECURE_CONNECTION.0
        | Capabilities::MULTI_STATEMENTS.0
        | Capabilities::MULTI_RESULTS.0
        | Capabilities::PS_MULTI_RESULTS.0
        | Capabilities::PLUGIN_AUTH.0
        | Capabilities::CONNECT_ATTRS.0
        | Capabilities::PLUGIN_AUTH_LENENC_CLIENT_DATA.0
        | Capabilities::SESSION_TRACK.0
        | Capabilities::DEPRECATE_EOF.0,
);

/// The code and the text of the error that a client was refused with; nothing but a closed
/// connection is code 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refused(pub(crate) u16, pub(crate) String);

impl Login {
    pub(crate) fn new(user: &str, password: &str) -> Self {
        Self {
            user: user.as_bytes().to_vec(),
            password: password.as_bytes().to_vec(),
            database: Vec::new(),
            capabilities: MODERN,
            collation: 255,
            tls: false,
            plugin: CACHING_SHA2_PASSWORD,
            attributes: Vec::new(),
        }
    }

    pub(crate) fn app() -> Self {
        Self::new("app", "app-password")
    }

    pub(crate) fn tls(mut self) -> Self {
        self.tls = true;
        self
    }

    pub(crate) fn database(mut self, name: &str) -> Self {
        self.database = name.as_bytes().to_vec();
        self.capabilities = self.capabilities | Capabilities::CONNECT_WITH_DB;
        self
    }

    pub(crate) fn plugin(mut self, plugin: &'static [u8]) -> Self {
        self.plugin = plugin;
        self
    }

    fn proof(&self, nonce: &[u8; 20]) -> Vec<u8> {
        match self.password.as_slice() {
            b"" => Vec::new(),
            _ if self.plugin != CACHING_SHA2_PASSWORD => vec![7; 20],
            password => Stage1::of(password).scramble(nonce).to_vec(),
        }
    }
}

pub(super) fn log_in(mut channel: Channel, login: &Login) -> Result<Client, Refused> {
    let (_, packet) = read_packet(&mut channel)?;
    if let Some((code, message)) = error(&framed(&packet)) {
        return Err(Refused(code, message));
    }
    let greeting = HandshakeV10::parse(&packet).unwrap();
    let capabilities = login.capabilities.and(greeting.capabilities);
    let mut sequence = 1;
    let mut out = Vec::new();
    let nonce = greeting.nonce;
    let server_version = greeting.server_version.to_vec();
    let connection_id = greeting.connection_id;
    let mut sent = capabilities;
    if login.tls {
        if !greeting.capabilities.contains(Capabilities::SSL) {
            return Err(Refused(2026, "the server does not speak TLS".to_owned()));
        }
        sent = sent | Capabilities::SSL;
        let request = SslRequest {
            capabilities: sent,
            max_packet_size: 1 << 30,
            collation: login.collation,
        };
        request.write(&mut out, sequence);
        channel.write_all(&out).unwrap();
        out.clear();
        sequence += 1;
        channel = channel.secure();
    }
    let response = HandshakeResponse41 {
        capabilities: sent,
        max_packet_size: 1 << 30,
        collation: login.collation,
        user: &login.user,
        auth_response: &login.proof(&nonce),
        database: &login.database,
        plugin: login.plugin,
        attributes: &login.attributes,
        zstd_level: 0,
    };
    response.write(&mut out, sequence);
    channel.write_all(&out).unwrap();
    let mut client = Client {
        channel,
        capabilities,
        nonce,
        server_version,
        connection_id,
        ahead: Vec::new(),
        full_authentication: false,
        file: Vec::new(),
        schema: Vec::new(),
    };
    client.authenticate(login, nonce)?;
    Ok(client)
}

impl Client {
    /// Answers what the server asks. Returns the payload of its OK packet.
    fn authenticate(&mut self, login: &Login, nonce: [u8; 20]) -> Result<Vec<u8>, Refused> {
        let mut login = login.clone();
        let mut nonce = nonce;
        loop {
            let (sequence, packet) = read_packet(&mut self.channel)?;
            let answer = match AuthPacket::parse(&packet, self.capabilities).unwrap() {
                AuthPacket::Ok(_) => {
                    self.nonce = nonce;
                    return Ok(packet);
                }
                AuthPacket::Err(error) => {
                    let message = String::from_utf8_lossy(error.message).into_owned();
                    return Err(Refused(error.code, message));
                }
                AuthPacket::Switch(switch) => {
                    nonce = switch.nonce().unwrap();
                    if switch.plugin == CACHING_SHA2_PASSWORD {
                        login.plugin = CACHING_SHA2_PASSWORD;
                        login.proof(&nonce)
                    } else {
                        // What users that a server does not have are answered at times.
                        assert_eq!(switch.plugin, b"sha256_password");
                        vec![1]
                    }
                }
                AuthPacket::MoreData([FULL_AUTH]) => {
                    self.full_authentication = true;
                    match self.channel.is_secret() {
                        true => [&login.password[..], b"\0"].concat(),
                        false => vec![REQUEST_PUBLIC_KEY],
                    }
                }
                AuthPacket::MoreData([_]) => continue,
                AuthPacket::MoreData(key) => encrypted(&login.password, &nonce, key),
                AuthPacket::NextFactor(_) => panic!("a second factor"),
            };
            let mut out = Vec::new();
            write_packet(&mut out, sequence.wrapping_add(1), &answer);
            self.channel.write_all(&out).unwrap();
        }
    }

    /// Logs in again, on the same connection. Returns the payload of the OK packet.
    pub(crate) fn change_user(&mut self, login: &Login) -> Result<Vec<u8>, Refused> {
        let command = ChangeUser {
            user: &login.user,
            auth_response: &login.proof(&self.nonce),
            database: &login.database,
            collation: Some(u16::from(login.collation)),
            plugin: login.plugin,
            attributes: &login.attributes,
        };
        let mut out = Vec::new();
        command.write(&mut out, self.capabilities);
        self.send(&out);
        self.full_authentication = false;
        let nonce = self.nonce;
        self.authenticate(login, nonce)
    }
}

fn encrypted(password: &[u8], nonce: &[u8; 20], key: &[u8]) -> Vec<u8> {
    let key = std::str::from_utf8(key).unwrap();
    let key = rsa::RsaPublicKey::from_public_key_pem(key.trim()).unwrap();
    let mut plain = [password, b"\0"].concat();
    obfuscate(&mut plain, nonce);
    let padding = rsa::Oaep::new::<sha1::Sha1>();
    key.encrypt(&mut rsa::rand_core::OsRng, padding, &plain)
        .unwrap()
}

fn read_packet(channel: &mut Channel) -> Result<(u8, Vec<u8>), Refused> {
    let closed = |_| Refused(0, "closed".to_owned());
    let mut header = [0; HEADER];
    channel.read_exact(&mut header).map_err(closed)?;
    let header = Header::decode(header);
    let mut payload = vec![0; header.length];
    channel.read_exact(&mut payload).map_err(closed)?;
    Ok((header.sequence, payload))
}

fn framed(payload: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    write_packet(&mut out, 0, payload);
    out
}
