//! Passwords that servers have accepted.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use hyades_mysql::wire::caching_sha2::{Scramble, Stage1, Stage2};
use hyades_mysql::wire::handshake::Nonce;
use zeroize::Zeroizing;

/// A password, wiped when nobody needs it any more.
pub(crate) type Password = Arc<Zeroizing<Vec<u8>>>;

/// The users of one instance that have logged in through this process. In memory only.
#[derive(Default)]
pub(crate) struct Credentials {
    users: Mutex<HashMap<Vec<u8>, Known>>,
}

struct Known {
    stage2: Stage2,
    password: Password,
}

impl Credentials {
    /// The password, if this proves that the client knows the one that was right last.
    pub(crate) fn verify(&self, user: &[u8], proof: &Scramble, nonce: &Nonce) -> Option<Password> {
        let users = self.users.lock().unwrap_or_else(PoisonError::into_inner);
        let known = users.get(user)?;
        known.stage2.verify(proof, nonce)?;
        Some(known.password.clone())
    }

    /// The password that was right last.
    pub(crate) fn current(&self, user: &[u8]) -> Option<Password> {
        let users = self.users.lock().unwrap_or_else(PoisonError::into_inner);
        users.get(user).map(|known| known.password.clone())
    }

    /// A server has accepted this.
    pub(crate) fn learn(&self, user: &[u8], password: &Password) {
        let known = Known {
            stage2: Stage1::of(password).stage2(),
            password: password.clone(),
        };
        let mut users = self.users.lock().unwrap_or_else(PoisonError::into_inner);
        users.insert(user.to_vec(), known);
    }

    /// A server has refused this. Another password that has been learnt meanwhile stays.
    pub(crate) fn forget(&self, user: &[u8], password: &Password) {
        let mut users = self.users.lock().unwrap_or_else(PoisonError::into_inner);
        if users
            .get(user)
            .is_some_and(|known| known.password == *password)
        {
            users.remove(user);
        }
    }
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Credentials(***)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_learnt_last_is_right() {
        let credentials = Credentials::default();
        let (old, new) = (password("old"), password("new"));
        let nonce = [7; 20];
        let proof = |password: &Password| Stage1::of(password).scramble(&nonce);
        assert!(credentials.verify(b"app", &proof(&old), &nonce).is_none());
        credentials.learn(b"app", &old);
        assert_eq!(
            credentials.verify(b"app", &proof(&old), &nonce),
            Some(old.clone())
        );
        assert!(credentials.verify(b"other", &proof(&old), &nonce).is_none());
        credentials.learn(b"app", &new);
        credentials.forget(b"app", &old);
        assert!(credentials.verify(b"app", &proof(&old), &nonce).is_none());
        assert!(credentials.verify(b"app", &proof(&new), &nonce).is_some());
        credentials.forget(b"app", &new);
        assert!(credentials.verify(b"app", &proof(&new), &nonce).is_none());
    }

    fn password(text: &str) -> Password {
        Arc::new(Zeroizing::new(text.as_bytes().to_vec()))
    }
}
