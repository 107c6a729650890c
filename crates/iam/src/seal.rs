//! Encryption of secrets at rest: XChaCha20-Poly1305, whose nonce is long enough to be random.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hyades_types::Secret;
use zeroize::Zeroizing;

use crate::derive::derive;
use crate::random;

/// In front of every sealed text; another format gets another number.
const PREFIX: &str = "sealed1:";

const NONCE_BYTES: usize = 24;

/// Seals and opens secrets with a key derived from the deployment's.
pub struct Sealer(XChaCha20Poly1305);

/// Why a secret could not be sealed or opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The text is no sealed secret of a known version.
    #[error("not a sealed secret")]
    Malformed,
    /// It was sealed with another key or for another context, or was changed.
    #[error("the sealed secret does not open with this key in this context")]
    WrongKeyOrContext,
    /// The secret is too long for the cipher (256 GiB).
    #[error("the secret is too long to be sealed")]
    TooLong,
}

impl Sealer {
    /// A sealer of the deployment whose key this is.
    pub fn new(key: &[u8; 32]) -> Self {
        let key = Zeroizing::new(derive(key, "seal", &[]));
        Self(XChaCha20Poly1305::new((&*key).into()))
    }

    /// Encrypts a secret. The `context` says what it is and whose (`access-key/<id>`): it opens
    /// only under the same one, so that a sealed text moved to another row is noticed.
    pub fn seal(&self, secret: &Secret, context: &str) -> Result<String, SealError> {
        let nonce = random::bytes::<NONCE_BYTES>();
        let payload = Payload {
            msg: secret.expose().as_bytes(),
            aad: &associated_data(context),
        };
        let sealed = self
            .0
            .encrypt(&XNonce::from(nonce), payload)
            .map_err(|_| SealError::TooLong)?;
        Ok(format!(
            "{PREFIX}{}",
            STANDARD_NO_PAD.encode([&nonce[..], &sealed].concat())
        ))
    }

    /// Decrypts what [`seal`](Self::seal) returned.
    pub fn open(&self, sealed: &str, context: &str) -> Result<Secret, SealError> {
        let encoded = sealed.strip_prefix(PREFIX).ok_or(SealError::Malformed)?;
        let bytes = STANDARD_NO_PAD
            .decode(encoded)
            .map_err(|_| SealError::Malformed)?;
        let (nonce, msg) = bytes
            .split_first_chunk::<NONCE_BYTES>()
            .ok_or(SealError::Malformed)?;
        let payload = Payload {
            msg,
            aad: &associated_data(context),
        };
        let plain = self
            .0
            .decrypt(&XNonce::from(*nonce), payload)
            .map_err(|_| SealError::WrongKeyOrContext)?;
        String::from_utf8(plain)
            .map(Secret::new)
            .map_err(|_| SealError::Malformed)
    }
}

impl std::fmt::Debug for Sealer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("***")
    }
}

/// What is authenticated with the secret: the version, too, so that it cannot be exchanged.
fn associated_data(context: &str) -> Vec<u8> {
    [PREFIX, context].concat().into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opens_what_it_sealed() {
        let sealer = Sealer::new(&[1; 32]);
        for text in ["", "hunter2", &"ü".repeat(1000)] {
            let secret = Secret::new(text);
            let sealed = sealer.seal(&secret, "access-key/AK").unwrap();
            assert!(sealed.starts_with("sealed1:") && (text.is_empty() || !sealed.contains(text)));
            assert_eq!(sealer.open(&sealed, "access-key/AK").as_ref(), Ok(&secret));
            assert_ne!(
                sealer.seal(&secret, "access-key/AK").unwrap(),
                sealed,
                "same nonce twice"
            );
        }
    }

    #[test]
    fn nothing_else_opens() {
        let sealer = Sealer::new(&[1; 32]);
        let sealed = sealer.seal(&Secret::new("hunter2"), "a").unwrap();
        let wrong = Err(SealError::WrongKeyOrContext);
        assert_eq!(sealer.open(&sealed, "b"), wrong);
        assert_eq!(Sealer::new(&[2; 32]).open(&sealed, "a"), wrong);
        let mut bytes = STANDARD_NO_PAD.decode(&sealed[PREFIX.len()..]).unwrap();
        for index in 0..bytes.len() {
            bytes[index] ^= 1;
            assert_eq!(
                sealer.open(&format!("{PREFIX}{}", STANDARD_NO_PAD.encode(&bytes)), "a"),
                wrong
            );
            bytes[index] ^= 1;
        }
    }

    #[test]
    fn other_texts_are_malformed() {
        let sealer = Sealer::new(&[1; 32]);
        for text in [
            "",
            "sealed1:",
            "sealed1:AAAA",
            "sealed2:AAAA",
            "sealed1:é",
            "hunter2",
        ] {
            assert_eq!(sealer.open(text, "a"), Err(SealError::Malformed), "{text}");
        }
    }

    #[test]
    fn never_prints() {
        assert_eq!(format!("{:?}", Sealer::new(&[1; 32])), "***");
    }
}
