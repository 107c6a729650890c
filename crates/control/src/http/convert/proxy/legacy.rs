//! The proxy of an instance, as there was only one (5.7.3, 5.7.4).

use hyades_api::wire::proxy::{LegacyDbNode, LegacyProxy, LegacyProxyResponse};
use hyades_planning::proxy::parameter;
use hyades_types::status::NodeRole;

use super::list::{count, nodes, zone};
use super::words::{self, LegacyWords};
use crate::app::NodeView;
use crate::app::proxy::ProxyView;
use crate::http::convert::parts::CLUSTER;

/// The oldest proxy; without one, what there is to read from all the same.
pub(in crate::http) fn legacy(
    view: Option<&ProxyView>,
    servers: &[NodeView],
    words: LegacyWords,
) -> LegacyProxyResponse {
    let of_role = |role| {
        let servers = servers.iter().filter(move |each| each.node.role == role);
        servers.map(|each| server(each, view))
    };
    LegacyProxyResponse {
        proxy: view.map_or_else(closed, |view| detail(view, words)),
        master_node: of_role(NodeRole::Primary).next(),
        readonly_nodes: of_role(NodeRole::Replica).collect(),
    }
}

fn closed() -> LegacyProxy {
    LegacyProxy {
        status: "closed".to_owned(),
        ..LegacyProxy::default()
    }
}

fn detail(view: &ProxyView, words: LegacyWords) -> LegacyProxy {
    let (proxy, config) = (&view.proxy, &view.proxy.config);
    let lag = parameter::max_lag_seconds(&config.parameters);
    let address = proxy.address.map(|address| address.to_string());
    let eip = config.eip.map(|eip| eip.to_string());
    LegacyProxy {
        pool_id: Some(proxy.id.to_string()),
        status: words::legacy_status(view.status).to_owned(),
        address: Some(address.clone().unwrap_or_default()),
        port: Some(i32::from(config.port)),
        pool_status: Some(words.pool(view.status, view.health).to_owned()),
        delay_threshold_in_seconds: i32::try_from(lag).ok(),
        elb_vip: Some(address.unwrap_or_default()),
        eip: Some(eip.unwrap_or_default()),
        vcpus: view.flavor.map(|flavor| flavor.vcpus().to_string()),
        ram: view.flavor.map(|flavor| flavor.ram_gib().to_string()),
        node_num: Some(count(&view.nodes)),
        mode: Some(CLUSTER.to_owned()),
        nodes: nodes(view, |each| words::legacy_node(each.status)),
        flavor_ref: Some(config.flavor.clone()),
        name: Some(proxy.name.clone()),
    }
}

fn server(each: &NodeView, view: Option<&ProxyView>) -> LegacyDbNode {
    let weight = view.map(|view| {
        let weights = &view.proxy.config.weights;
        i32::from(weights.get(&each.node.id).copied().unwrap_or(0))
    });
    LegacyDbNode {
        id: each.node.id.to_string(),
        instance_id: each.node.instance.to_string(),
        status: words::server(each.status).to_owned(),
        name: each.node.name.clone(),
        weight,
        available_zones: vec![zone(&each.node.az)],
    }
}
