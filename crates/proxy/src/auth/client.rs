//! Taking a client's login.

use std::io::{self, ErrorKind};
use std::sync::Arc;

use hyades_mysql::wire::caching_sha2::{FULL_AUTH, REQUEST_PUBLIC_KEY, Scramble};
use hyades_mysql::wire::capability::Capabilities;
use hyades_mysql::wire::handshake::{
    AuthSwitchRequest, CACHING_SHA2_PASSWORD, ClientHello, HandshakeResponse41, HandshakeV10,
    Nonce, write_auth_more_data,
};
use rustls::ServerConfig;
use zeroize::Zeroizing;

use super::{Credentials, Password, ServerKey};
use crate::net::{Stream, read_packet};
use crate::reactor::Core;

/// The longest packet of a client that is not logged in yet: connection attributes may have 64 KiB.
const LIMIT: usize = 96 * 1024;

/// What a login needs of the proxy.
pub(crate) struct Accept<'a> {
    pub(crate) core: &'a Core,
    pub(crate) credentials: &'a Credentials,
    pub(crate) key: &'a ServerKey,
    /// `None` when the proxy does not speak TLS.
    pub(crate) tls: Option<Arc<ServerConfig>>,
}

/// What a client has said of itself.
#[derive(Debug)]
pub(crate) struct Hello {
    pub(crate) user: Vec<u8>,
    pub(crate) database: Vec<u8>,
    pub(crate) capabilities: Capabilities,
    pub(crate) collation: u8,
    pub(crate) max_packet_size: u32,
}

/// A login under way.
pub(crate) struct Login<'a> {
    accept: Accept<'a>,
    stream: &'a mut Stream,
    pub(crate) hello: Hello,
    /// What the client has answered to the nonce; `None` if it has to be asked.
    proof: Option<Vec<u8>>,
    /// Of the next packet.
    sequence: u8,
    nonce: Nonce,
}

/// Sends the greeting and reads the answer; goes over to TLS if the client wants to.
pub(crate) async fn greet<'a>(
    accept: Accept<'a>,
    stream: &'a mut Stream,
    greeting: &HandshakeV10<'_>,
) -> io::Result<Login<'a>> {
    let mut out = Vec::new();
    let capabilities = match &accept.tls {
        Some(_) => greeting.capabilities | Capabilities::SSL,
        None => greeting.capabilities.without(Capabilities::SSL),
    };
    let offered = HandshakeV10 {
        capabilities,
        ..*greeting
    };
    offered.write(&mut out);
    stream.write_all(&out).await?;
    let (mut sequence, mut packet) = read_packet(stream, LIMIT).await?;
    if let ClientHello::Ssl(_) = ClientHello::parse(&packet).map_err(malformed)? {
        let config = accept
            .tls
            .clone()
            .ok_or_else(|| malformed("TLS is not offered"))?;
        stream.accept_tls(config, &[]).await?;
        (sequence, packet) = read_packet(stream, LIMIT).await?;
    }
    let response = HandshakeResponse41::parse(&packet).map_err(malformed)?;
    let hello = Hello {
        user: response.user.to_vec(),
        database: response.database.to_vec(),
        capabilities: response.capabilities.and(capabilities),
        collation: response.collation,
        max_packet_size: response.max_packet_size,
    };
    let is_proof = response.plugin == CACHING_SHA2_PASSWORD;
    Ok(Login {
        accept,
        stream,
        hello,
        proof: is_proof.then(|| response.auth_response.to_vec()),
        sequence: sequence.wrapping_add(1),
        nonce: greeting.nonce,
    })
}

impl<'a> Login<'a> {
    /// A client that is in logs in once more, with a nonce of its own.
    pub(crate) fn again(
        accept: Accept<'a>,
        stream: &'a mut Stream,
        hello: Hello,
        nonce: Nonce,
    ) -> Self {
        Self {
            accept,
            stream,
            hello,
            proof: None,
            sequence: 1,
            nonce,
        }
    }
    /// The password, if the client's answer to the greeting proves one that is known. Asks a client
    /// that has answered as another plugin does once more.
    pub(crate) async fn quick(&mut self) -> io::Result<Option<Password>> {
        let proof = match self.proof.take() {
            Some(proof) => proof,
            None => {
                let mut out = Vec::new();
                let (sequence, nonce) = (self.sequence, &self.nonce);
                AuthSwitchRequest::write(&mut out, sequence, CACHING_SHA2_PASSWORD, nonce);
                self.stream.write_all(&out).await?;
                self.receive().await?
            }
        };
        if matches!(proof.as_slice(), [] | [0]) {
            return Ok(Some(Password::default()));
        }
        let Ok(proof) = Scramble::try_from(proof.as_slice()) else {
            return Ok(None);
        };
        let (user, nonce) = (&self.hello.user, &self.nonce);
        Ok(self.accept.credentials.verify(user, &proof, nonce))
    }

    /// The password as the client sends it when asked; `None` if it cannot be understood.
    pub(crate) async fn full(&mut self) -> io::Result<Option<Password>> {
        self.send(&[FULL_AUTH]).await?;
        let mut answer = Zeroizing::new(self.receive().await?);
        if self.stream.is_encrypted() {
            let is_terminated = answer.pop() == Some(0);
            return Ok(is_terminated.then(|| Arc::new(answer)));
        }
        if answer.as_slice() == [REQUEST_PUBLIC_KEY] {
            let pem = self.accept.key.public_pem(self.accept.core).await;
            self.send(pem.as_bytes()).await?;
            answer = Zeroizing::new(self.receive().await?);
        }
        Ok(self.accept.key.decrypt(&answer, &self.nonce).map(Arc::new))
    }

    /// Whether the client has come with TLS.
    pub(crate) fn is_encrypted(&self) -> bool {
        self.stream.is_encrypted()
    }

    /// The number of the next packet to the client.
    pub(crate) const fn sequence(&self) -> u8 {
        self.sequence
    }

    /// What the client has said of itself.
    pub(crate) fn into_hello(self) -> Hello {
        self.hello
    }

    async fn send(&mut self, data: &[u8]) -> io::Result<()> {
        let mut out = Vec::new();
        write_auth_more_data(&mut out, self.sequence, data);
        self.stream.write_all(&out).await
    }

    async fn receive(&mut self) -> io::Result<Vec<u8>> {
        let (sequence, payload) = read_packet(self.stream, LIMIT).await?;
        self.sequence = sequence.wrapping_add(1);
        Ok(payload)
    }
}

fn malformed(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, error)
}
