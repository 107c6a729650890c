//! A caller whose credentials were verified, and what it may do.

use std::sync::Arc;

use hyades_api::endpoint::{Access, Endpoint};
use hyades_iam::policy::{Decision, Target};
use hyades_iam::{Principal, TokenClaims};
use hyades_types::error::{ApiError, ErrorCode};
use hyades_types::id::ProjectId;
use hyades_types::model::Domain;

use super::Identity;
use super::account::Account;

/// A caller whose credentials were verified.
#[derive(Debug)]
pub struct Caller {
    principal: Principal,
    credential: Credential,
    account: Arc<Account>,
}

/// What a caller was recognised by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Credential {
    /// A token; good for its project alone.
    Token(TokenClaims),
    /// A request signed with the access key of this name; good for every project of the domain.
    AccessKey(String),
}

impl Caller {
    pub(super) fn new(account: Arc<Account>, credential: Credential) -> Self {
        let project_id = match &credential {
            Credential::Token(claims) => claims.project_id.clone(),
            Credential::AccessKey(_) => None,
        };
        let principal = Principal {
            user_id: account.user.id.clone(),
            user_name: account.user.name.clone(),
            domain_id: account.domain.id.clone(),
            project_id,
            policies: account.policies.clone(),
        };
        Self {
            principal,
            credential,
            account,
        }
    }

    /// Who it is and what was granted.
    pub const fn principal(&self) -> &Principal {
        &self.principal
    }

    /// What it was recognised by.
    pub const fn credential(&self) -> &Credential {
        &self.credential
    }

    /// Its domain: the only one it can see.
    pub fn domain(&self) -> &Domain {
        &self.account.domain
    }

    /// Whether the credentials are good in a project of the caller's domain.
    fn reaches(&self, project: &ProjectId) -> bool {
        match &self.credential {
            Credential::Token(claims) => claims.project_id.as_ref() == Some(project),
            Credential::AccessKey(_) => true,
        }
    }
}

impl Identity {
    /// Decides whether the caller may call an endpoint, with the project that its path names (as
    /// it stands there). Returns that project, which exists.
    ///
    /// # Errors
    /// [`ErrorCode::FORBIDDEN`] when no policy allows it, and for a project that the caller is not
    /// a member of, whether it exists or not.
    pub async fn authorize(
        &self,
        caller: &Caller,
        endpoint: &Endpoint,
        project: Option<&str>,
    ) -> Result<Option<ProjectId>, ApiError> {
        match endpoint.access {
            // These show nothing but the caller's own.
            Access::Anonymous | Access::Authenticated => return Ok(None),
            Access::Project => {}
        }
        let project = self
            .member_project(caller, project.unwrap_or_default())
            .await?;
        let target = Target {
            project: Some(&project),
            enterprise_project: None,
        };
        match caller.principal.decide(endpoint.action, target) {
            Decision::Allow => Ok(Some(project)),
            Decision::Deny { why } => Err(ApiError::new(ErrorCode::FORBIDDEN)
                .detail(format!("your policies do not allow {}", endpoint.action))
                .internal(why)),
        }
    }

    async fn member_project(&self, caller: &Caller, id: &str) -> Result<ProjectId, ApiError> {
        let projects = self.domain_projects(&caller.principal.domain_id).await?;
        projects
            .iter()
            .map(|project| &project.id)
            .find(|project| project.as_str() == id && caller.reaches(project))
            .cloned()
            .ok_or_else(|| {
                let detail = "these credentials are not for the project in the path";
                ApiError::new(ErrorCode::FORBIDDEN).detail(detail)
            })
    }
}
