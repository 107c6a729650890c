//! The REST API over HTTP.
//!
//! Every request takes the same way (`pipeline`): size, route, credentials, permission, body,
//! handler. A handler reads the wire structs, makes one call of the application, and hands the
//! result to `convert`.
//!
//! Invariant: nothing outside of this module knows HTTP, and nothing in it knows the store.

mod body;
mod call;
mod convert;
mod credentials;
mod download;
mod exchange;
mod failure;
mod handlers;
mod media_type;
mod metrics;
mod pipeline;
mod registry;
mod reply;
mod server;
mod service;
mod system;

use std::sync::Arc;

use axum::extract::Request;

use crate::app::App;
use service::Service;

pub use metrics::metrics_router;
pub use server::serve;

/// What the API says about itself.
#[derive(Debug, Clone)]
pub struct ServiceInfo {
    /// The base of the API's URLs as clients reach it, such as `https://10.0.0.5:8443`.
    pub public_endpoint: String,
}

/// The whole API.
pub fn router(app: App, info: ServiceInfo) -> axum::Router {
    let service = Arc::new(Service::new(app, info));
    axum::Router::new().fallback(move |request: Request| {
        let service = Arc::clone(&service);
        pipeline::answer(service, request)
    })
}
