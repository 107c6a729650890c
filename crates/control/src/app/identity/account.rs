//! Users with what goes with them, and the projects of their domain.

use std::sync::Arc;

use hyades_iam::policy::{BuiltinPolicy, Policy, UnknownPolicy};
use hyades_types::error::ApiError;
use hyades_types::id::{DomainId, UserId};
use hyades_types::model::{Domain, Project, User};

use super::{Caller, Identity};

/// A user, the domain, and what the user was granted.
#[derive(Debug)]
pub(super) struct Account {
    pub(super) user: User,
    pub(super) domain: Domain,
    pub(super) policies: Vec<Policy>,
}

impl Identity {
    /// The account of a user; `None` once the user is gone.
    pub(super) async fn account(&self, user: &UserId) -> Result<Option<Arc<Account>>, ApiError> {
        let fetch = async {
            match self.store.user_fetch(user).await? {
                Some(user) => self.account_of(user).await.map(Some),
                None => Ok(None),
            }
        };
        self.accounts.get_or_fetch(user, fetch).await
    }

    /// The account of a user that was just read.
    pub(super) async fn account_of(&self, user: User) -> Result<Arc<Account>, ApiError> {
        let domain = self.store.domain_fetch(&user.domain).await?;
        let domain =
            domain.ok_or_else(|| ApiError::fault(format!("user {} has no domain", user.id)))?;
        // A policy of an unknown name may deny something: without it the user could do too much.
        let policies = policies(&user.policies).map_err(ApiError::fault)?;
        Ok(Arc::new(Account {
            user,
            domain,
            policies,
        }))
    }

    /// The projects of a domain.
    pub(super) async fn domain_projects(
        &self,
        domain: &DomainId,
    ) -> Result<Arc<[Project]>, ApiError> {
        let fetch = async {
            let projects = self.store.project_list(domain).await?;
            Ok::<_, ApiError>(Some(projects.into()))
        };
        let projects = self.projects.get_or_fetch(domain, fetch).await?;
        Ok(projects.unwrap_or_default())
    }

    /// The projects of the caller's domain, all of which the caller may name; narrowed to those of
    /// a name, or of a domain.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn projects(
        &self,
        caller: &Caller,
        name: Option<&str>,
        domain: Option<&str>,
    ) -> Result<Vec<Project>, ApiError> {
        let projects = self.domain_projects(&caller.principal().domain_id).await?;
        let wanted = |project: &&Project| {
            name.is_none_or(|name| project.name == name)
                && domain.is_none_or(|domain| project.domain.as_str() == domain)
        };
        Ok(projects.iter().filter(wanted).cloned().collect())
    }
}

fn policies(names: &[String]) -> Result<Vec<Policy>, UnknownPolicy> {
    let policy = |name: &String| name.parse::<BuiltinPolicy>().map(BuiltinPolicy::policy);
    names.iter().map(policy).collect()
}
