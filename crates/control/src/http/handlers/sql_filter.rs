//! SQL statement concurrency control.

use hyades_api::wire::logs::{SwitchRequest, SwitchResponse};
use hyades_api::wire::sql_filter::{
    DeleteSqlFilterRulesRequest, SetSqlFilterRulesRequest, SqlFilterRulesQuery,
};
use hyades_api::wire::{JobResponse, parse_body, parse_query};
use hyades_types::error::ApiError;

use crate::http::call::Call;
use crate::http::convert::sql_filter;
use crate::http::reply::Reply;

/// 4.12.1
pub(in crate::http) async fn switch(call: Call) -> Result<Reply, ApiError> {
    let id = call.instance()?;
    let request: SwitchRequest = parse_body(call.body())?;
    let on = request.switch_status.0;
    let job = call
        .app()
        .sql_filter_switch(call.project()?, &id, on)
        .await?;
    Reply::json(&JobResponse::new(job))
}

/// 4.12.2
pub(in crate::http) async fn show_switch(call: Call) -> Result<Reply, ApiError> {
    let id = call.instance()?;
    let on = call.app().sql_filter(call.project()?, &id).await?;
    Reply::json(&SwitchResponse::new(on))
}

/// 4.12.3
pub(in crate::http) async fn set(call: Call) -> Result<Reply, ApiError> {
    let id = call.instance()?;
    let request: SetSqlFilterRulesRequest = parse_body(call.body())?;
    let rules = sql_filter::new_rules(request)?;
    let job = call
        .app()
        .sql_filter_set(call.project()?, &id, rules)
        .await?;
    Reply::json(&JobResponse::new(job))
}

/// 4.12.4
pub(in crate::http) async fn list(call: Call) -> Result<Reply, ApiError> {
    let id = call.instance()?;
    let query: SqlFilterRulesQuery = parse_query(&call.query)?;
    let (node, kind) = (query.node_id.as_str(), query.sql_type.as_deref());
    let rules = call
        .app()
        .sql_filter_rules(call.project()?, &id, node, kind)
        .await?;
    Reply::json(&sql_filter::response(node, rules))
}

/// 4.12.5
pub(in crate::http) async fn delete(call: Call) -> Result<Reply, ApiError> {
    let id = call.instance()?;
    let request: DeleteSqlFilterRulesRequest = parse_body(call.body())?;
    let rules = sql_filter::doomed_rules(request)?;
    let job = call
        .app()
        .sql_filter_delete(call.project()?, &id, rules)
        .await?;
    Reply::json(&JobResponse::new(job))
}
