//! Answers of handlers.

use axum::body::{Body, Bytes};
use axum::http::{HeaderName, HeaderValue};
use hyades_api::wire::Empty;
use hyades_types::error::ApiError;
use serde::Serialize;

const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// What a handler answers: JSON mostly, and perhaps headers of its own.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) content_type: HeaderValue,
    pub(super) body: Body,
    pub(super) headers: Vec<(HeaderName, HeaderValue)>,
}

impl Reply {
    /// A wire struct.
    pub(super) fn json<T: Serialize>(value: &T) -> Result<Self, ApiError> {
        let body = serde_json::to_vec(value).map_err(ApiError::fault)?;
        Ok(Self::rendered(body.into()))
    }

    /// JSON that was rendered before.
    pub(super) fn rendered(body: Bytes) -> Self {
        Self::file(JSON, body.into())
    }

    /// Anything else, which need not be in memory.
    pub(super) const fn file(content_type: HeaderValue, body: Body) -> Self {
        Self {
            status: 200,
            content_type,
            body,
            headers: Vec::new(),
        }
    }

    /// `{}`
    pub(super) fn empty() -> Result<Self, ApiError> {
        Self::json(&Empty {})
    }

    /// Not even that, for a status that has no body.
    pub(super) fn nothing() -> Self {
        Self::file(JSON, Body::empty())
    }

    /// With a header.
    pub(super) fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    /// With a status.
    pub(super) fn status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }
}
