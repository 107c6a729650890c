//! Which endpoint a request is for.

use axum::http::request::Parts;
use axum::http::{Method, header};
use hyades_api::endpoint::{Endpoint, Method as ApiMethod};
use hyades_api::router::{Match, Params};
use hyades_types::error::ErrorCode;

use crate::http::download;
use crate::http::failure::{Failure, allow};
use crate::http::reply::Reply;
use crate::http::service::Service;

/// Where a request goes.
pub(super) enum Route {
    /// Nowhere: this is the answer.
    Answered(Reply),
    /// To the file of this name.
    Download(String),
    /// To an endpoint, with the variables of its path.
    Endpoint(&'static Endpoint, Params),
}

/// Finds where a request goes. `HEAD` goes where `GET` does; the answer's body is left out by the
/// server. `OPTIONS` says which methods a path has.
pub(super) fn find(service: &Service, parts: &Parts) -> Result<Route, Failure> {
    let path = parts.uri.path();
    if let Some(answer) = service.documents.find(&parts.method, path) {
        return answer.map(Route::Answered);
    }
    if let Some(name) = download::name(path) {
        return Ok(Route::Download(name.to_owned()));
    }
    let method = match &parts.method {
        &Method::HEAD => Method::GET.as_str(),
        method => method.as_str(),
    };
    match service.routes.find(method, path) {
        Match::Found { endpoint, params } => {
            tracing::Span::current().record("operation", endpoint.operation);
            Ok(Route::Endpoint(endpoint, params))
        }
        Match::NotFound => Err(ErrorCode::UNKNOWN_ROUTE.into()),
        Match::MethodNotAllowed { allow: methods } => {
            let methods: Vec<_> = methods.into_iter().map(ApiMethod::as_str).collect();
            if parts.method == Method::OPTIONS {
                let reply = Reply::empty()?.header(header::ALLOW, allow(&methods));
                return Ok(Route::Answered(reply));
            }
            Err(Failure::from(ErrorCode::METHOD_NOT_ALLOWED).allowing(&methods))
        }
    }
}
