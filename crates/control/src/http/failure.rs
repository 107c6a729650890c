//! Errors as HTTP: the one place that maps them.

use std::error::Error;

use axum::http::{HeaderName, HeaderValue, header};
use hyades_api::wire::ErrorBody;
use hyades_types::error::{ApiError, ErrorCode, Language};

use super::reply::Reply;

/// What clients sign with; a 401 has to name a way to authenticate.
const CHALLENGE: HeaderValue = HeaderValue::from_static("SDK-HMAC-SHA256");

/// Why there is no answer but an error.
#[derive(Debug)]
pub(super) struct Failure {
    error: ApiError,
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl From<ApiError> for Failure {
    fn from(error: ApiError) -> Self {
        let headers = match error.status() {
            401 => vec![(header::WWW_AUTHENTICATE, CHALLENGE)],
            _ => Vec::new(),
        };
        Self { error, headers }
    }
}

impl From<ErrorCode> for Failure {
    fn from(code: ErrorCode) -> Self {
        ApiError::new(code).into()
    }
}

impl Failure {
    /// With the methods that are allowed instead.
    pub(super) fn allowing(mut self, methods: &[&str]) -> Self {
        self.headers.push((header::ALLOW, allow(methods)));
        self
    }

    /// The error.
    pub(super) const fn error(&self) -> &ApiError {
        &self.error
    }

    /// Tells the log what the caller is not told.
    pub(super) fn log(&self) {
        let error = &self.error;
        let cause = causes(error);
        let code = error.code();
        if code == ErrorCode::NOT_IMPLEMENTED {
            // An answer like any other, until the operation is there.
        } else if code == ErrorCode::UNAVAILABLE {
            tracing::warn!(%error, cause, "request not served");
        } else if error.status() >= 500 {
            tracing::error!(%error, cause, "request failed");
        } else {
            tracing::debug!(%error, cause, "request refused");
        }
    }

    /// What the caller reads.
    pub(super) fn into_reply(self, language: Language) -> Reply {
        let body = ErrorBody::new(&self.error, language);
        // Two strings always have a JSON form.
        let body = serde_json::to_vec(&body).unwrap_or_default();
        let reply = Reply::rendered(body.into()).status(self.error.status());
        self.headers
            .into_iter()
            .fold(reply, |reply, (name, value)| reply.header(name, value))
    }
}

/// The value of an `Allow` header: these methods, and those that come with them.
pub(super) fn allow(methods: &[&str]) -> HeaderValue {
    let mut all = methods.to_vec();
    if all.contains(&"GET") {
        all.push("HEAD");
    }
    all.push("OPTIONS");
    HeaderValue::from_str(&all.join(", ")).unwrap_or(HeaderValue::from_static("OPTIONS"))
}

/// The chain of causes, which [`ApiError`]'s own text leaves out.
fn causes(error: &ApiError) -> String {
    let causes = std::iter::successors(error.source(), |&cause| cause.source());
    let texts: Vec<_> = causes.map(ToString::to_string).collect();
    texts.join(": ")
}

#[cfg(test)]
mod tests {
    use axum::body::to_bytes;
    use futures::FutureExt;
    use serde_json::json;

    use super::*;

    fn rendered(failure: Failure, language: Language) -> (u16, serde_json::Value) {
        let reply = failure.into_reply(language);
        let body = to_bytes(reply.body, usize::MAX).now_or_never();
        let body = body.unwrap().unwrap();
        (reply.status, serde_json::from_slice(&body).unwrap())
    }

    #[test]
    fn errors_have_code_message_and_status() {
        let failure = ApiError::parameter("name", "is missing").into();
        let body = json!({
            "error_code": "DBS.280001",
            "error_msg": "Parameter error: name is missing.",
        });
        assert_eq!(rendered(failure, Language::English), (400, body));

        let failure = ErrorCode::INSTANCE_NOT_FOUND.into();
        let body = json!({"error_code": "DBS.200002", "error_msg": "实例不存在。"});
        assert_eq!(rendered(failure, Language::Chinese), (404, body));
    }

    #[test]
    fn causes_are_for_the_log() {
        let inner = std::io::Error::other("disk sda1 is on fire");
        let error = ApiError::fault(std::io::Error::other(inner));
        assert!(causes(&error).contains("disk sda1"));
        let (status, body) = rendered(error.into(), Language::English);
        assert_eq!(status, 500);
        assert!(!body.to_string().contains("sda1"));
    }

    #[test]
    fn headers_of_errors() {
        let wrong_method = Failure::from(ErrorCode::METHOD_NOT_ALLOWED).allowing(&["GET", "PUT"]);
        let reply = wrong_method.into_reply(Language::English);
        assert_eq!(reply.status, 405);
        let allowed = HeaderValue::from_static("GET, PUT, HEAD, OPTIONS");
        assert_eq!(reply.headers, [(header::ALLOW, allowed)]);

        let reply = Failure::from(ErrorCode::INVALID_TOKEN).into_reply(Language::English);
        assert_eq!(reply.headers, [(header::WWW_AUTHENTICATE, CHALLENGE)]);
    }
}
