//! Logging in with a password.

use std::sync::Arc;
use std::time::Duration;

use hyades_iam::password;
use hyades_types::Secret;
use hyades_types::error::{ApiError, ErrorCode};
use hyades_types::model::User;

use super::{Identity, IssuedToken, LoginMethod, Named, TokenScope};

/// How long a login waits for its turn.
const PATIENCE: Duration = Duration::from_secs(10);

/// The most passwords that are hashed at a time.
const MOST_HASHES: usize = 4;

/// Who logs in, and for what.
#[derive(Debug)]
pub struct PasswordLogin {
    /// The user.
    pub user: UserRef,
    /// The password.
    pub password: Secret,
    /// Where the token shall be valid.
    pub scope: TokenScope,
}

/// A user, as a login names one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UserRef {
    /// By id.
    Id(String),
    /// By name, which is unique in a domain.
    Name {
        /// The user's name.
        name: String,
        /// The domain.
        domain: Named,
    },
}

/// How many passwords are hashed at a time: half of the processors, so that a flood of logins
/// leaves the others to everyone else.
pub(super) fn parallel_hashes() -> usize {
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    (processors / 2).clamp(1, MOST_HASHES)
}

impl Identity {
    /// Issues a token for a password.
    ///
    /// # Errors
    /// [`ErrorCode::UNAUTHENTICATED`] when user, password or scope are not right;
    /// [`ErrorCode::UNAVAILABLE`] when too many are logging in.
    pub async fn authenticate_password(
        &self,
        login: PasswordLogin,
    ) -> Result<IssuedToken, ApiError> {
        let user = self.find_user(&login.user).await?;
        let stored = user.as_ref().map(|user| user.password_hash.clone());
        let right = self.check_password(login.password, stored).await?;
        let user = user.filter(|_| right).ok_or_else(|| {
            let detail = "the user name or the password is wrong";
            ApiError::new(ErrorCode::UNAUTHENTICATED).detail(detail)
        })?;
        let account = self.account_of(user).await?;
        self.issue(&account, &login.scope, LoginMethod::Password, None)
            .await
    }

    async fn find_user(&self, user: &UserRef) -> Result<Option<User>, ApiError> {
        match user {
            UserRef::Id(id) => match id.parse() {
                Ok(id) => Ok(self.store.user_fetch(&id).await?),
                Err(_) => Ok(None),
            },
            UserRef::Name { name, domain } => {
                let domain = match domain {
                    Named::Id(id) => id.parse().ok(),
                    Named::Name(name) => {
                        let found = self.store.domain_by_name(name).await?;
                        found.map(|domain| domain.id)
                    }
                };
                let Some(domain) = domain else {
                    return Ok(None);
                };
                Ok(self.store.user_by_name(&domain, name).await?)
            }
        }
    }

    /// Compares a password with the stored hash, in as much time if there is none.
    async fn check_password(
        &self,
        password: Secret,
        stored: Option<String>,
    ) -> Result<bool, ApiError> {
        let turn = Arc::clone(&self.hashing).acquire_owned();
        let turn = tokio::time::timeout(PATIENCE, turn).await.map_err(|_| {
            ApiError::new(ErrorCode::UNAVAILABLE).detail("too many logins at a time")
        })?;
        let turn = turn.map_err(ApiError::fault)?;
        let check = move || {
            // Kept to the end: a caller that hangs up does not stop the hashing.
            let _turn = turn;
            match stored {
                Some(stored) => password::verify(&password, &stored),
                None => {
                    password::dummy_verify(&password);
                    Ok(false)
                }
            }
        };
        let outcome = tokio::task::spawn_blocking(check).await;
        outcome.map_err(ApiError::fault)?.map_err(ApiError::fault)
    }
}
