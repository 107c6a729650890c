//! A request and its answer, as the log and the client's support see them.

use std::time::Instant;

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use hyades_types::error::Language;
use uuid::Uuid;

use super::failure::Failure;
use super::reply::Reply;

const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");
const NO_SNIFF: HeaderValue = HeaderValue::from_static("nosniff");

/// One request under way.
pub(super) struct Exchange {
    id: String,
    language: Language,
    method: Method,
    path: String,
    begun: Instant,
}

impl Exchange {
    /// Begins one, with a new id.
    pub(super) fn begin(request: &Request) -> Self {
        Self {
            id: Uuid::new_v4().simple().to_string(),
            language: language(request.headers()),
            method: request.method().clone(),
            path: request.uri().path().to_owned(),
            begun: Instant::now(),
        }
    }

    /// What everything that is logged meanwhile is labelled with, be it errors alone. Operation and
    /// user are filled in when they are known.
    pub(super) fn span(&self) -> tracing::Span {
        let empty = tracing::field::Empty;
        tracing::error_span!("request", id = %self.id, operation = empty, user = empty)
    }

    /// Ends it: writes the log, and the answer with the headers that every answer has.
    pub(super) fn end(self, outcome: Result<Reply, Failure>) -> Response {
        let code = outcome.as_ref().err().map(|failure| failure.error().code());
        let reply = outcome.unwrap_or_else(|failure| {
            failure.log();
            failure.into_reply(self.language)
        });
        self.log(reply.status, code.map_or("", |code| code.as_str()));
        let mut response = Response::new(reply.body);
        *response.status_mut() =
            StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, reply.content_type);
        headers.insert(header::CACHE_CONTROL, NO_STORE);
        headers.insert(header::X_CONTENT_TYPE_OPTIONS, NO_SNIFF);
        if let Ok(id) = HeaderValue::from_str(&self.id) {
            headers.insert("x-request-id", id);
        }
        headers.extend(reply.headers);
        response
    }

    /// The query is left out: clients put names into it, or worse.
    fn log(&self, status: u16, code: &str) {
        let (method, path) = (&self.method, self.path.as_str());
        let millis = self.begun.elapsed().as_millis();
        if method.is_safe() {
            tracing::debug!(%method, path, status, code, millis, "answered");
        } else {
            tracing::info!(%method, path, status, code, millis, "answered");
        }
    }
}

fn language(headers: &HeaderMap) -> Language {
    let wanted = headers.get("x-language");
    Language::from_header(wanted.and_then(|value| value.to_str().ok()))
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use hyades_types::error::ErrorCode;

    use super::*;

    #[test]
    fn every_answer_is_json_with_an_id() {
        for outcome in [
            Ok(Reply::rendered("{}".into())),
            Err(ErrorCode::INTERNAL.into()),
        ] {
            let request = Request::new(Body::empty());
            let response = Exchange::begin(&request).end(outcome);
            assert_eq!(response.headers()["content-type"], "application/json");
            let id = response.headers()["x-request-id"].to_str().unwrap();
            assert_eq!(id.len(), 32);
            assert!(id.bytes().all(|byte| byte.is_ascii_hexdigit()));
        }
    }

    #[test]
    fn the_language_is_a_header() {
        let mut headers = HeaderMap::new();
        assert_eq!(language(&headers), Language::English);
        headers.insert("X-Language", HeaderValue::from_static("zh-cn"));
        assert_eq!(language(&headers), Language::Chinese);
        headers.insert("X-Language", HeaderValue::from_bytes(b"\xe9").unwrap());
        assert_eq!(language(&headers), Language::English);
    }
}
