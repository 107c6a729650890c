//! Callers and their credentials.

use hyades_types::Secret;
use hyades_types::id::{DomainId, ProjectId, UserId};
use hyades_types::time::Timestamp;

use crate::policy::{Decision, Policy, Target, decide};
use crate::random;
use crate::token::{TOKEN_LIFETIME_SECONDS, TokenClaims, generate_token_id};

/// Upper-case letters and digits.
const ACCESS_ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/// Letters and digits.
const SECRET_ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// Letters, digits, and special characters that a database's root may have in its password (4.3.1)
/// and that need no quoting in a shell or an option file.
const PASSWORD_ALPHABET: &[u8] =
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+=";

/// A caller whose credentials were verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Principal {
    /// The user.
    pub user_id: UserId,
    /// The user's name.
    pub user_name: String,
    /// The domain the user belongs to.
    pub domain_id: DomainId,
    /// The project of the token; `None` where the credentials name none, as an access key.
    pub project_id: Option<ProjectId>,
    /// What the user was granted.
    pub policies: Vec<Policy>,
}

impl Principal {
    /// Whether the caller may do this here.
    pub fn decide(&self, action: &str, target: Target<'_>) -> Decision {
        decide(&self.policies, action, target)
    }

    /// The claims of a new token for this caller.
    pub fn token_claims(&self, now: Timestamp) -> TokenClaims {
        TokenClaims {
            user_id: self.user_id.clone(),
            user_name: self.user_name.clone(),
            domain_id: self.domain_id.clone(),
            project_id: self.project_id.clone(),
            issued_at: now,
            expires_at: now.plus_seconds(TOKEN_LIFETIME_SECONDS),
            id: generate_token_id(),
        }
    }
}

/// An access key (AK) and its secret (SK).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessKey {
    /// What names the key in a request.
    pub access: String,
    /// What signs requests.
    pub secret: Secret,
    /// The user it acts for.
    pub user_id: UserId,
}

/// A new access key: 20 upper-case letters and digits, with a secret of 40 letters and digits.
pub fn generate_access_key(user_id: UserId) -> AccessKey {
    AccessKey {
        access: random::text(ACCESS_ALPHABET, 20),
        secret: Secret::new(random::text(SECRET_ALPHABET, 40)),
        user_id,
    }
}

/// A new password of 20 characters: upper and lower case, a digit and a special character.
pub fn generate_password() -> Secret {
    loop {
        // Drawing again, rather than placing one of each class, keeps every such password equally
        // likely. Most draws succeed.
        let password = Secret::new(random::text(PASSWORD_ALPHABET, 20));
        if has_all_classes(password.expose()) {
            return password;
        }
    }
}

fn has_all_classes(password: &str) -> bool {
    let any = |class: fn(&u8) -> bool| password.as_bytes().iter().any(class);
    any(u8::is_ascii_uppercase)
        && any(u8::is_ascii_lowercase)
        && any(u8::is_ascii_digit)
        && any(u8::is_ascii_punctuation)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::BuiltinPolicy;

    fn principal() -> Principal {
        Principal {
            user_id: UserId::generate(),
            user_name: "ada".to_owned(),
            domain_id: DomainId::generate(),
            project_id: Some(ProjectId::generate()),
            policies: vec![BuiltinPolicy::ReadOnly.policy()],
        }
    }

    #[test]
    fn access_keys() {
        let key = generate_access_key(UserId::generate());
        assert_eq!((key.access.len(), key.secret.expose().len()), (20, 40));
        assert!(
            key.access
                .bytes()
                .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
        );
        assert!(
            key.secret
                .expose()
                .bytes()
                .all(|b| b.is_ascii_alphanumeric())
        );
        assert!(!format!("{key:?}").contains(key.secret.expose()));
    }

    #[test]
    fn passwords_have_all_classes() {
        for _ in 0..200 {
            let password = generate_password();
            assert_eq!(password.expose().len(), 20);
            assert!(has_all_classes(password.expose()));
        }
        assert!(!has_all_classes("Abcdefgh1"));
    }

    #[test]
    fn principals_decide_by_their_policies() {
        let principal = principal();
        assert!(
            principal
                .decide("gaussdb:instance:list", Target::default())
                .is_allowed()
        );
        assert!(
            !principal
                .decide("gaussdb:instance:create", Target::default())
                .is_allowed()
        );
    }

    #[test]
    fn tokens_last_a_day() {
        let (principal, now) = (principal(), Timestamp::from_millis(1_000));
        let claims = principal.token_claims(now);
        assert_eq!(claims.expires_at.as_millis() - now.as_millis(), 86_400_000);
        assert_eq!(claims.project_id, principal.project_id);
        assert_ne!(claims.id, principal.token_claims(now).id);
    }
}
