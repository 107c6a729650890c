//! Database proxies as the data plane is told about them.

use hyades_iam::DeploymentKey;
use hyades_planning::proxy::flavor::ProxyFlavor;
use hyades_planning::proxy::parameter;
use hyades_types::model::{Node, Proxy};
use hyades_types::net::Endpoint;
use hyades_types::status::{NodeLifecycle, NodeRole, ProxyLifecycle, ProxyNodeLifecycle};
use hyades_types::topology::{AccessList, DatabaseProxy, ProxyBackend, ProxyNode, ProxySettings};

use super::gateways::backend;
use super::sources::Sources;
use crate::accounts;

/// Connections for a specification that this program no longer knows.
const CONNECTIONS: u32 = 2500;

/// The proxies that the records ask for: those with nodes that have, or are to have, a process.
pub(super) fn proxies(
    key: &DeploymentKey,
    proxies: &[Proxy],
    nodes: &[Node],
    sources: &Sources,
) -> Vec<DatabaseProxy> {
    proxies
        .iter()
        .filter_map(|each| proxy(key, each, nodes, sources))
        .collect()
}

fn proxy(
    key: &DeploymentKey,
    proxy: &Proxy,
    nodes: &[Node],
    sources: &Sources,
) -> Option<DatabaseProxy> {
    let served = matches!(
        proxy.lifecycle,
        ProxyLifecycle::Creating | ProxyLifecycle::Active
    );
    let address = proxy.address.filter(|_| served)?;
    let processes: Vec<ProxyNode> = proxy
        .nodes
        .iter()
        .filter(|node| node.lifecycle == ProxyNodeLifecycle::Active)
        .map(|node| ProxyNode {
            id: node.id.clone(),
            generation: node.generation,
        })
        .collect();
    if processes.is_empty() {
        return None;
    }
    let listen = [Some(address), proxy.config.eip].into_iter().flatten();
    Some(DatabaseProxy {
        id: proxy.id.clone(),
        instance: proxy.instance.clone(),
        nodes: processes,
        listen: listen
            .map(|address| Endpoint::new(address, proxy.config.port))
            .collect(),
        settings: settings(proxy),
        backends: nodes
            .iter()
            .filter_map(|node| server(proxy, node))
            .collect(),
        monitor: accounts::monitor(key, &proxy.instance),
        tls: None,
        sources: sources.of(&proxy.instance, proxy.config.port),
    })
}

/// A node of the instance, unless the proxy does not use it. The primary it always needs.
fn server(proxy: &Proxy, node: &Node) -> Option<ProxyBackend> {
    if node.instance != proxy.instance || node.lifecycle != NodeLifecycle::Active {
        return None;
    }
    let weight = proxy.config.weights.get(&node.id).copied();
    let weight = match node.role {
        NodeRole::Primary => weight.unwrap_or(0),
        NodeRole::Replica => weight?,
    };
    Some(ProxyBackend {
        server: backend(node),
        role: node.role,
        weight,
    })
}

fn settings(proxy: &Proxy) -> ProxySettings {
    let (config, access) = (&proxy.config, &proxy.access);
    let flavor = ProxyFlavor::find(&config.flavor);
    let entries = access.entries.iter().map(|entry| entry.block.network());
    ProxySettings {
        mode: config.mode,
        routing: config.routing,
        consistency: config.consistency,
        transaction_split: config.transaction_split,
        pooling: config.pooling,
        tls: config.tls,
        access: access.enabled.then(|| AccessList {
            kind: access.kind,
            networks: entries.collect(),
        }),
        max_connections: flavor.map_or(CONNECTIONS, |flavor| flavor.max_connections()),
        max_lag_seconds: parameter::max_lag_seconds(&config.parameters),
        multi_statements: parameter::multi_statements(&config.parameters),
        lossless_switchover: config.lossless_switchover,
    }
}
