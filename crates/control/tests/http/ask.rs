//! One request, and its answer.

use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderMap, Request};
use hyades_iam::signature::{SignedRequest, sign};
use hyades_types::Secret;
use hyades_types::time::Timestamp;
use serde_json::Value;
use tower::ServiceExt;

use super::world::{ACCESS, SECRET, World};

pub(crate) struct Ask {
    method: &'static str,
    uri: String,
    headers: Vec<(String, String)>,
    body: Bytes,
}

pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
}

impl Ask {
    pub(crate) fn new(method: &'static str, uri: impl Into<String>) -> Self {
        Self {
            method,
            uri: uri.into(),
            headers: Vec::new(),
            body: Bytes::new(),
        }
    }

    pub(crate) fn get(uri: impl Into<String>) -> Self {
        Self::new("GET", uri)
    }

    pub(crate) fn post(uri: impl Into<String>) -> Self {
        Self::new("POST", uri)
    }

    pub(crate) fn put(uri: impl Into<String>) -> Self {
        Self::new("PUT", uri)
    }

    pub(crate) fn delete(uri: impl Into<String>) -> Self {
        Self::new("DELETE", uri)
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn token(self, token: &str) -> Self {
        self.header("x-auth-token", token)
    }

    pub(crate) fn body(mut self, body: impl Into<Bytes>) -> Self {
        self.body = body.into();
        self
    }

    pub(crate) fn json(self, body: &Value) -> Self {
        self.header("content-type", "application/json")
            .body(body.to_string())
    }

    /// Signs what is there so far, as the administrator and now.
    pub(crate) fn signed(self) -> Self {
        self.signed_as(ACCESS, SECRET, Timestamp::now())
    }

    pub(crate) fn signed_as(mut self, access: &str, secret: &str, date: Timestamp) -> Self {
        let (path, query) = self.uri.split_once('?').unwrap_or((&self.uri, ""));
        let headers: Vec<_> = self
            .headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_bytes()))
            .collect();
        let request = SignedRequest {
            method: self.method,
            path,
            query,
            headers: &headers,
            body: &self.body,
        };
        let added = sign(&request, access, &Secret::new(secret), date);
        self.headers.extend(added);
        self
    }

    /// Changes what is there already, perhaps after signing.
    pub(crate) fn change(mut self, name: &str, change: impl FnOnce(&str) -> String) -> Self {
        let (_, value) = self.headers.iter_mut().find(|(n, _)| n == name).unwrap();
        *value = change(value);
        self
    }

    pub(crate) async fn of(self, world: &World) -> Answer {
        let body = Body::from(self.body.clone());
        self.with_body(world, body).await
    }

    /// As [`Self::of`], with a body that need not have a length.
    pub(crate) async fn with_body(self, world: &World, body: Body) -> Answer {
        let mut request = Request::builder().method(self.method).uri(&self.uri);
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let request = request.body(body).unwrap();
        let response = world.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap();
        let body = match &body[..] {
            [] => Value::Null,
            body => serde_json::from_slice(body).unwrap(),
        };
        Answer {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body,
        }
    }
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().unwrap()
    }

    /// Status and code of an error.
    pub(crate) fn error(&self) -> (u16, &str) {
        assert!(self.body["error_msg"].is_string(), "{}", self.body);
        (self.status, self.body["error_code"].as_str().unwrap())
    }

    pub(crate) fn message(&self) -> &str {
        self.body["error_msg"].as_str().unwrap()
    }
}
