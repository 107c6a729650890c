//! Who sends a request, and whether it may be made.

use axum::body::Body;
use axum::http::request::Parts;
use hyades_api::endpoint::{Access, Endpoint};
use hyades_api::router::Params;
use hyades_types::error::ApiError;
use hyades_types::id::ProjectId;

use crate::app::identity::Caller;
use crate::http::body::{LIMIT, Payload, SMALL};
use crate::http::credentials::{Credentials, signer};
use crate::http::service::Service;

/// A request that may be made.
pub(super) struct Admission {
    /// Who makes it; `None` where anyone may.
    pub(super) caller: Option<Caller>,
    /// The project in its path.
    pub(super) project: Option<ProjectId>,
    /// Its body.
    pub(super) payload: Payload,
}

/// Reads the body and checks credentials and permission: the body comes last where it can, so that
/// strangers cannot make us read much.
pub(super) async fn admit(
    service: &Service,
    parts: &Parts,
    body: &mut Body,
    endpoint: &Endpoint,
    params: &Params,
) -> Result<Admission, ApiError> {
    if endpoint.access == Access::Anonymous {
        return Ok(Admission {
            caller: None,
            project: None,
            payload: service.bodies.read(body, SMALL).await?,
        });
    }
    let (identity, bodies) = (&service.identity, &service.bodies);
    let named = params.get("project_id");
    let (caller, project, payload) = match Credentials::of(&parts.headers)? {
        Credentials::Token(token) => {
            let caller = recognised(identity.authenticate_token(token).await?);
            let project = identity.authorize(&caller, endpoint, named).await?;
            (caller, project, bodies.read(body, LIMIT).await?)
        }
        Credentials::Signature(authorization) => {
            let payload = bodies.read(body, LIMIT).await?;
            let caller = signer(identity, authorization, parts, &payload.bytes).await?;
            let caller = recognised(caller);
            let project = identity.authorize(&caller, endpoint, named).await?;
            (caller, project, payload)
        }
    };
    Ok(Admission {
        caller: Some(caller),
        project,
        payload,
    })
}

/// Tells the log who it is.
fn recognised(caller: Caller) -> Caller {
    tracing::Span::current().record("user", caller.principal().user_name.as_str());
    caller
}
