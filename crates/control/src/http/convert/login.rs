//! Requests for tokens.

use hyades_api::wire::Text;
use hyades_api::wire::iam::{Auth, IdentityRef, PasswordUser, Scope};
use hyades_types::Secret;
use hyades_types::error::ApiError;

use crate::app::identity::{Named, PasswordLogin, TokenScope, UserRef};

/// How someone logs in.
pub(in crate::http) enum Login {
    /// With a password.
    Password(PasswordLogin),
    /// With a token, for one of another scope.
    Token {
        /// The token at hand.
        token: Secret,
        /// Where the new one shall be valid.
        scope: TokenScope,
    },
}

/// Reads a request for a token. The first method that is known and has credentials counts.
pub(in crate::http) fn read(auth: Auth) -> Result<Login, ApiError> {
    let scope = auth.scope.map_or(Ok(TokenScope::Unscoped), scope)?;
    let identity = auth.identity;
    let asks = |method: &str| identity.methods.iter().any(|each| each == method);
    if asks("password") {
        let missing = || ApiError::parameter("auth.identity.password", "is missing");
        let given = identity.password.ok_or_else(missing)?.user;
        Ok(Login::Password(PasswordLogin {
            user: user(&given)?,
            password: given.password,
            scope,
        }))
    } else if asks("token") {
        let missing = || ApiError::parameter("auth.identity.token", "is missing");
        let token = identity.token.ok_or_else(missing)?.id;
        Ok(Login::Token { token, scope })
    } else {
        Err(ApiError::parameter(
            "auth.identity.methods",
            "must have password or token",
        ))
    }
}

fn user(given: &PasswordUser) -> Result<UserRef, ApiError> {
    const FIELD: &str = "auth.identity.password.user";
    match named(given.id.as_ref(), given.name.as_ref(), FIELD)? {
        Named::Id(id) => Ok(UserRef::Id(id)),
        Named::Name(name) => {
            let field = format!("{FIELD}.domain");
            let missing = || ApiError::parameter(field.as_str(), "is missing");
            let domain = reference(given.domain.as_ref().ok_or_else(missing)?, &field)?;
            Ok(UserRef::Name { name, domain })
        }
    }
}

fn scope(wire: Scope) -> Result<TokenScope, ApiError> {
    match (wire.project, wire.domain) {
        (Some(project), _) => {
            let domain = project.domain.as_ref();
            let domain = domain.map(|domain| reference(domain, "auth.scope.project.domain"));
            Ok(TokenScope::Project {
                project: named(
                    project.id.as_ref(),
                    project.name.as_ref(),
                    "auth.scope.project",
                )?,
                domain: domain.transpose()?,
            })
        }
        (None, Some(domain)) => reference(&domain, "auth.scope.domain").map(TokenScope::Domain),
        (None, None) => Ok(TokenScope::Unscoped),
    }
}

fn reference(wire: &IdentityRef, field: &str) -> Result<Named, ApiError> {
    named(wire.id.as_ref(), wire.name.as_ref(), field)
}

fn named(id: Option<&Text>, name: Option<&Text>, field: &str) -> Result<Named, ApiError> {
    match (id, name) {
        (Some(id), _) => Ok(Named::Id(id.as_str().to_owned())),
        (None, Some(name)) => Ok(Named::Name(name.as_str().to_owned())),
        (None, None) => Err(ApiError::parameter(field, "must have an id or a name")),
    }
}

#[cfg(test)]
mod tests;
