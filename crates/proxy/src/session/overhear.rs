//! What a gateway hears of a client's password while the client logs in to the server.
//!
//! The password itself goes through only when the server has not seen the user before. So a client with TLS
//! whose password is not known yet is asked for it, as a server that was just started does; and a client
//! without TLS that asks for the server's RSA key gets the gateway's own.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use hyades_mysql::wire::caching_sha2::{REQUEST_PUBLIC_KEY, Scramble, Stage1};
use hyades_mysql::wire::capability::Capabilities;
use hyades_mysql::wire::handshake::{AuthPacket, Nonce, write_auth_more_data};
use hyades_mysql::wire::packet::write_packet;
use zeroize::Zeroizing;

use super::gateway::PACKET;
use crate::auth::{Password, encrypt};
use crate::frontend::Frontend;
use crate::net::{Stream, read_packet};
use crate::reactor::timeout;

/// How long the first login without TLS waits for the gateway's key to be made.
const KEY: Duration = Duration::from_secs(3);

/// What has been heard.
pub(super) struct Ear<'a> {
    frontend: &'a Frontend,
    user: &'a [u8],
    nonce: Option<Nonce>,
    password: Option<Password>,
}

impl<'a> Ear<'a> {
    /// Nothing has been heard yet. `nonce` is what the client has made its first proof with.
    pub(super) fn new(frontend: &'a Frontend, user: &'a [u8], nonce: Option<Nonce>) -> Self {
        frontend.shared.key.begin();
        Self {
            frontend,
            user,
            nonce,
            password: None,
        }
    }

    /// The client has sent a proof.
    pub(super) fn proof(&mut self, proof: &[u8]) {
        self.password = match (proof, &self.nonce) {
            ([] | [0], _) => Some(Password::default()),
            (_, Some(nonce)) => Scramble::try_from(proof).ok().and_then(|proof| {
                self.frontend
                    .shared
                    .credentials
                    .verify(self.user, &proof, nonce)
            }),
            _ => None,
        };
    }

    /// From now on proofs are made with this.
    pub(super) fn switched(&mut self, nonce: Option<Nonce>) {
        self.nonce = nonce;
    }

    /// Whether the password is known.
    pub(super) const fn knows(&self) -> bool {
        self.password.is_some()
    }

    /// The client has sent its password as it is.
    pub(super) fn clear(&mut self, packet: &[u8]) {
        if let Some((0, password)) = packet.split_last() {
            self.password = Some(Arc::new(Zeroizing::new(password.to_vec())));
        }
    }

    /// The server is content: the password, if it is known.
    pub(super) fn accepted(self) -> Option<Password> {
        let password = self.password?;
        if !password.is_empty() {
            self.frontend.shared.credentials.learn(self.user, &password);
        }
        Some(password)
    }

    /// Asks a client for its password over TLS, before the server may find its proof enough. Returns the
    /// number of the client's last packet.
    pub(super) async fn ask(
        &mut self,
        client: &mut Stream,
        sequence: u8,
        proof: &[u8],
    ) -> io::Result<u8> {
        let mut out = Vec::new();
        write_auth_more_data(
            &mut out,
            sequence.wrapping_add(1),
            &[hyades_mysql::wire::caching_sha2::FULL_AUTH],
        );
        client.write_all(&out).await?;
        let (sequence, packet) = read_packet(client, PACKET).await?;
        let packet = Zeroizing::new(packet);
        self.clear(&packet);
        // One that is not what the client has proven to know would be a strange thing to go on with.
        let is_same = match (&self.password, &self.nonce) {
            (Some(password), Some(nonce)) => Stage1::of(password).scramble(nonce)[..] == *proof,
            _ => false,
        };
        if !is_same {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "the password is not the one proven",
            ));
        }
        Ok(sequence)
    }

    /// The password, once a client has been asked for it.
    pub(super) fn password(&self) -> Password {
        self.password.clone().unwrap_or_default()
    }

    /// A client without TLS has answered that the server wants its password. If it asks for the server's
    /// key, it gets the gateway's, and the server what it expects. Returns whether that has been done.
    pub(super) async fn exchange_keys(
        &mut self,
        client: &mut Stream,
        server: &mut Stream,
        capabilities: Capabilities,
        (sequence, request): (u8, &[u8]),
    ) -> io::Result<bool> {
        let Some(nonce) = self.nonce.filter(|_| request == [REQUEST_PUBLIC_KEY]) else {
            return Ok(false);
        };
        let (core, key) = (self.frontend.core(), &self.frontend.shared.key);
        let Ok(own) = timeout(core, KEY, key.public_pem(core)).await else {
            return Ok(false);
        };
        let mut out = Vec::new();
        write_packet(&mut out, sequence, request);
        server.write_all(&out).await?;
        let (number, answer) = read_packet(server, PACKET).await?;
        let AuthPacket::MoreData(servers) =
            AuthPacket::parse(&answer, capabilities).map_err(io::Error::other)?
        else {
            return Err(io::ErrorKind::InvalidData.into());
        };
        out.clear();
        write_auth_more_data(&mut out, number, own.as_bytes());
        client.write_all(&out).await?;
        let (sequence, mut encrypted) = read_packet(client, PACKET).await?;
        if let Some(password) = key.decrypt(&encrypted, &nonce) {
            let again = encrypt(&password, &nonce, servers);
            encrypted = again.ok_or(io::ErrorKind::InvalidData)?;
            self.password = Some(Arc::new(password));
        }
        out.clear();
        write_packet(&mut out, sequence, &encrypted);
        server.write_all(&out).await?;
        Ok(true)
    }
}
