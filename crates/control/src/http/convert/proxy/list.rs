//! Proxies (4.7.3) and their parameters (4.7.20).

use hyades_api::wire::proxy::{
    ProxiesResponse, ProxyConfiguration, ProxyConfigurationsResponse, ProxyDbNode, ProxyDetail,
    ProxyEntry, ProxyNodeInfo, ProxyZone,
};
use hyades_api::wire::{OnOff, Paging};
use hyades_planning::proxy::parameter;
use hyades_types::model::Proxy;
use hyades_types::status::NodeRole;
use hyades_types::topology::Routing;

use super::words;
use crate::app::proxy::{DbNodeView, ParameterView, ProxyNodeView, ProxyView};
use crate::http::convert::parts::{CLUSTER, optional_text};

pub(in crate::http) fn list(views: &[ProxyView]) -> ProxiesResponse {
    ProxiesResponse {
        proxy_list: views.iter().filter_map(entry).collect(),
    }
}

/// A proxy without a primary behind it is none that there could be.
fn entry(view: &ProxyView) -> Option<ProxyEntry> {
    let of_role = |role| {
        let servers = view.servers.iter();
        servers.filter(move |server| server.node.role == role)
    };
    Some(ProxyEntry {
        proxy: detail(view),
        master_node: server(of_role(NodeRole::Primary).next()?),
        readonly_nodes: of_role(NodeRole::Replica).map(server).collect(),
    })
}

fn detail(view: &ProxyView) -> ProxyDetail {
    let (proxy, config) = (&view.proxy, &view.proxy.config);
    let flavor = view.flavor.as_ref();
    let lag = parameter::max_lag_seconds(&config.parameters);
    ProxyDetail {
        pool_id: proxy.id.to_string(),
        status: words::status(view.status).to_owned(),
        address: optional_text(proxy.address.as_ref()),
        port: i32::from(config.port),
        pool_status: words::status(view.health).to_owned(),
        delay_threshold_in_seconds: i32::try_from(lag).unwrap_or(i32::MAX),
        elb_vip: optional_text(proxy.address.as_ref()),
        eip: optional_text(config.eip.as_ref()),
        vcpus: optional_text(flavor.map(|flavor| flavor.vcpus()).as_ref()),
        ram: optional_text(flavor.map(|flavor| flavor.ram_gib()).as_ref()),
        node_num: count(&view.nodes),
        mode: CLUSTER.to_owned(),
        kind: config.mode.as_str().to_owned(),
        nodes: nodes(view, |each| words::node(each.status)),
        flavor_ref: config.flavor.clone(),
        name: proxy.name.clone(),
        transaction_split: config.transaction_split.to_string(),
        connection_pool_type: config.pooling.as_str().to_owned(),
        switch_connection_pool_type_enabled: true,
        route_mode: route_mode(config.routing),
        balance_route_mode_enabled: true,
        consistence_mode: config.consistency.as_str().to_owned(),
        subnet_id: proxy.subnet.to_string(),
        ssl_option: config.tls.to_string(),
        new_node_auto_add_status: OnOff(config.new_nodes.join).as_str().to_owned(),
        new_node_weight: i32::from(config.new_nodes.weight),
    }
}

pub(super) fn count<T>(items: &[T]) -> i32 {
    i32::try_from(items.len()).unwrap_or(i32::MAX)
}

/// The nodes of a proxy. The first is called the master, though all do the same.
pub(super) fn nodes(
    view: &ProxyView,
    status: fn(&ProxyNodeView) -> &'static str,
) -> Vec<ProxyNodeInfo> {
    let info = |(place, each): (usize, &ProxyNodeView)| ProxyNodeInfo {
        id: each.node.id.to_string(),
        status: status(each).to_owned(),
        name: node_name(&view.proxy, each.node.number),
        role: if place == 0 { "master" } else { "slave" }.to_owned(),
        az_code: each.node.az.clone(),
        frozen_flag: 0,
    };
    view.nodes.iter().enumerate().map(info).collect()
}

fn node_name(proxy: &Proxy, number: u32) -> String {
    format!("PROXY-{}_{number}", proxy.id)
}

const fn route_mode(routing: Routing) -> i32 {
    match routing {
        Routing::Weighted => 0,
        Routing::LeastBusyReplica => 1,
        Routing::LeastBusy => 2,
    }
}

fn server(view: &DbNodeView) -> ProxyDbNode {
    ProxyDbNode {
        id: view.node.id.to_string(),
        instance_id: view.node.instance.to_string(),
        status: words::server(view.status).to_owned(),
        name: view.node.name.clone(),
        weight: i32::from(view.weight.unwrap_or(0)),
        availability_zone: vec![zone(&view.node.az)],
    }
}

pub(super) fn zone(code: &str) -> ProxyZone {
    ProxyZone {
        code: code.to_owned(),
        description: code.to_owned(),
    }
}

pub(in crate::http) fn parameter_list(
    all: Vec<ParameterView>,
    paging: Paging,
) -> ProxyConfigurationsResponse {
    ProxyConfigurationsResponse {
        total_count: all.len().to_string(),
        configurations: paging.of(all.into_iter().map(configuration)),
    }
}

fn configuration(view: ParameterView) -> ProxyConfiguration {
    let known = view.parameter;
    ProxyConfiguration {
        name: known.name.to_owned(),
        data_type: known.data_type().to_owned(),
        elem_type: parameter::ELEM_TYPE.to_owned(),
        value_range: known.value_range(),
        value: view.value,
        description: known.description.to_owned(),
    }
}
