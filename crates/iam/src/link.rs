//! Links that carry their own permission: whoever has one may fetch what it is for, until it expires.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hyades_types::time::Timestamp;
use zeroize::Zeroizing;

use crate::derive::derive;
use crate::mac::{equal, hmac_sha256};

/// Why a link is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// It was not signed here, or was changed.
    #[error("the link was not made by this service")]
    Forged,
    /// Its time is over.
    #[error("the link has expired")]
    Expired,
}

/// Signs and verifies the links of a deployment.
pub struct LinkSigner(Zeroizing<[u8; 32]>);

impl LinkSigner {
    /// The signer of the deployment whose key this is.
    pub fn new(key: &[u8; 32]) -> Self {
        Self(Zeroizing::new(derive(key, "link", &[])))
    }

    /// The signature of a link to `what` (kind and name, such as `full-sql/<file>`) that is good until
    /// `expires`, in seconds since 1970.
    pub fn sign(&self, what: &str, expires: i64) -> String {
        URL_SAFE_NO_PAD.encode(self.code(what, expires))
    }

    /// Whether a link with this signature is good now.
    pub fn verify(
        &self,
        what: &str,
        expires: i64,
        signature: &str,
        now: Timestamp,
    ) -> Result<(), LinkError> {
        let code = URL_SAFE_NO_PAD.decode(signature).ok();
        let code = code.and_then(|code| code.try_into().ok());
        if !code.is_some_and(|code| equal(&self.code(what, expires), &code)) {
            return Err(LinkError::Forged);
        }
        if now.as_millis().div_euclid(1000) >= expires {
            return Err(LinkError::Expired);
        }
        Ok(())
    }

    fn code(&self, what: &str, expires: i64) -> [u8; 32] {
        // Nothing is ambiguous: the number has a fixed length.
        hmac_sha256(&*self.0, &[&expires.to_be_bytes(), what.as_bytes()])
    }
}

impl std::fmt::Debug for LinkSigner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("***")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: [u8; 32] = [7; 32];

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(seconds * 1000 + 999)
    }

    #[test]
    fn good_until_it_expires() {
        let signer = LinkSigner::new(&KEY);
        let signature = signer.sign("full-sql/a", 100);
        let verify = |now| signer.verify("full-sql/a", 100, &signature, at(now));
        assert_eq!(verify(0), Ok(()));
        assert_eq!(verify(99), Ok(()));
        assert_eq!(verify(100), Err(LinkError::Expired));
    }

    #[test]
    fn nothing_can_be_changed() {
        let signer = LinkSigner::new(&KEY);
        let good = signer.sign("full-sql/a", 100);
        let flipped = match good.strip_prefix('A') {
            Some(rest) => format!("B{rest}"),
            None => format!("A{}", &good[1..]),
        };
        for (what, expires, signature) in [
            ("full-sql/b", 100, good.as_str()),
            ("full-sql/a", 101, &good),
            ("full-sql/a", -100, &good),
            ("full-sql/a", 100, &flipped),
            ("full-sql/a", 100, &good[..42]),
            ("full-sql/a", 100, &format!("{good}A")),
            ("full-sql/a", 100, ""),
            ("full-sql/a", 100, "é"),
        ] {
            let verified = signer.verify(what, expires, signature, at(0));
            assert_eq!(
                verified,
                Err(LinkError::Forged),
                "{what} {expires} {signature}"
            );
        }
        let other = LinkSigner::new(&[8; 32]);
        let verified = other.verify("full-sql/a", 100, &good, at(0));
        assert_eq!(verified, Err(LinkError::Forged));
        assert_eq!(format!("{signer:?}"), "***");
    }
}
