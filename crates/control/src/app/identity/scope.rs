//! Where a token shall be valid.

use hyades_types::error::{ApiError, ErrorCode};
use hyades_types::model::{Domain, Project};

use super::Identity;
use super::account::Account;

/// Something that is named by id or by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Named {
    /// By its id.
    Id(String),
    /// By its name.
    Name(String),
}

impl Named {
    fn is(&self, id: &str, name: &str) -> bool {
        match self {
            Self::Id(wanted) => wanted == id,
            Self::Name(wanted) => wanted == name,
        }
    }
}

/// Where a token shall be valid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TokenScope {
    /// In one project, of the user's domain if none is named: what the database API wants.
    Project {
        /// The project.
        project: Named,
        /// Its domain.
        domain: Option<Named>,
    },
    /// In a domain.
    Domain(Named),
    /// Not said: in the user's domain.
    Unscoped,
}

impl Identity {
    /// The project that a scope names; `None` for the domain.
    pub(super) async fn resolve(
        &self,
        account: &Account,
        scope: &TokenScope,
    ) -> Result<Option<Project>, ApiError> {
        match scope {
            TokenScope::Unscoped => Ok(None),
            TokenScope::Domain(domain) if is_own(domain, &account.domain) => Ok(None),
            TokenScope::Domain(_) => Err(out_of_reach("domain")),
            TokenScope::Project { project, domain } => {
                let own = |domain| is_own(domain, &account.domain);
                if !domain.as_ref().is_none_or(own) {
                    return Err(out_of_reach("project"));
                }
                let projects = self.domain_projects(&account.domain.id).await?;
                let named = |found: &&Project| project.is(found.id.as_str(), &found.name);
                let found = projects.iter().find(named).cloned();
                found.map(Some).ok_or_else(|| out_of_reach("project"))
            }
        }
    }
}

fn is_own(named: &Named, domain: &Domain) -> bool {
    named.is(domain.id.as_str(), &domain.name)
}

/// What is not the user's domain's is as if it did not exist. A 401, as of Keystone.
fn out_of_reach(what: &str) -> ApiError {
    ApiError::new(ErrorCode::UNAUTHENTICATED)
        .detail(format!("the user has no {what} like the one in auth.scope"))
}
