//! What is asked for, with the values as they came.

use hyades_api::wire::proxy::{
    CreateProxyRequest, EnlargeProxyRequest, NodeWeightRequest, ProxyConfigurationsRequest,
};
use hyades_api::wire::{Int, OneOrMany, Text};

use crate::app::proxy::{
    NewNodesRequest, NewProxy, NewProxyNodes, NewWeight, NewWeights, ParameterValue,
};

/// The texts of an array that may be missing.
pub(in crate::http) fn texts(array: Option<OneOrMany<Text>>) -> Vec<String> {
    let texts = array.map(|array| array.0).unwrap_or_default();
    texts.into_iter().map(Text::into_string).collect()
}

pub(in crate::http) fn create(wire: CreateProxyRequest, most_nodes: i64) -> NewProxy {
    NewProxy {
        flavor: wire.flavor_ref.into_string(),
        nodes: wire.node_num.0,
        most_nodes,
        name: wire.proxy_name.map(Text::into_string),
        mode: wire.proxy_mode.map(Text::into_string),
        route_mode: wire.route_mode.map(|number| number.0),
        weights: weights(None, wire.nodes_read_weight).replicas,
        subnet: wire.subnet_id.map(Text::into_string),
        new_nodes: NewNodesRequest {
            join: wire.new_node_auto_add_status.map(|word| word.0),
            weight: wire.new_node_weight.map(|number| number.0),
        },
        address: wire.proxy_ip.map(Text::into_string),
        zones: texts(wire.proxy_nodes_az_list),
    }
}

pub(in crate::http) fn weights(
    primary: Option<Int>,
    nodes: Option<OneOrMany<NodeWeightRequest>>,
) -> NewWeights {
    let nodes = nodes.map(|array| array.0).unwrap_or_default();
    let weight = |wire: NodeWeightRequest| NewWeight {
        node: wire.id.into_string(),
        weight: wire.weight.0,
    };
    NewWeights {
        primary: primary.map(|number| number.0),
        replicas: nodes.into_iter().map(weight).collect(),
    }
}

pub(in crate::http) fn enlarge(wire: EnlargeProxyRequest) -> NewProxyNodes {
    NewProxyNodes {
        count: wire.node_num.0,
        proxy: wire.proxy_id.map(Text::into_string),
        zones: texts(wire.proxy_nodes_az_list),
    }
}

pub(in crate::http) fn parameters(wire: ProxyConfigurationsRequest) -> Vec<ParameterValue> {
    let parameters = wire.configurations.0.into_iter();
    parameters
        .map(|item| ParameterValue {
            name: item.name.into_string(),
            value: item.value.into_string(),
            elem_type: item.elem_type.into_string(),
        })
        .collect()
}
