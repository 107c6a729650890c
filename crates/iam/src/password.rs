//! Password hashes of the API's users: argon2id as PHC strings.
//!
//! Cost: 19 MiB and two passes, the least that OWASP recommends; about 30 ms on a slow core. These
//! functions block for that long: call them off the request threads.

use argon2::password_hash::{self, PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, PasswordHash, Version};
use hyades_types::Secret;

use crate::random;

/// Bytes of random salt in front of each password.
const SALT_BYTES: usize = argon2::RECOMMENDED_SALT_LEN;

/// Why a password could not be hashed or compared.
#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    /// The stored hash is no argon2 PHC string.
    #[error("the stored password hash cannot be read")]
    Unreadable(#[source] password_hash::Error),
    /// Hashing failed: no memory, or a stored hash of another algorithm.
    #[error("the password cannot be hashed or compared")]
    Hashing(#[source] password_hash::Error),
}

/// Hashes a password for storage, with a new salt.
pub fn hash(password: &Secret) -> Result<String, PasswordError> {
    hash_with_salt(password, &random::bytes::<SALT_BYTES>())
}

/// Whether a password is the one that was hashed; the comparison takes constant time.
pub fn verify(password: &Secret, stored: &str) -> Result<bool, PasswordError> {
    let stored =
        PasswordHash::new(stored).map_err(|error| PasswordError::Unreadable(error.into()))?;
    match hasher().verify_password(password.expose().as_bytes(), &stored) {
        Ok(()) => Ok(true),
        Err(password_hash::Error::PasswordInvalid) => Ok(false),
        Err(error) => Err(PasswordError::Hashing(error)),
    }
}

/// Takes as long as [`verify`]: to be called where there is no such user, so that the time of an
/// answer does not tell which users exist.
pub fn dummy_verify(password: &Secret) {
    let _ = std::hint::black_box(hash_with_salt(password, &[0; SALT_BYTES]));
}

fn hash_with_salt(password: &Secret, salt: &[u8]) -> Result<String, PasswordError> {
    hasher()
        .hash_password_with_salt(password.expose().as_bytes(), salt)
        .map(|hash| hash.to_string())
        .map_err(PasswordError::Hashing)
}

fn hasher() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::DEFAULT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_right_password_passes() {
        let stored = hash(&Secret::new("correct horse")).unwrap();
        assert!(
            stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{stored}"
        );
        assert!(verify(&Secret::new("correct horse"), &stored).unwrap());
        assert!(!verify(&Secret::new("Correct horse"), &stored).unwrap());
        assert!(!verify(&Secret::new(""), &stored).unwrap());
        assert_ne!(
            hash(&Secret::new("correct horse")).unwrap(),
            stored,
            "same salt twice"
        );
    }

    /// Both paths cost one hash of these parameters; times are not compared, as they waver.
    #[test]
    fn unknown_users_cost_the_same() {
        let dummy = hash_with_salt(&Secret::new("pw"), &[0; SALT_BYTES]).unwrap();
        let real = hash(&Secret::new("pw")).unwrap();
        let costs = |phc: &str| phc.split('$').nth(3).map(str::to_owned);
        assert_eq!(costs(&dummy), costs(&real));
        dummy_verify(&Secret::new("pw"));
    }

    /// A hash made with other costs stays usable when ours change.
    #[test]
    fn costs_come_from_the_hash() {
        let weak = Argon2::new(
            Algorithm::Argon2id,
            Version::V0x13,
            Params::new(8, 1, 1, None).unwrap(),
        );
        let stored = weak
            .hash_password_with_salt(b"pw", &[3; 16])
            .unwrap()
            .to_string();
        assert!(verify(&Secret::new("pw"), &stored).unwrap());
    }

    #[test]
    fn unreadable_hashes_are_told_from_wrong_passwords() {
        for stored in ["", "hunter2", "$argon2id$v=19$m=8,t=1,p=1$!$!"] {
            let result = verify(&Secret::new("hunter2"), stored);
            assert!(
                matches!(result, Err(PasswordError::Unreadable(_))),
                "{stored}"
            );
        }
    }
}
