//! Logs.

use hyades_api::wire::logs::{AuditLogLinksQuery, SwitchRequest, SwitchResponse};
use hyades_api::wire::{ResultResponse, parse_body, parse_query};
use hyades_types::error::ApiError;

use crate::http::call::Call;
use crate::http::convert::logs;
use crate::http::reply::Reply;

/// 4.8.1
pub(in crate::http) async fn switch_full_sql(call: Call) -> Result<Reply, ApiError> {
    let id = call.instance()?;
    let request: SwitchRequest = parse_body(call.body())?;
    let on = request.switch_status.0;
    call.app().full_sql_switch(call.project()?, &id, on).await?;
    Reply::json(&ResultResponse::SUCCESS)
}

/// 4.8.2
pub(in crate::http) async fn show_full_sql(call: Call) -> Result<Reply, ApiError> {
    let id = call.instance()?;
    let on = call.app().full_sql(call.project()?, &id).await?;
    Reply::json(&SwitchResponse::new(on))
}

/// 4.8.5
pub(in crate::http) async fn list_full_sql_links(call: Call) -> Result<Reply, ApiError> {
    let id = call.instance()?;
    let query: AuditLogLinksQuery = parse_query(&call.query)?;
    let request = logs::links_request(query);
    let app = call.app();
    let links = app.full_sql_links(call.project()?, &id, &request).await?;
    Reply::json(&logs::links(links, &call.info().public_endpoint))
}
