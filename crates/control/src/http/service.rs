//! What all requests share.

use std::collections::HashMap;

use hyades_api::router::Router;

use super::ServiceInfo;
use super::body::Bodies;
use super::registry::{HANDLERS, Handler};
use super::system::Documents;
use crate::app::App;
use crate::app::identity::Identity;

/// What all requests share.
pub(super) struct Service {
    pub(super) app: App,
    pub(super) identity: Identity,
    pub(super) info: ServiceInfo,
    pub(super) routes: Router,
    pub(super) handlers: HashMap<&'static str, Handler>,
    pub(super) bodies: Bodies,
    pub(super) documents: Documents,
}

impl Service {
    pub(super) fn new(app: App, mut info: ServiceInfo) -> Self {
        // Paths are appended to it.
        let base = info.public_endpoint.trim_end_matches('/').len();
        info.public_endpoint.truncate(base);
        Self {
            identity: Identity::new(&app),
            app,
            info,
            routes: Router::new(),
            handlers: HANDLERS.iter().copied().collect(),
            bodies: Bodies::default(),
            documents: Documents::render(),
        }
    }
}
