//! The identity service, as far as database clients call it (3.1, A.4, Keystone version 3).

mod directory;
mod token;
mod version;

pub use directory::{Domain, DomainsResponse, Links, Project, ProjectsQuery, ProjectsResponse};
pub use token::{
    Auth, CatalogEndpoint, CatalogService, Identity, IdentityRef, NamedRef, PasswordMethod,
    PasswordUser, ProjectScope, Scope, ScopedRef, Token, TokenMethod, TokenRequest, TokenResponse,
    TokenUser,
};
pub use version::{
    MediaType, Version, VersionLink, VersionResponse, VersionValues, VersionsResponse,
};
