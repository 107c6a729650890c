//! Tokens as they are shown.

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use hyades_api::wire::iam::{
    CatalogEndpoint, CatalogService, NamedRef, ScopedRef, Token, TokenResponse, TokenUser,
};
use hyades_types::error::ApiError;
use uuid::Uuid;

use crate::app::identity::{LoginMethod, Session};
use crate::http::call::Call;
use crate::http::reply::Reply;

const SUBJECT: HeaderName = HeaderName::from_static("x-subject-token");

/// Where the services of the catalog are.
pub(in crate::http) struct CatalogBase<'a> {
    endpoint: &'a str,
    region: &'a str,
}

impl<'a> CatalogBase<'a> {
    pub(in crate::http) fn of(call: &'a Call) -> Self {
        Self {
            endpoint: &call.info().public_endpoint,
            region: call.region(),
        }
    }
}

pub(in crate::http) fn response(
    session: &Session,
    method: LoginMethod,
    base: &CatalogBase<'_>,
) -> TokenResponse {
    let claims = &session.claims;
    let domain = named(session.domain.id.as_str(), &session.domain.name);
    let method = match method {
        LoginMethod::Password => "password",
        LoginMethod::Token => "token",
    };
    TokenResponse {
        token: Token {
            methods: vec![method.to_owned()],
            expires_at: claims.expires_at.to_iam(),
            issued_at: claims.issued_at.to_iam(),
            user: TokenUser {
                id: claims.user_id.to_string(),
                name: claims.user_name.clone(),
                domain: domain.clone(),
                password_expires_at: String::new(),
            },
            project: session.project.as_ref().map(|project| ScopedRef {
                id: project.id.to_string(),
                name: project.name.clone(),
                domain: domain.clone(),
            }),
            domain: session.project.is_none().then_some(domain),
            roles: session
                .roles
                .iter()
                .map(|role| named(&stable_id(role), role))
                .collect(),
            catalog: catalog(session, base),
        },
    }
}

/// The header that a token is in when it is the subject, not the caller's credential.
pub(in crate::http) fn subject(headers: &HeaderMap) -> Result<&str, ApiError> {
    let missing = || ApiError::parameter("X-Subject-Token", "is missing");
    let value = headers.get(&SUBJECT).ok_or_else(missing)?;
    value.to_str().map_err(|_| missing())
}

/// With the token in the header where clients take it from.
pub(in crate::http) fn with_subject(reply: Reply, token: &str) -> Result<Reply, ApiError> {
    let mut value = HeaderValue::from_str(token).map_err(ApiError::fault)?;
    value.set_sensitive(true);
    Ok(reply.header(SUBJECT, value))
}

/// Both services are this server; the database API's URLs have the project in them.
fn catalog(session: &Session, base: &CatalogBase<'_>) -> Vec<CatalogService> {
    let identity = format!("{}/v3", base.endpoint);
    let database = session.project.as_ref().map(|project| {
        let url = format!("{identity}/{}", project.id);
        service(base, "gaussdb", "gaussdb", url)
    });
    let identity = service(base, "iam", "identity", identity);
    std::iter::once(identity).chain(database).collect()
}

fn service(base: &CatalogBase<'_>, name: &str, kind: &str, url: String) -> CatalogService {
    CatalogService {
        id: stable_id(name),
        name: name.to_owned(),
        kind: kind.to_owned(),
        endpoints: vec![CatalogEndpoint {
            id: stable_id(&url),
            interface: "public".to_owned(),
            region: base.region.to_owned(),
            region_id: base.region.to_owned(),
            url,
        }],
    }
}

fn named(id: &str, name: &str) -> NamedRef {
    NamedRef {
        id: id.to_owned(),
        name: name.to_owned(),
    }
}

/// An id for what has but a name.
fn stable_id(name: &str) -> String {
    Uuid::new_v5(&Uuid::NAMESPACE_URL, name.as_bytes())
        .simple()
        .to_string()
}
