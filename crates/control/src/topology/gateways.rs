//! The listeners of instances.

use std::collections::HashMap;

use hyades_types::id::InstanceId;
use hyades_types::model::{Instance, Node};
use hyades_types::net::Endpoint;
use hyades_types::status::{NodeLifecycle, NodeRole};
use hyades_types::topology::{Backend, Gateway, GatewayRole};

use super::sources::Sources;

/// The listeners that the records ask for: each node's own address, and for each instance the one
/// that follows its primary. Only nodes that are part of their instance are advertised.
pub(super) fn gateways(instances: &[Instance], nodes: &[Node], sources: &Sources) -> Vec<Gateway> {
    let ports: HashMap<&InstanceId, &Instance> = instances
        .iter()
        .map(|instance| (&instance.id, instance))
        .collect();
    let mut gateways = Vec::new();
    for node in nodes
        .iter()
        .filter(|node| node.lifecycle == NodeLifecycle::Active)
    {
        let Some(instance) = ports.get(&node.instance) else {
            continue;
        };
        let backend = backend(node);
        gateways.push(Gateway {
            listen: Endpoint::new(node.address, instance.port),
            instance: instance.id.clone(),
            role: GatewayRole::Node(node.id.clone()),
            backend: Some(backend.clone()),
            tls: None,
            sources: sources.of(&instance.id, instance.port),
        });
        if let (NodeRole::Primary, Some(address)) = (node.role, instance.address) {
            gateways.push(Gateway {
                listen: Endpoint::new(address, instance.port),
                instance: instance.id.clone(),
                role: GatewayRole::Primary,
                backend: Some(backend),
                tls: None,
                sources: sources.of(&instance.id, instance.port),
            });
        }
    }
    gateways
}

/// A node as the data plane reaches it.
pub(super) fn backend(node: &Node) -> Backend {
    Backend {
        node: node.id.clone(),
        endpoint: node.backend,
        socket: None,
    }
}
