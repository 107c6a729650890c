//! Jobs.

use hyades_api::wire::parse_query;
use hyades_api::wire::tasks::JobQuery;
use hyades_types::error::ApiError;

use crate::http::call::Call;
use crate::http::convert::job;
use crate::http::reply::Reply;

/// 4.13.1, 5.9.1
pub(in crate::http) async fn show(call: Call) -> Result<Reply, ApiError> {
    let query: JobQuery = parse_query(&call.query)?;
    let view = call.app().job_show(call.project()?, &query.id).await?;
    Reply::json(&job::response(&view))
}
