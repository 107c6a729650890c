//! Paths beside the API's table: its own description, and a sign of life.

use axum::body::Bytes;
use axum::http::Method;
use hyades_api::implemented::IMPLEMENTED;
use hyades_api::openapi::openapi;
use hyades_types::error::{ApiError, ErrorCode};

use super::failure::{Failure, allow};
use super::reply::Reply;

/// Documents that never change, rendered once.
pub(super) struct Documents {
    openapi: Result<Bytes, String>,
}

impl Documents {
    pub(super) fn render() -> Self {
        let rendered = openapi(IMPLEMENTED).to_json();
        Self {
            openapi: rendered.map(Bytes::from).map_err(|error| error.to_string()),
        }
    }

    /// The answer for one of these paths; `None` for any other.
    pub(super) fn find(&self, method: &Method, path: &str) -> Option<Result<Reply, Failure>> {
        let document = match path {
            "/openapi.json" => self.openapi.clone().map_err(ApiError::fault),
            "/healthz" => Ok(Bytes::from_static(br#"{"status":"ok"}"#)),
            _ => return None,
        };
        Some(match *method {
            Method::GET | Method::HEAD => document.map(Reply::rendered).map_err(Failure::from),
            Method::OPTIONS => Reply::empty()
                .map(|reply| reply.header(axum::http::header::ALLOW, allow(&["GET"])))
                .map_err(Failure::from),
            _ => Err(Failure::from(ErrorCode::METHOD_NOT_ALLOWED).allowing(&["GET"])),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_description_is_the_one_of_the_table() {
        let documents = Documents::render();
        let bytes = documents.openapi.unwrap();
        let document: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        assert_eq!(document["info"]["title"], "Hyades");
    }

    #[test]
    fn other_paths_and_methods() {
        let documents = Documents::render();
        assert!(documents.find(&Method::GET, "/v3/projects").is_none());
        let refused = documents.find(&Method::POST, "/healthz").unwrap();
        let failure = refused.err().unwrap();
        assert_eq!(failure.error().code(), ErrorCode::METHOD_NOT_ALLOWED);
    }
}
