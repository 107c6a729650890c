use std::collections::BTreeSet;

use hyades_types::topology::{Backend, GatewayRole};
use proptest::collection::btree_map;
use proptest::option;
use proptest::prelude::*;

use super::*;

fn endpoint(number: u8) -> Endpoint {
    Endpoint::new([127, 78, 0, number].into(), 3306)
}

fn gateway(listen: Endpoint, instance: u8, node_role: bool, backend: Option<u8>) -> Gateway {
    let node = |number: u8| format!("{number:032x}no07").parse().unwrap();
    Gateway {
        listen,
        instance: format!("{instance:032x}in07").parse().unwrap(),
        role: if node_role {
            GatewayRole::Node(node(9))
        } else {
            GatewayRole::Primary
        },
        backend: backend.map(|n| Backend {
            node: node(n / 2),
            endpoint: endpoint(100 + n),
            socket: None,
        }),
        tls: None,
        sources: None,
    }
}

/// Few values of everything, so that gateways of two topologies often meet.
fn gateways() -> impl Strategy<Value = Gateways> {
    let rest = (0..3u8, any::<bool>(), option::of(0..3u8));
    btree_map(0..5u8, rest, 0..5).prop_map(|all| {
        let build = |(number, (instance, role, backend))| {
            let listen = endpoint(number);
            (listen, gateway(listen, instance, role, backend))
        };
        all.into_iter().map(build).collect()
    })
}

fn apply(changes: &Changes, running: &Gateways) -> Gateways {
    let mut result = running.clone();
    for listen in &changes.removed {
        assert!(result.remove(listen).is_some(), "removed what did not run");
    }
    for gateway in &changes.updated {
        let old = result.insert(gateway.listen, gateway.clone()).unwrap();
        assert_eq!(old.instance, gateway.instance);
    }
    for gateway in &changes.added {
        assert!(
            result.insert(gateway.listen, gateway.clone()).is_none(),
            "added what runs"
        );
    }
    result
}

proptest! {
    #[test]
    fn applying_the_changes_gives_what_is_wanted(running in gateways(), wanted in gateways()) {
        prop_assert_eq!(apply(&diff(&running, &wanted), &running), wanted);
    }

    #[test]
    fn what_stays_the_same_is_left_alone(running in gateways(), wanted in gateways()) {
        let changes = diff(&running, &wanted);
        let touched: BTreeSet<_> = changes.removed.iter().copied()
            .chain(changes.updated.iter().chain(&changes.added).map(|g| g.listen))
            .collect();
        for (listen, gateway) in &wanted {
            prop_assert_eq!(touched.contains(listen), running.get(listen) != Some(gateway));
        }
    }
}

#[test]
fn another_instance_on_the_endpoint_is_a_new_gateway() {
    let old = Gateways::from([(endpoint(1), gateway(endpoint(1), 1, false, Some(1)))]);
    let new = Gateways::from([(endpoint(1), gateway(endpoint(1), 2, false, Some(1)))]);
    let changes = diff(&old, &new);
    assert_eq!(changes.removed, [endpoint(1)]);
    assert_eq!(changes.added.len(), 1);
    assert!(changes.updated.is_empty());
}

#[test]
fn only_a_newer_or_the_same_topology_is_applied() {
    let of = |epoch, backend| Topology {
        epoch,
        proxies: Vec::new(),
        gateways: Gateways::from([(endpoint(1), gateway(endpoint(1), 1, false, backend))]),
        ..Topology::default()
    };
    let served = of(5, Some(1));
    assert_eq!(judge(None, &of(0, None)), Verdict::Apply);
    assert_eq!(judge(Some(&served), &of(6, Some(2))), Verdict::Apply);
    assert_eq!(judge(Some(&served), &of(5, Some(1))), Verdict::Apply);
    assert_eq!(judge(Some(&served), &of(5, Some(2))), Verdict::Conflict);
    assert_eq!(judge(Some(&served), &of(4, Some(1))), Verdict::Stale);
}

#[test]
fn a_snapshot_with_a_shared_endpoint_is_refused() {
    let gateways = vec![
        gateway(endpoint(1), 1, false, None),
        gateway(endpoint(1), 2, false, None),
    ];
    let refused = Topology::try_from(TopologySnapshot {
        epoch: 1,
        gateways,
        ..TopologySnapshot::default()
    });
    assert_eq!(refused, Err(SharedEndpoint(endpoint(1))));
}
