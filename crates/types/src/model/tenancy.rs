//! Who owns and who may do.

use crate::id::{DomainId, ProjectId, UserId};

/// An account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Domain {
    /// Its id.
    pub id: DomainId,
    /// Its name, unique.
    pub name: String,
}

/// A project of a domain in a region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Project {
    /// Its id.
    pub id: ProjectId,
    /// The domain.
    pub domain: DomainId,
    /// Its name, unique in the domain; the first project is named like the region.
    pub name: String,
}

/// A user of the API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// Its id.
    pub id: UserId,
    /// The domain.
    pub domain: DomainId,
    /// Its name, unique in the domain.
    pub name: String,
    /// A PHC string.
    pub password_hash: String,
    /// Names of the policies attached to the user.
    pub policies: Vec<String>,
}

/// A key pair for signed requests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessKey {
    /// The public half (AK).
    pub access: String,
    /// Whose it is.
    pub user: UserId,
    /// The secret half (SK), encrypted with the deployment's key.
    pub sealed_secret: String,
}
