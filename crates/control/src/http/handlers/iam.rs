//! Tokens, projects and domains.

use hyades_api::wire::iam::{
    ProjectsQuery, TokenRequest, Version, VersionResponse, VersionValues, VersionsResponse,
};
use hyades_api::wire::{parse_body, parse_query};
use hyades_types::error::ApiError;

use crate::http::call::Call;
use crate::http::convert::{directory, login, token};
use crate::http::reply::Reply;

/// `GET /`
pub(in crate::http) async fn versions(call: Call) -> Result<Reply, ApiError> {
    let values = vec![Version::v3(&call.info().public_endpoint)];
    Reply::json(&VersionsResponse {
        versions: VersionValues { values },
    })
}

/// `GET /v3`
pub(in crate::http) async fn version(call: Call) -> Result<Reply, ApiError> {
    let version = Version::v3(&call.info().public_endpoint);
    Reply::json(&VersionResponse { version })
}

/// `POST /v3/auth/tokens`
pub(in crate::http) async fn token_create(call: Call) -> Result<Reply, ApiError> {
    let request: TokenRequest = parse_body(call.body())?;
    let issued = match login::read(request.auth)? {
        login::Login::Password(login) => call.identity().authenticate_password(login).await,
        login::Login::Token { token, scope } => {
            call.identity().exchange_token(&token, &scope).await
        }
    }?;
    let base = token::CatalogBase::of(&call);
    let reply = Reply::json(&token::response(&issued.session, issued.method, &base))?;
    token::with_subject(reply, issued.token.expose())
}

/// `GET /v3/auth/tokens`
pub(in crate::http) async fn token_show(call: Call) -> Result<Reply, ApiError> {
    let subject = token::subject(&call.headers)?;
    let session = call.identity().token_show(call.caller()?, subject).await?;
    let method = crate::app::identity::LoginMethod::Password;
    let base = token::CatalogBase::of(&call);
    let reply = Reply::json(&token::response(&session, method, &base))?;
    token::with_subject(reply, subject)
}

/// `GET /v3/projects`
pub(in crate::http) async fn projects(call: Call) -> Result<Reply, ApiError> {
    let query: ProjectsQuery = parse_query(&call.query)?;
    let (name, domain) = (query.name.as_deref(), query.domain_id.as_deref());
    let projects = call
        .identity()
        .projects(call.caller()?, name, domain)
        .await?;
    Reply::json(&directory::projects(call.info(), projects))
}

/// `GET /v3/auth/domains`
pub(in crate::http) async fn domains(call: Call) -> Result<Reply, ApiError> {
    Reply::json(&directory::domains(call.info(), call.caller()?.domain()))
}
