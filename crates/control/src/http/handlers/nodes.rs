//! Nodes of an instance.

use hyades_api::wire::instances::{
    CreateReplicasRequest, CreateReplicasResponse, RestartRequest, SwitchoverRequest,
};
use hyades_api::wire::{JobResponse, parse_body, parse_optional_body};
use hyades_types::error::ApiError;

use crate::http::call::Call;
use crate::http::convert::replicas;
use crate::http::reply::Reply;

/// 4.3.4, 5.3.8
pub(in crate::http) async fn add(call: Call) -> Result<Reply, ApiError> {
    let id = call.instance()?;
    let request: CreateReplicasRequest = parse_body(call.body())?;
    let request = replicas::request(request);
    let added = call.app().node_add(call.project()?, &id, request).await?;
    Reply::json(&CreateReplicasResponse {
        instance_id: added.instance.into(),
        node_names: added.names,
        job_id: Some(added.job.into()),
        order_id: None,
    })
}

/// 4.3.5, 5.3.9
pub(in crate::http) async fn delete(call: Call) -> Result<Reply, ApiError> {
    let (id, node) = (call.instance()?, call.node()?);
    let job = call.app().node_delete(call.project()?, &id, &node).await?;
    Reply::json(&JobResponse::new(job))
}

/// 4.3.14
pub(in crate::http) async fn restart(call: Call) -> Result<Reply, ApiError> {
    let (id, node) = (call.instance()?, call.node()?);
    let request: RestartRequest = parse_optional_body(call.body())?;
    let delayed = request.delay.is_some_and(|delay| delay.0);
    let project = call.project()?;
    let job = call
        .app()
        .node_restart(project, &id, &node, delayed)
        .await?;
    Reply::json(&JobResponse::new(job))
}

/// 4.3.19
pub(in crate::http) async fn switchover(call: Call) -> Result<Reply, ApiError> {
    let id = call.instance()?;
    let request: SwitchoverRequest = parse_body(call.body())?;
    let (project, node) = (call.project()?, request.node_id.as_str());
    let job = call.app().node_promote(project, &id, node).await?;
    Reply::json(&JobResponse::new(job))
}
