//! Engine versions and specifications.

use hyades_api::wire::catalog::FlavorsQuery;
use hyades_api::wire::parse_query;
use hyades_types::error::ApiError;

use crate::app::catalog::FlavorQuery;
use crate::http::call::Call;
use crate::http::convert::catalog;
use crate::http::reply::Reply;

/// 4.1.1, 5.1.1
pub(in crate::http) async fn datastores(call: Call) -> Result<Reply, ApiError> {
    let engine = call.params.text("database_name")?;
    let datastores = call.app().datastores(engine).await?;
    Reply::json(&catalog::datastores(datastores))
}

/// 4.2.1, 5.2.1
pub(in crate::http) async fn flavors(call: Call) -> Result<Reply, ApiError> {
    let query: FlavorsQuery = parse_query(&call.query)?;
    let query = FlavorQuery {
        engine: call.params.text("database_name")?.to_owned(),
        zone_mode: query.availability_zone_mode,
        version: query.version_name,
        spec_code: query.spec_code,
    };
    let offers = call.app().flavors(query).await?;
    Reply::json(&catalog::flavors(offers))
}
