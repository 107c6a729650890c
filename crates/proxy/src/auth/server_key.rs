//! The RSA key with which clients without TLS encrypt their password, and the use of a server's.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use hyades_mysql::wire::caching_sha2::obfuscate;
use hyades_mysql::wire::handshake::Nonce;
use rsa::pkcs8::{DecodePublicKey, EncodePublicKey, LineEnding};
use rsa::rand_core::OsRng;
use rsa::{Oaep, RsaPrivateKey, RsaPublicKey};
use sha1::Sha1;
use zeroize::Zeroizing;

use crate::reactor::Core;

/// What servers use as well.
const BITS: usize = 2048;
/// How often a login looks whether the key is there.
const PATIENCE: Duration = Duration::from_millis(10);

/// The key of this process. It takes a moment to make, during which everything else goes on.
#[derive(Debug, Clone, Default)]
pub(crate) struct ServerKey(Arc<Cell>);

#[derive(Debug, Default)]
struct Cell {
    pair: OnceLock<Pair>,
    is_begun: AtomicBool,
}

#[derive(Debug)]
struct Pair {
    private: RsaPrivateKey,
    public_pem: String,
}

impl ServerKey {
    /// Begins to make a key on a thread of its own.
    pub(crate) fn generate() -> Self {
        let key = Self::default();
        key.begin();
        key
    }

    /// Begins to make it, unless that has been done.
    pub(crate) fn begin(&self) {
        if self.0.is_begun.swap(true, Ordering::Relaxed) {
            return;
        }
        let cell = self.0.clone();
        std::thread::spawn(move || match Pair::generate() {
            Ok(pair) => drop(cell.pair.set(pair)),
            Err(error) => tracing::error!(%error, "cannot make an RSA key: clients need TLS"),
        });
    }

    /// The public key. The caller sets the deadline.
    pub(crate) async fn public_pem(&self, core: &Core) -> &str {
        loop {
            if let Some(pair) = self.0.pair.get() {
                return &pair.public_pem;
            }
            core.sleep(PATIENCE).await;
        }
    }

    /// The password in what a client has encrypted; `None` if it is none.
    pub(crate) fn decrypt(&self, encrypted: &[u8], nonce: &Nonce) -> Option<Zeroizing<Vec<u8>>> {
        let private = &self.0.pair.get()?.private;
        let padding = Oaep::new::<Sha1>();
        // Blinded, so that the time that it takes tells nothing of the key.
        let plain = private
            .decrypt_blinded(&mut OsRng, padding, encrypted)
            .ok()?;
        let mut plain = Zeroizing::new(plain);
        obfuscate(&mut plain, nonce);
        (plain.pop() == Some(0)).then_some(plain)
    }
}

impl Pair {
    fn generate() -> Result<Self, rsa::Error> {
        let private = RsaPrivateKey::new(&mut OsRng, BITS)?;
        let public_pem = private.to_public_key().to_public_key_pem(LineEnding::LF);
        Ok(Self {
            private,
            public_pem: public_pem.map_err(rsa::pkcs8::Error::from)?,
        })
    }
}

/// Encrypts a password for a server that has sent this public key.
pub(crate) fn encrypt(password: &[u8], nonce: &Nonce, public_pem: &[u8]) -> Option<Vec<u8>> {
    let pem = std::str::from_utf8(public_pem).ok()?;
    let public = RsaPublicKey::from_public_key_pem(pem.trim()).ok()?;
    let mut plain = Zeroizing::new(Vec::with_capacity(password.len() + 1));
    plain.extend_from_slice(password);
    plain.push(0);
    obfuscate(&mut plain, nonce);
    public.encrypt(&mut OsRng, Oaep::new::<Sha1>(), &plain).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_encrypted_for_the_key_comes_back() {
        let key = ServerKey::default();
        let pair = Pair::generate().unwrap();
        let pem = pair.public_pem.clone();
        key.0.pair.set(pair).unwrap();
        let nonce = [9; 20];
        let encrypted = encrypt(b"secret", &nonce, pem.as_bytes()).unwrap();
        assert_eq!(
            key.decrypt(&encrypted, &nonce).unwrap().as_slice(),
            b"secret"
        );
        assert!(key.decrypt(&encrypted, &[8; 20]).is_none());
        assert!(key.decrypt(&encrypted[1..], &nonce).is_none());
        assert!(encrypt(b"secret", &nonce, b"no key").is_none());
    }
}
