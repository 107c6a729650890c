//! Who may connect to a proxy.

use hyades_api::wire::parse_body;
use hyades_api::wire::proxy::{AccessControlRequest, AccessSwitchRequest, AccessSwitchResponse};
use hyades_types::error::ApiError;

use crate::http::call::Call;
use crate::http::convert::proxy;
use crate::http::reply::Reply;

/// 4.7.17
pub(in crate::http) async fn show(call: Call) -> Result<Reply, ApiError> {
    let (id, proxy) = (call.instance()?, call.proxy()?);
    let shown = call
        .app()
        .proxy_access(call.project()?, &id, &proxy)
        .await?;
    Reply::json(&proxy::access(&shown))
}

/// 4.7.21
pub(in crate::http) async fn switch(call: Call) -> Result<Reply, ApiError> {
    let (id, proxy) = (call.instance()?, call.proxy()?);
    let request: AccessSwitchRequest = parse_body(call.body())?;
    let on = request.open_access_control.0;
    call.app()
        .proxy_switch_access(call.project()?, &id, &proxy, on)
        .await?;
    Reply::json(&AccessSwitchResponse {
        open_access_control: on,
    })
}

/// 4.7.22
pub(in crate::http) async fn set(call: Call) -> Result<Reply, ApiError> {
    let (id, proxy) = (call.instance()?, call.proxy()?);
    let request: AccessControlRequest = parse_body(call.body())?;
    let list = proxy::access_rules(request.ip_list);
    let kind = request.kind.as_str();
    let open_access_control = call
        .app()
        .proxy_set_access_list(call.project()?, &id, &proxy, kind, list)
        .await?;
    Reply::json(&AccessSwitchResponse {
        open_access_control,
    })
}
