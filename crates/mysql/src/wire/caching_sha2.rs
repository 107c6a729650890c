//! `caching_sha2_password`: proofs of a password, without I/O and without RSA.
//!
//! A client proves that it knows the password by `SHA256(password) XOR SHA256(SHA256(SHA256(
//! password)), nonce)`. Whoever knows the doubly hashed password can check that, and gains the
//! singly hashed one, with which it can log in elsewhere with the same account.

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::handshake::Nonce;

/// Server to client: the proof is right and in the cache; an OK packet follows.
pub const FAST_AUTH_OK: u8 = 3;

/// Server to client: the proof cannot be checked; send the password.
pub const FULL_AUTH: u8 = 4;

/// Client to server: send the public key.
pub const REQUEST_PUBLIC_KEY: u8 = 2;

/// The length of a hash, and of a proof.
pub const HASH: usize = 32;

/// What a client sends instead of its password.
pub type Scramble = [u8; HASH];

/// `SHA256(password)`: as good as the password for logging in.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Stage1([u8; HASH]);

/// `SHA256(SHA256(password))`: checks a proof, but cannot make one.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Stage2([u8; HASH]);

impl std::fmt::Debug for Stage1 {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Stage1(***)")
    }
}

impl std::fmt::Debug for Stage2 {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Stage2(***)")
    }
}

impl PartialEq for Stage1 {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl PartialEq for Stage2 {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Stage1 {
    /// A hash that was made elsewhere.
    pub const fn from_bytes(hash: [u8; HASH]) -> Self {
        Self(hash)
    }

    /// The hash.
    pub const fn as_bytes(&self) -> &[u8; HASH] {
        &self.0
    }

    /// Hashes a password.
    pub fn of(password: &[u8]) -> Self {
        Self(Sha256::digest(password).into())
    }

    /// Hashes once more.
    pub fn stage2(&self) -> Stage2 {
        Stage2(Sha256::digest(self.0).into())
    }

    /// The proof for a server that sent this nonce. An empty password has none: its authentication
    /// response is empty.
    pub fn scramble(&self, nonce: &Nonce) -> Scramble {
        let mut scramble = *self.stage2().mask(nonce);
        xor(&mut scramble, &self.0);
        scramble
    }
}

impl Stage2 {
    /// A hash that was made elsewhere.
    pub const fn from_bytes(hash: [u8; HASH]) -> Self {
        Self(hash)
    }

    /// The hash.
    pub const fn as_bytes(&self) -> &[u8; HASH] {
        &self.0
    }

    /// Checks a client's proof. Returns the singly hashed password, or nothing when the password is
    /// a different one.
    pub fn verify(&self, scramble: &Scramble, nonce: &Nonce) -> Option<Stage1> {
        let mut stage1 = Stage1(*scramble);
        xor(&mut stage1.0, &self.mask(nonce));
        (stage1.stage2() == *self).then_some(stage1)
    }

    /// What hides the singly hashed password in a proof.
    fn mask(&self, nonce: &Nonce) -> Zeroizing<[u8; HASH]> {
        let hash = Sha256::new().chain_update(self.0).chain_update(nonce);
        Zeroizing::new(hash.finalize().into())
    }
}

/// Hides or shows a password, in place. Before it is encrypted with the server's public key, it is
/// XORed with the nonce, its final NUL included.
pub fn obfuscate(password: &mut [u8], nonce: &Nonce) {
    for (byte, mask) in password.iter_mut().zip(nonce.iter().cycle()) {
        *byte ^= mask;
    }
}

fn xor(bytes: &mut [u8; HASH], mask: &[u8; HASH]) {
    for (byte, mask) in bytes.iter_mut().zip(mask) {
        *byte ^= mask;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_right_password_is_recovered() {
        let nonce = *b"01234567890123456789";
        let stage1 = Stage1::of(b"secret");
        let scramble = stage1.scramble(&nonce);
        assert_eq!(stage1.stage2().verify(&scramble, &nonce), Some(stage1));
        let other = Stage1::of(b"Secret").stage2();
        assert_eq!(other.verify(&scramble, &nonce), None);
    }

    #[test]
    fn hashes_can_be_kept_elsewhere() {
        let stage1 = Stage1::of(b"secret");
        assert_eq!(Stage1::from_bytes(*stage1.as_bytes()), stage1);
        let stage2 = stage1.stage2();
        assert_eq!(Stage2::from_bytes(*stage2.as_bytes()), stage2);
    }

    #[test]
    fn nothing_is_printed() {
        let stage1 = Stage1::of(b"secret");
        let shown = format!("{stage1:?} {:?}", stage1.stage2());
        assert_eq!(shown, "Stage1(***) Stage2(***)");
    }

    proptest! {
        #[test]
        fn only_the_same_nonce_fits(password: Vec<u8>, nonce: Nonce, other: Nonce) {
            let stage1 = Stage1::of(&password);
            let verified = stage1.stage2().verify(&stage1.scramble(&nonce), &other);
            prop_assert_eq!(verified.is_some(), nonce == other);
        }

        #[test]
        fn obfuscation_undoes_itself(password: Vec<u8>, nonce: Nonce) {
            let mut bytes = password.clone();
            obfuscate(&mut bytes, &nonce);
            obfuscate(&mut bytes, &nonce);
            prop_assert_eq!(bytes, password);
        }
    }
}
