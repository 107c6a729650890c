//! Database proxies: making, removing, looking at them.

use hyades_api::wire::proxy::{
    CreateProxyRequest, DeleteProxyRequest, EnlargeProxyRequest, ProxyFlavorsQuery,
    ProxyUpgradeRequest, ReduceProxyRequest,
};
use hyades_api::wire::{JobResponse, Paging, parse_body, parse_optional_body, parse_query};
use hyades_types::error::ApiError;

use crate::http::call::Call;
use crate::http::convert::proxy::{self, LegacyWords};
use crate::http::reply::Reply;

/// The most nodes that a new proxy can have (4.7.1).
const MOST_NODES: i64 = 16;

/// The same in the older form of the call (5.7.1).
const LEGACY_MOST_NODES: i64 = 32;

/// 4.7.1
pub(in crate::http) async fn create(call: Call) -> Result<Reply, ApiError> {
    create_up_to(call, MOST_NODES).await
}

/// 5.7.1
pub(in crate::http) async fn legacy_create(call: Call) -> Result<Reply, ApiError> {
    create_up_to(call, LEGACY_MOST_NODES).await
}

async fn create_up_to(call: Call, most_nodes: i64) -> Result<Reply, ApiError> {
    let id = call.instance()?;
    let request: CreateProxyRequest = parse_body(call.body())?;
    let request = proxy::create(request, most_nodes);
    let job = call
        .app()
        .proxy_create(call.project()?, &id, request)
        .await?;
    Reply::json(&JobResponse::new(job))
}

/// 4.7.2, 5.7.2
pub(in crate::http) async fn delete(call: Call) -> Result<Reply, ApiError> {
    let id = call.instance()?;
    let request: DeleteProxyRequest = parse_optional_body(call.body())?;
    let ids = proxy::texts(request.proxy_ids);
    let job = call.app().proxy_delete(call.project()?, &id, &ids).await?;
    Reply::json(&JobResponse::new(job))
}

/// 4.7.3
pub(in crate::http) async fn list(call: Call) -> Result<Reply, ApiError> {
    let id = call.instance()?;
    let paging = Paging::from_query(&call.query)?;
    let (views, _) = call.app().proxy_list(call.project()?, &id).await?;
    Reply::json(&proxy::list(&paging.of(views)))
}

/// 5.7.3, 5.7.4
pub(in crate::http) async fn show(call: Call) -> Result<Reply, ApiError> {
    let id = call.instance()?;
    let (views, nodes) = call.app().proxy_list(call.project()?, &id).await?;
    let words = LegacyWords::of(call.endpoint);
    Reply::json(&proxy::legacy(views.first(), &nodes, words))
}

/// 4.7.4, 5.7.5
pub(in crate::http) async fn flavors(call: Call) -> Result<Reply, ApiError> {
    let id = call.instance()?;
    let offers = call.app().proxy_flavors(call.project()?, &id).await?;
    Reply::json(&proxy::flavors(offers, None))
}

/// Of the SDKs only.
pub(in crate::http) async fn flavors_by_zone(call: Call) -> Result<Reply, ApiError> {
    let query: ProxyFlavorsQuery = parse_query(&call.query)?;
    let (zones, engine) = (&query.az_codes, &query.proxy_engine_name);
    let offers = call.app().proxy_flavors_by_zone(zones, engine).await?;
    Reply::json(&proxy::flavors(offers, Some(false)))
}

/// 4.7.5, 5.7.6
pub(in crate::http) async fn enlarge(call: Call) -> Result<Reply, ApiError> {
    let id = call.instance()?;
    let request: EnlargeProxyRequest = parse_body(call.body())?;
    let request = proxy::enlarge(request);
    let job = call
        .app()
        .proxy_enlarge(call.project()?, &id, request)
        .await?;
    Reply::json(&JobResponse::new(job))
}

/// 4.7.6
pub(in crate::http) async fn reduce(call: Call) -> Result<Reply, ApiError> {
    let (id, proxy_id) = (call.instance()?, call.proxy()?);
    let request: ReduceProxyRequest = parse_body(call.body())?;
    let (count, nodes) = (request.node_num.0, proxy::texts(request.node_ids));
    let job = call
        .app()
        .proxy_reduce(call.project()?, &id, &proxy_id, count, &nodes)
        .await?;
    Reply::json(&JobResponse::new(job))
}

/// 4.7.24
pub(in crate::http) async fn restart(call: Call) -> Result<Reply, ApiError> {
    let (id, proxy) = (call.instance()?, call.proxy()?);
    let job = call
        .app()
        .proxy_restart(call.project()?, &id, &proxy)
        .await?;
    Reply::json(&JobResponse::new(job))
}

/// 4.7.18
pub(in crate::http) async fn version(call: Call) -> Result<Reply, ApiError> {
    let (id, proxy) = (call.instance()?, call.proxy()?);
    let engine = call.params.text("engine_name")?;
    let versions = call
        .app()
        .proxy_versions(call.project()?, &id, &proxy, engine)
        .await?;
    Reply::json(&proxy::versions(&versions))
}

/// 4.7.15
pub(in crate::http) async fn upgrade(call: Call) -> Result<Reply, ApiError> {
    let (id, proxy) = (call.instance()?, call.proxy()?);
    let request: ProxyUpgradeRequest = parse_body(call.body())?;
    let (source, target) = (&request.source_version, &request.target_version);
    let upgrade = call
        .app()
        .proxy_upgrade(
            call.project()?,
            &id,
            &proxy,
            source.as_str(),
            target.as_str(),
        )
        .await?;
    Reply::json(&proxy::upgrade(&id, upgrade))
}

/// Applying for, changing and deleting a domain name; of the SDKs only.
pub(in crate::http) async fn domain_name(call: Call) -> Result<Reply, ApiError> {
    let (id, proxy) = (call.instance()?, call.proxy()?);
    let job = call
        .app()
        .proxy_domain_name(call.project()?, &id, &proxy)
        .await?;
    Reply::json(&JobResponse::new(job))
}
