//! What each process of the data plane gets of a snapshot.

use std::path::PathBuf;

use hyades_types::id::NodeId;
use hyades_types::topology::{Backend, DatabaseProxy, TlsIdentity, TopologySnapshot};

/// The part of the process that serves the gateways. `socket` and `tls` tell the unix socket and
/// the certificate of a server of this host.
pub(crate) fn gateways(
    whole: &TopologySnapshot,
    socket: impl Fn(&NodeId) -> Option<PathBuf>,
    tls: impl Fn(&NodeId) -> Option<TlsIdentity>,
) -> TopologySnapshot {
    let mut part = TopologySnapshot {
        proxies: Vec::new(),
        ..whole.clone()
    };
    for gateway in &mut part.gateways {
        gateway.tls = gateway
            .backend
            .as_ref()
            .and_then(|server| tls(&server.node));
    }
    let backends = part
        .gateways
        .iter_mut()
        .filter_map(|gateway| gateway.backend.as_mut());
    fill(backends, socket);
    part
}

/// The part of the processes that are nodes of a database proxy.
pub(crate) fn proxy(
    whole: &TopologySnapshot,
    proxy: &DatabaseProxy,
    tls: TlsIdentity,
    socket: impl Fn(&NodeId) -> Option<PathBuf>,
) -> TopologySnapshot {
    let mut own = DatabaseProxy {
        tls: Some(tls),
        ..proxy.clone()
    };
    fill(
        own.backends.iter_mut().map(|backend| &mut backend.server),
        socket,
    );
    let uses = |node: &NodeId| {
        own.backends
            .iter()
            .any(|backend| backend.server.node == *node)
    };
    let throttles = whole
        .throttles
        .iter()
        .filter(|throttle| uses(&throttle.node));
    let recorded = whole.recorded.iter().filter(|id| **id == own.instance);
    let held = whole.held.iter().filter(|id| **id == own.instance);
    TopologySnapshot {
        epoch: whole.epoch,
        gateways: Vec::new(),
        throttles: throttles.cloned().collect(),
        recorded: recorded.cloned().collect(),
        held: held.cloned().collect(),
        proxies: vec![own],
    }
}

fn fill<'a>(
    backends: impl Iterator<Item = &'a mut Backend>,
    socket: impl Fn(&NodeId) -> Option<PathBuf>,
) {
    for backend in backends {
        backend.socket = socket(&backend.node);
    }
}

#[cfg(test)]
mod tests {
    use hyades_types::Secret;
    use hyades_types::id::{InstanceId, ProxyId};
    use hyades_types::net::Endpoint;
    use hyades_types::status::NodeRole;
    use hyades_types::topology::{
        Consistency, Gateway, GatewayRole, InternalLogin, MultiStatements, NodeThrottle, Pooling,
        ProxyBackend, ProxyMode, ProxySettings, Routing,
    };

    use super::*;

    fn backend(node: &NodeId) -> Backend {
        Backend {
            node: node.clone(),
            endpoint: Endpoint::new("127.77.0.9".parse().unwrap(), 33062),
            socket: Some("/set/by/somebody/else".into()),
        }
    }

    fn database_proxy(instance: &InstanceId, node: &NodeId) -> DatabaseProxy {
        DatabaseProxy {
            id: ProxyId::generate(),
            instance: instance.clone(),
            nodes: Vec::new(),
            listen: Vec::new(),
            settings: ProxySettings {
                mode: ProxyMode::ReadWrite,
                routing: Routing::Weighted,
                consistency: Consistency::Eventual,
                transaction_split: false,
                pooling: Pooling::Closed,
                tls: true,
                access: None,
                max_connections: 100,
                max_lag_seconds: 10,
                multi_statements: MultiStatements::Strict,
                lossless_switchover: false,
            },
            backends: vec![ProxyBackend {
                server: backend(node),
                role: NodeRole::Primary,
                weight: 100,
            }],
            monitor: InternalLogin {
                user: "hyades_monitor".to_owned(),
                password: Secret::new("x"),
            },
            tls: None,
            sources: None,
        }
    }

    /// Two instances with a node, a gateway, a proxy and a throttle each; the first is recorded.
    fn whole() -> (TopologySnapshot, [NodeId; 2]) {
        let instances = [InstanceId::generate(), InstanceId::generate()];
        let nodes = [NodeId::generate(), NodeId::generate()];
        let pairs = || instances.iter().zip(&nodes);
        let whole = TopologySnapshot {
            epoch: 7,
            gateways: pairs()
                .map(|(instance, node)| Gateway {
                    listen: Endpoint::new("127.77.0.1".parse().unwrap(), 3306),
                    instance: instance.clone(),
                    role: GatewayRole::Primary,
                    backend: Some(backend(node)),
                    tls: None,
                    sources: None,
                })
                .collect(),
            proxies: pairs()
                .map(|(instance, node)| database_proxy(instance, node))
                .collect(),
            throttles: nodes
                .iter()
                .map(|node| NodeThrottle {
                    node: node.clone(),
                    rules: Vec::new(),
                })
                .collect(),
            recorded: vec![instances[0].clone()],
            held: instances.to_vec(),
        };
        (whole, nodes)
    }

    #[test]
    fn the_gateways_get_everything_but_the_proxies() {
        let (whole, [here, _]) = whole();
        let identity = TlsIdentity {
            certificate: "/c".into(),
            key: "/k".into(),
        };
        let part = gateways(
            &whole,
            |node| (*node == here).then(|| "/run/a.sock".into()),
            |node| (*node == here).then(|| identity.clone()),
        );
        let certificates: Vec<_> = part.gateways.iter().map(|one| one.tls.clone()).collect();
        assert_eq!(certificates, [Some(identity), None]);
        assert_eq!((part.epoch, part.proxies.len()), (7, 0));
        assert_eq!(part.throttles, whole.throttles);
        assert_eq!((part.recorded, part.held), (whole.recorded, whole.held));
        let sockets: Vec<_> = part
            .gateways
            .iter()
            .map(|gateway| gateway.backend.clone().unwrap().socket)
            .collect();
        // A server elsewhere has none, whatever the snapshot said.
        assert_eq!(sockets, [Some("/run/a.sock".into()), None]);
    }

    #[test]
    fn a_proxy_gets_itself_and_what_concerns_its_servers() {
        let (whole, nodes) = whole();
        let tls = TlsIdentity {
            certificate: "/c".into(),
            key: "/k".into(),
        };
        let socket = |_: &NodeId| Some("/run/b.sock".into());
        let parts = [0, 1].map(|i| proxy(&whole, &whole.proxies[i], tls.clone(), socket));
        for (part, (from, node)) in parts.iter().zip(whole.proxies.iter().zip(&nodes)) {
            assert_eq!((part.epoch, part.gateways.len()), (7, 0));
            let [own] = &part.proxies[..] else { panic!() };
            assert_eq!((&own.id, &own.tls), (&from.id, &Some(tls.clone())));
            assert_eq!(own.backends[0].server.socket, Some("/run/b.sock".into()));
            let [throttle] = &part.throttles[..] else {
                panic!()
            };
            assert_eq!(throttle.node, *node);
        }
        assert_eq!(parts[0].recorded, whole.recorded);
        assert_eq!(parts[1].recorded, []);
        assert_eq!(parts[1].held, whole.held[1..]);
    }
}
