//! What a handler works on.

use std::sync::Arc;

use axum::http::HeaderMap;
use hyades_api::endpoint::Endpoint;
use hyades_api::router::Params;
use hyades_types::error::ApiError;
use hyades_types::id::{InstanceId, NodeId, ProjectId, ProxyId};

use super::ServiceInfo;
use super::body::Payload;
use super::convert::Vocabulary;
use super::service::Service;
use crate::app::App;
use crate::app::identity::{Caller, Identity};

/// A request that may be made, for the handler of its operation.
pub(super) struct Call {
    pub(super) service: Arc<Service>,
    pub(super) endpoint: &'static Endpoint,
    pub(super) params: Params,
    pub(super) query: String,
    pub(super) headers: HeaderMap,
    pub(super) payload: Payload,
    pub(super) caller: Option<Caller>,
    pub(super) project: Option<ProjectId>,
}

impl Call {
    pub(super) fn app(&self) -> &App {
        &self.service.app
    }

    pub(super) fn identity(&self) -> &Identity {
        &self.service.identity
    }

    pub(super) fn info(&self) -> &ServiceInfo {
        &self.service.info
    }

    /// The region, which the application is set to.
    pub(super) fn region(&self) -> &str {
        &self.service.app.settings.region
    }

    pub(super) fn body(&self) -> &[u8] {
        &self.payload.bytes
    }

    /// The caller; asking for one where anyone may call is our mistake.
    pub(super) fn caller(&self) -> Result<&Caller, ApiError> {
        let missing = || ApiError::fault("the endpoint is anonymous");
        self.caller.as_ref().ok_or_else(missing)
    }

    /// The project in the path; asking for one where there is none is our mistake.
    pub(super) fn project(&self) -> Result<&ProjectId, ApiError> {
        let missing = || ApiError::fault("the endpoint is not a project's");
        self.project.as_ref().ok_or_else(missing)
    }

    pub(super) fn instance(&self) -> Result<InstanceId, ApiError> {
        self.params.id("instance_id")
    }

    pub(super) fn node(&self) -> Result<NodeId, ApiError> {
        self.params.id("node_id")
    }

    pub(super) fn proxy(&self) -> Result<ProxyId, ApiError> {
        self.params.id("proxy_id")
    }

    /// Which status words this path answers with.
    pub(super) fn vocabulary(&self) -> Vocabulary {
        Vocabulary::of(self.endpoint)
    }
}
