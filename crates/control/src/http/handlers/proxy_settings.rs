//! How database proxies behave.

use hyades_api::wire::proxy::{
    NewNodeAutoAddRequest, ProxyAltRequest, ProxyConfigurationsQuery, ProxyConfigurationsRequest,
    ProxyConsistenceRequest, ProxyEipRequest, ProxyFlavorRequest, ProxyPoolRequest,
    ProxyPortRequest, ProxyRenameRequest, ProxyRouteModeRequest, ProxySslRequest,
    ProxyWeightsRequest, TransactionSplitRequest,
};
use hyades_api::wire::{JobResponse, Paging, ResultResponse, Text, parse_body, parse_query};
use hyades_types::error::ApiError;
use serde::de::DeserializeOwned;

use crate::app::proxy::{NewNodesRequest, ProxyUpdate};
use crate::http::call::Call;
use crate::http::convert::proxy;
use crate::http::reply::Reply;

/// Rows of a page of 4.7.20, unless a call says otherwise.
const PARAMETERS: u32 = 10;

/// What all changes by a job have in common.
async fn change<R: DeserializeOwned>(
    call: Call,
    update: fn(R) -> ProxyUpdate,
) -> Result<Reply, ApiError> {
    let (id, proxy) = (call.instance()?, call.proxy()?);
    let update = update(parse_body(call.body())?);
    let job = call
        .app()
        .proxy_change(call.project()?, &id, &proxy, update)
        .await?;
    Reply::json(&JobResponse::new(job))
}

/// 4.7.7
pub(in crate::http) async fn flavor(call: Call) -> Result<Reply, ApiError> {
    change(call, |request: ProxyFlavorRequest| {
        ProxyUpdate::Flavor(request.flavor_ref.into_string())
    })
    .await
}

/// 4.7.8
pub(in crate::http) async fn weights(call: Call) -> Result<Reply, ApiError> {
    change(call, |request: ProxyWeightsRequest| {
        let (primary, replicas) = (request.master_weight, request.readonly_nodes);
        ProxyUpdate::Weights(proxy::weights(primary, replicas))
    })
    .await
}

/// 4.7.9
pub(in crate::http) async fn route_mode(call: Call) -> Result<Reply, ApiError> {
    change(call, |request: ProxyRouteModeRequest| {
        ProxyUpdate::RouteMode {
            route_mode: request.route_mode.0,
            weights: proxy::weights(request.master_weight, request.readonly_nodes),
            new_nodes: NewNodesRequest {
                join: request.new_node_auto_add_status.map(|word| word.0),
                weight: request.new_node_weight.map(|number| number.0),
            },
        }
    })
    .await
}

/// 4.7.10
pub(in crate::http) async fn transaction_split(call: Call) -> Result<Reply, ApiError> {
    let id = call.instance()?;
    let request: TransactionSplitRequest = parse_body(call.body())?;
    let ids = proxy::texts(Some(request.proxy_id_list));
    let job = call
        .app()
        .proxies_split_transactions(call.project()?, &id, &ids, request.transaction_split.0)
        .await?;
    Reply::json(&JobResponse::new(job))
}

/// 4.7.11
pub(in crate::http) async fn new_nodes(call: Call) -> Result<Reply, ApiError> {
    let (id, proxy) = (call.instance()?, call.proxy()?);
    let request: NewNodeAutoAddRequest = parse_body(call.body())?;
    let request = NewNodesRequest {
        join: Some(request.switch_status.0),
        weight: request.weight.map(|number| number.0),
    };
    call.app()
        .proxy_set_new_nodes(call.project()?, &id, &proxy, request)
        .await?;
    Reply::json(&ResultResponse::SUCCESS)
}

/// 4.7.12
pub(in crate::http) async fn consistence(call: Call) -> Result<Reply, ApiError> {
    change(call, |request: ProxyConsistenceRequest| {
        ProxyUpdate::Consistency {
            session: request.session_consistence.0,
            mode: request.consistence_mode.map(Text::into_string),
        }
    })
    .await
}

/// 4.7.13
pub(in crate::http) async fn pooling(call: Call) -> Result<Reply, ApiError> {
    change(call, |request: ProxyPoolRequest| {
        ProxyUpdate::Pooling(request.connection_pool_type.into_string())
    })
    .await
}

/// 4.7.14
pub(in crate::http) async fn port(call: Call) -> Result<Reply, ApiError> {
    change(call, |request: ProxyPortRequest| {
        ProxyUpdate::Port(request.port.0)
    })
    .await
}

/// 4.7.16
pub(in crate::http) async fn rename(call: Call) -> Result<Reply, ApiError> {
    let (id, proxy) = (call.instance()?, call.proxy()?);
    let request: ProxyRenameRequest = parse_body(call.body())?;
    let name = request.alias.as_str();
    call.app()
        .proxy_rename(call.project()?, &id, &proxy, name)
        .await?;
    Reply::json(&ResultResponse::SUCCESS)
}

/// 4.7.19
pub(in crate::http) async fn parameters(call: Call) -> Result<Reply, ApiError> {
    change(call, |request: ProxyConfigurationsRequest| {
        ProxyUpdate::Parameters(proxy::parameters(request))
    })
    .await
}

/// 4.7.20
pub(in crate::http) async fn list_parameters(call: Call) -> Result<Reply, ApiError> {
    let (id, proxy) = (call.instance()?, call.proxy()?);
    let query: ProxyConfigurationsQuery = parse_query(&call.query)?;
    let paging = Paging::with_default(&call.query, PARAMETERS)?;
    let all = call
        .app()
        .proxy_parameters(call.project()?, &id, &proxy, query.name.as_deref())
        .await?;
    Reply::json(&proxy::parameter_list(all, paging))
}

/// 4.7.23
pub(in crate::http) async fn ssl(call: Call) -> Result<Reply, ApiError> {
    change(call, |request: ProxySslRequest| {
        ProxyUpdate::Tls(request.ssl_option.0)
    })
    .await
}

/// Of the SDKs only.
pub(in crate::http) async fn alt(call: Call) -> Result<Reply, ApiError> {
    change(call, |request: ProxyAltRequest| {
        ProxyUpdate::LosslessSwitchover(request.alt_enabled.0)
    })
    .await
}

/// Of the SDKs only.
pub(in crate::http) async fn eip(call: Call) -> Result<Reply, ApiError> {
    change(call, |request: ProxyEipRequest| ProxyUpdate::Eip {
        address: request.public_ip.into_string(),
        bind: request.bind.0,
    })
    .await
}
