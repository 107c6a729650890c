//! Tokens that carry their own claims: what `POST /v3/auth/tokens` hands out and `X-Auth-Token`
//! brings back. No table of sessions is kept; a token is good until it expires.
//!
//! Form: `hy1.<claims>.<code>`, both base64url; the code is over everything in front of it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hyades_types::Secret;
use hyades_types::id::{DomainId, ProjectId, UserId};
use hyades_types::time::Timestamp;
use serde::Deserialize;
use serde_json::json;
use zeroize::Zeroizing;

use crate::derive::derive;
use crate::mac::{equal, hmac_sha256};
use crate::random;

/// How long a token is good for (documentation A2: 24 hours).
pub const TOKEN_LIFETIME_SECONDS: i64 = 24 * 60 * 60;

/// Longer texts are refused unread. Ours stay under 1 KiB.
const MAX_BYTES: usize = 4096;

const VERSION: &str = "hy1.";

/// What a token says about its bearer.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct TokenClaims {
    /// The user.
    pub user_id: UserId,
    /// The user's name.
    pub user_name: String,
    /// The domain the user belongs to.
    pub domain_id: DomainId,
    /// The project the token is scoped to; `None` for a token of the domain.
    pub project_id: Option<ProjectId>,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// From when on it is refused.
    pub expires_at: Timestamp,
    /// Tells tokens apart, for the audit log.
    pub id: String,
}

/// Why a token is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// It does not have the form of a token.
    #[error("the token is malformed")]
    Malformed,
    /// It was not issued here, or was changed.
    #[error("the token was not issued by this service")]
    Forged,
    /// Its time is over.
    #[error("the token has expired")]
    Expired,
}

/// Issues and verifies the tokens of a deployment.
pub struct TokenIssuer(Zeroizing<[u8; 32]>);

impl TokenIssuer {
    /// The issuer of the deployment whose key this is.
    pub fn new(key: &[u8; 32]) -> Self {
        Self(Zeroizing::new(derive(key, "token", &[])))
    }

    /// The token that makes these claims.
    pub fn issue(&self, claims: &TokenClaims) -> Secret {
        let payload = json!({
            "user_id": claims.user_id.as_str(),
            "user_name": claims.user_name,
            "domain_id": claims.domain_id.as_str(),
            "project_id": claims.project_id.as_ref().map(ProjectId::as_str),
            "issued_at": claims.issued_at.as_millis(),
            "expires_at": claims.expires_at.as_millis(),
            "id": claims.id,
        });
        let signed = format!("{VERSION}{}", URL_SAFE_NO_PAD.encode(payload.to_string()));
        let code = URL_SAFE_NO_PAD.encode(self.code(&signed));
        Secret::new(format!("{signed}.{code}"))
    }

    /// The claims of a token that was issued here and has not expired.
    pub fn verify(&self, token: &str, now: Timestamp) -> Result<TokenClaims, TokenError> {
        let (signed, payload, code) = split(token).ok_or(TokenError::Malformed)?;
        if !equal(&self.code(signed), &code) {
            return Err(TokenError::Forged);
        }
        let claims: TokenClaims =
            serde_json::from_slice(&payload).map_err(|_| TokenError::Malformed)?;
        if now >= claims.expires_at {
            return Err(TokenError::Expired);
        }
        Ok(claims)
    }

    fn code(&self, signed: &str) -> [u8; 32] {
        hmac_sha256(&*self.0, &[signed.as_bytes()])
    }
}

impl std::fmt::Debug for TokenIssuer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("***")
    }
}

/// A new id for [`TokenClaims::id`].
pub fn generate_token_id() -> String {
    hex::encode(random::bytes::<16>())
}

/// The signed part of a token, its payload and its code.
fn split(token: &str) -> Option<(&str, Vec<u8>, [u8; 32])> {
    if token.len() > MAX_BYTES {
        return None;
    }
    let (signed, code) = token.rsplit_once('.')?;
    let payload = URL_SAFE_NO_PAD.decode(signed.strip_prefix(VERSION)?).ok()?;
    let code = URL_SAFE_NO_PAD.decode(code).ok()?.try_into().ok()?;
    Some((signed, payload, code))
}

#[cfg(test)]
mod tests;
