//! Tokens: issued, verified, exchanged, shown.

use hyades_iam::{Principal, TokenClaims};
use hyades_types::Secret;
use hyades_types::error::{ApiError, ErrorCode};
use hyades_types::model::{Domain, Project};
use hyades_types::time::Timestamp;

use super::account::Account;
use super::{Caller, Credential, Identity, TokenScope};

/// How a token was come by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoginMethod {
    /// With a password.
    Password,
    /// In exchange for another token.
    Token,
}

/// A new token.
#[derive(Debug, Clone)]
pub struct IssuedToken {
    /// The token itself.
    pub token: Secret,
    /// How it was come by.
    pub method: LoginMethod,
    /// What it stands for.
    pub session: Session,
}

/// What a token stands for.
#[derive(Debug, Clone)]
pub struct Session {
    /// What it claims.
    pub claims: TokenClaims,
    /// The user's domain.
    pub domain: Domain,
    /// The project it is good in; `None` for a token of the domain.
    pub project: Option<Project>,
    /// Names of the user's policies.
    pub roles: Vec<String>,
}

impl Identity {
    /// Recognises the bearer of a token (header `X-Auth-Token`).
    ///
    /// # Errors
    /// [`ErrorCode::INVALID_TOKEN`] when it is not one of ours, has expired, or the user is gone.
    pub async fn authenticate_token(&self, token: &str) -> Result<Caller, ApiError> {
        let refused = || ApiError::new(ErrorCode::INVALID_TOKEN);
        let verified = self.tokens.verify(token, Timestamp::now());
        let claims = verified.map_err(|why| refused().internal(why))?;
        match self.account(&claims.user_id).await? {
            Some(account) if account.domain.id == claims.domain_id => {
                Ok(Caller::new(account, Credential::Token(claims)))
            }
            _ => Err(refused().internal("the user of the token is gone")),
        }
    }

    /// Exchanges a token for one of another scope, which ends when the first one does.
    ///
    /// # Errors
    /// As [`Self::authenticate_token`], and [`ErrorCode::UNAUTHENTICATED`] for a scope that is not
    /// the user's.
    pub async fn exchange_token(
        &self,
        token: &Secret,
        scope: &TokenScope,
    ) -> Result<IssuedToken, ApiError> {
        let caller = self.authenticate_token(token.expose()).await?;
        let Credential::Token(old) = caller.credential() else {
            return Err(ApiError::fault("a token was verified, and is none"));
        };
        let account = self.account(&old.user_id).await?;
        let account = account.ok_or(ErrorCode::INVALID_TOKEN)?;
        let ends = Some(old.expires_at);
        self.issue(&account, scope, LoginMethod::Token, ends).await
    }

    /// What a token stands for, which the caller wants to know.
    ///
    /// # Errors
    /// [`ErrorCode::RESOURCE_NOT_FOUND`] when it is not a good token of the caller's own.
    pub async fn token_show(&self, caller: &Caller, token: &str) -> Result<Session, ApiError> {
        let unknown = || ApiError::new(ErrorCode::RESOURCE_NOT_FOUND).field("X-Subject-Token");
        let verified = self.tokens.verify(token, Timestamp::now());
        let claims = verified.map_err(|why| unknown().internal(why))?;
        if claims.user_id != caller.principal().user_id {
            return Err(unknown().internal("the token is another user's"));
        }
        let account = self.account(&claims.user_id).await?.ok_or_else(unknown)?;
        let projects = self.domain_projects(&claims.domain_id).await?;
        let named = |project: &&Project| claims.project_id.as_ref() == Some(&project.id);
        let project = projects.iter().find(named).cloned();
        Ok(session(&account, claims, project))
    }

    /// Issues a token to a user whose credentials were verified. It ends at `ends`, or when its
    /// normal time is over.
    pub(super) async fn issue(
        &self,
        account: &Account,
        scope: &TokenScope,
        method: LoginMethod,
        ends: Option<Timestamp>,
    ) -> Result<IssuedToken, ApiError> {
        let project = self.resolve(account, scope).await?;
        let principal = Principal {
            user_id: account.user.id.clone(),
            user_name: account.user.name.clone(),
            domain_id: account.domain.id.clone(),
            project_id: project.as_ref().map(|project| project.id.clone()),
            policies: Vec::new(),
        };
        let mut claims = principal.token_claims(Timestamp::now());
        claims.expires_at = ends.unwrap_or(claims.expires_at);
        Ok(IssuedToken {
            token: self.tokens.issue(&claims),
            method,
            session: session(account, claims, project),
        })
    }
}

fn session(account: &Account, claims: TokenClaims, project: Option<Project>) -> Session {
    Session {
        claims,
        domain: account.domain.clone(),
        project,
        roles: account.user.policies.clone(),
    }
}
