//! Instances.

use hyades_api::wire::instances::{
    AliasRequest, CreateInstanceRequest, InstanceDetailsQuery, InstancesQuery, PasswordRequest,
    RenameRequest, RestartRequest,
};
use hyades_api::wire::{JobResponse, Paging, parse_body, parse_optional_body, parse_query};
use hyades_types::error::ApiError;

use crate::http::call::Call;
use crate::http::convert::{create, detail, list};
use crate::http::reply::Reply;

/// 4.3.1, 5.3.1
pub(in crate::http) async fn create(call: Call) -> Result<Reply, ApiError> {
    let request: CreateInstanceRequest = parse_body(call.body())?;
    let request = create::request(request);
    let created = call.app().instance_create(call.project()?, request).await?;
    Reply::json(&create::response(&created, call.region()))
}

/// 4.3.31, 5.3.2, 5.3.3
pub(in crate::http) async fn list(call: Call) -> Result<Reply, ApiError> {
    let query: InstancesQuery = parse_query(&call.query)?;
    let paging = Paging::from_query(&call.query)?;
    let offset = i64::try_from(paging.offset).unwrap_or(i64::MAX);
    let query = list::query(query);
    let (views, total) = call
        .app()
        .instance_list(call.project()?, query, offset, i64::from(paging.limit))
        .await?;
    let place = call.region();
    Reply::json(&list::response(&views, total, place, call.vocabulary()))
}

/// 4.3.32, 5.3.5, 5.3.7
pub(in crate::http) async fn show(call: Call) -> Result<Reply, ApiError> {
    let id = call.instance()?;
    let view = call.app().instance_show(call.project()?, &id).await?;
    Reply::json(&detail::one(&view, call.region(), call.vocabulary()))
}

/// 4.3.33, 5.3.6
pub(in crate::http) async fn show_many(call: Call) -> Result<Reply, ApiError> {
    let query: InstanceDetailsQuery = parse_query(&call.query)?;
    let ids = detail::ids(&query)?;
    let views = call.app().instance_show_many(call.project()?, &ids).await?;
    Reply::json(&detail::many(&views, call.region(), call.vocabulary()))
}

/// 4.3.3, 5.3.4
pub(in crate::http) async fn delete(call: Call) -> Result<Reply, ApiError> {
    let id = call.instance()?;
    let job = call.app().instance_delete(call.project()?, &id).await?;
    Reply::json(&JobResponse::new(job))
}

/// 4.3.2
pub(in crate::http) async fn restart(call: Call) -> Result<Reply, ApiError> {
    let id = call.instance()?;
    let request: RestartRequest = parse_optional_body(call.body())?;
    let delayed = request.delay.is_some_and(|delay| delay.0);
    let project = call.project()?;
    let job = call.app().instance_restart(project, &id, delayed).await?;
    Reply::json(&JobResponse::new(job))
}

/// 4.3.7, 5.3.11
pub(in crate::http) async fn rename(call: Call) -> Result<Reply, ApiError> {
    let id = call.instance()?;
    let request: RenameRequest = parse_body(call.body())?;
    let nodes = request.is_modify_node_name.is_none_or(|flag| flag.0);
    let name = request.name.as_str();
    let project = call.project()?;
    let job = call
        .app()
        .instance_rename(project, &id, name, nodes)
        .await?;
    Reply::json(&JobResponse::new(job))
}

/// 4.3.8, 5.3.12
pub(in crate::http) async fn reset_password(call: Call) -> Result<Reply, ApiError> {
    let id = call.instance()?;
    let request: PasswordRequest = parse_body(call.body())?;
    let project = call.project()?;
    call.app()
        .instance_reset_password(project, &id, &request.password)
        .await?;
    Reply::empty()
}

/// 4.3.24
pub(in crate::http) async fn set_alias(call: Call) -> Result<Reply, ApiError> {
    let id = call.instance()?;
    let request: AliasRequest = parse_body(call.body())?;
    let alias = request.alias.as_str();
    call.app()
        .instance_set_alias(call.project()?, &id, alias)
        .await?;
    Reply::empty()
}
