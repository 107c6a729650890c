//! Answers of handlers.

use axum::body::Bytes;
use axum::http::{HeaderName, HeaderValue};
use hyades_api::wire::Empty;
use hyades_types::error::ApiError;
use serde::Serialize;

/// What a handler answers: JSON, and perhaps headers of its own.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) body: Bytes,
    pub(super) headers: Vec<(HeaderName, HeaderValue)>,
}

impl Reply {
    /// A wire struct.
    pub(super) fn json<T: Serialize>(value: &T) -> Result<Self, ApiError> {
        let body = serde_json::to_vec(value).map_err(ApiError::fault)?;
        Ok(Self::rendered(body.into()))
    }

    /// JSON that was rendered before.
    pub(super) const fn rendered(body: Bytes) -> Self {
        Self {
            status: 200,
            body,
            headers: Vec::new(),
        }
    }

    /// `{}`
    pub(super) fn empty() -> Result<Self, ApiError> {
        Self::json(&Empty {})
    }

    /// With a header.
    pub(super) fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    /// With a status.
    pub(super) const fn status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }
}
