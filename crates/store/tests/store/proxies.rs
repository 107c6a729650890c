//! Database proxies, switches and rules.

use std::collections::BTreeMap;

use hyades_store::InstanceFilter;
use hyades_types::id::{JobId, NodeId, ProxyId, ProxyNodeId};
use hyades_types::model::*;
use hyades_types::status::*;
use hyades_types::time::Timestamp;
use hyades_types::topology::{AccessKind, Consistency, Pooling, ProxyMode, Routing, ThrottleKind};

use crate::world::World;

fn config(node: &NodeId) -> ProxyConfig {
    ProxyConfig {
        flavor: "gaussdb.proxy.large.x86.2".to_owned(),
        port: 3306,
        eip: None,
        mode: ProxyMode::ReadWrite,
        routing: Routing::Weighted,
        weights: BTreeMap::from([(node.clone(), 100)]),
        new_nodes: NewNodes {
            join: true,
            weight: 40,
        },
        consistency: Consistency::Session,
        transaction_split: true,
        pooling: Pooling::Session,
        tls: true,
        lossless_switchover: false,
        parameters: BTreeMap::from([("multiStatementType".to_owned(), "Loose".to_owned())]),
    }
}

fn proxy(world: &World, instance: &Instance, node: &NodeId, last: u8) -> Proxy {
    let entry = |block: &str| AccessEntry {
        block: block.parse().unwrap(),
        description: "office".to_owned(),
    };
    let node_of = |number| ProxyNode {
        id: ProxyNodeId::generate(),
        number,
        lifecycle: ProxyNodeLifecycle::Creating,
        generation: 1,
        version: "2.0.01.000".to_owned(),
        az: "local-1a".to_owned(),
    };
    let now = Timestamp::now();
    Proxy {
        id: ProxyId::generate(),
        instance: instance.id.clone(),
        name: "reader".to_owned(),
        lifecycle: ProxyLifecycle::Creating,
        activity: None,
        subnet: world.subnet.clone(),
        address: Some([10, 1, 2, last].into()),
        config: config(node),
        access: AccessControl {
            enabled: true,
            kind: AccessKind::White,
            entries: vec![entry("10.0.0.1"), entry("FD00::/8")],
        },
        nodes: vec![node_of(0), node_of(1)],
        created_at: now,
        updated_at: now,
    }
}

/// A proxy of a new instance with one node.
async fn added(world: &World) -> (Instance, Node, Proxy) {
    let instance = world.instance("alpha");
    world.add(&instance).await;
    let node = world.add_node(&instance, 1).await;
    let proxy = proxy(world, &instance, &node.id, 7);
    let mut tx = world.store.begin().await.unwrap();
    tx.proxy_insert(&proxy).await.unwrap();
    tx.commit().await.unwrap();
    (instance, node, proxy)
}

#[tokio::test]
async fn what_goes_in_comes_out() {
    let world = World::new().await;
    let (instance, _, proxy) = added(&world).await;
    let listed = world.store.proxies_of(&instance.id).await.unwrap();
    assert_eq!(listed, std::slice::from_ref(&proxy));
    let fetched = world.store.proxy_fetch(&proxy.id).await.unwrap();
    assert_eq!(fetched, Some(proxy.clone()));
    let unknown = world.store.proxy_fetch(&ProxyId::generate()).await;
    assert_eq!(unknown.unwrap(), None);
    let mut tx = world.store.begin().await.unwrap();
    assert!(tx.proxy_list().await.unwrap().contains(&proxy));
}

#[tokio::test]
async fn a_proxy_changes() {
    let world = World::new().await;
    let (instance, node, proxy) = added(&world).await;
    let now = Timestamp::now();
    let mut changed = config(&NodeId::generate());
    changed.port = 3307;
    changed.parameters.clear();
    let access = AccessControl {
        enabled: false,
        entries: Vec::new(),
        ..proxy.access.clone()
    };
    let new_nodes = NewNodes {
        join: false,
        weight: 3,
    };
    let job = JobId::generate();
    let busy = ProxyBusy {
        activity: ProxyActivity::ChangingWeights,
        job: job.clone(),
    };
    let mut tx = world.store.begin().await.unwrap();
    tx.proxy_configure(&proxy.id, &changed, now).await.unwrap();
    tx.proxy_weight_set(&proxy.id, &node.id, 9).await.unwrap();
    tx.proxy_set_new_nodes(&proxy.id, new_nodes, now)
        .await
        .unwrap();
    tx.proxy_set_access(&proxy.id, &access, now).await.unwrap();
    tx.proxy_rename(&proxy.id, "writer", now).await.unwrap();
    tx.proxy_set_lifecycle(&proxy.id, ProxyLifecycle::Active, now)
        .await
        .unwrap();
    tx.proxy_occupy(&proxy.id, &busy).await.unwrap();
    tx.proxy_node_renew(&proxy.nodes[0].id, 5, "2.1.00.000")
        .await
        .unwrap();
    tx.proxy_node_renew(&proxy.nodes[0].id, 4, "9.9.9.9")
        .await
        .unwrap();
    tx.proxy_node_delete(&proxy.nodes[1].id).await.unwrap();
    let seen = tx.proxies_of(&instance.id).await.unwrap().pop().unwrap();
    tx.job_end(&job, JobStatus::Completed, None, now)
        .await
        .unwrap();
    let released = tx.proxies_of(&instance.id).await.unwrap().pop().unwrap();
    tx.commit().await.unwrap();

    changed.weights.insert(node.id.clone(), 9);
    changed.new_nodes = new_nodes;
    assert_eq!(seen.config, changed);
    assert_eq!(seen.access, access);
    assert_eq!(
        (seen.name.as_str(), seen.lifecycle),
        ("writer", ProxyLifecycle::Active)
    );
    assert_eq!(seen.activity, Some(ProxyActivity::ChangingWeights));
    let [left] = &seen.nodes[..] else {
        unreachable!("one node is left")
    };
    assert_eq!((left.generation, left.version.as_str()), (5, "2.1.00.000"));
    assert_eq!(released.activity, None);
}

#[tokio::test]
async fn instances_are_found_by_their_proxies() {
    let world = World::new().await;
    let (instance, _, proxy) = added(&world).await;
    let ids = std::slice::from_ref(&instance.id);
    assert!(
        world
            .store
            .proxy_addresses_of(ids)
            .await
            .unwrap()
            .is_empty()
    );
    let mut tx = world.store.begin().await.unwrap();
    tx.proxy_set_lifecycle(&proxy.id, ProxyLifecycle::Active, Timestamp::now())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let [shown] = &world.store.proxy_addresses_of(ids).await.unwrap()[..] else {
        unreachable!("there is one proxy")
    };
    assert_eq!((&shown.id, Some(shown.address)), (&proxy.id, proxy.address));
    for (address, count) in [("10.1.2.7", 1), ("10.1.2.8", 0)] {
        let filter = InstanceFilter {
            proxy_address: Some(address.to_owned()),
            ..InstanceFilter::default()
        };
        let page = world.store.instance_list(&world.project, &filter, 0, 10);
        assert_eq!(page.await.unwrap().total, count);
    }
}

#[tokio::test]
async fn an_eip_is_one_proxys_alone() {
    let world = World::new().await;
    let (one, other) = (ProxyId::generate(), ProxyId::generate());
    let eip = [10, 200, 0, uuid_byte()].into();
    let mut tx = world.store.begin().await.unwrap();
    assert!(tx.eip_take(&one, eip).await.unwrap());
    assert!(!tx.eip_take(&other, eip).await.unwrap());
    tx.eips_release(&one, Some(eip)).await.unwrap();
    assert!(!tx.eip_take(&other, eip).await.unwrap());
    tx.eips_release(&one, None).await.unwrap();
    assert!(tx.eip_take(&other, eip).await.unwrap());
}

fn uuid_byte() -> u8 {
    u8::from_str_radix(&JobId::generate().as_str()[..2], 16).unwrap()
}

#[tokio::test]
async fn nothing_is_left_of_what_is_forgotten() {
    let world = World::new().await;
    let (instance, node, proxy) = added(&world).await;
    let rule = NodeRule {
        key: RuleKey {
            node: node.id.clone(),
            kind: ThrottleKind::Select,
            pattern: "select~from".to_owned(),
        },
        max_concurrency: 2,
    };
    let mut tx = world.store.begin().await.unwrap();
    tx.throttle_rules_replace(&instance.id, std::slice::from_ref(&rule))
        .await
        .unwrap();
    assert_eq!(tx.throttle_rules_of(&instance.id).await.unwrap(), [rule]);
    tx.node_delete(&node).await.unwrap();
    assert!(tx.throttle_rules_of(&instance.id).await.unwrap().is_empty());
    let left = tx.proxy_fetch(&proxy.id).await.unwrap().unwrap();
    assert!(left.config.weights.is_empty());
    tx.proxy_delete(&proxy).await.unwrap();
    assert_eq!(tx.proxy_fetch(&proxy.id).await.unwrap(), None);
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn switches_are_off_until_they_are_on() {
    let world = World::new().await;
    let instance = world.instance("alpha");
    world.add(&instance).await;
    let is_on = async || {
        let on = world.store.switch_is_on(&instance.id, Switch::FullSql);
        on.await.unwrap()
    };
    assert!(!is_on().await);
    for on in [true, true, false, false, true] {
        let mut tx = world.store.begin().await.unwrap();
        tx.switch_set(&instance.id, Switch::FullSql, on)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        assert_eq!(is_on().await, on);
    }
    let mut tx = world.store.begin().await.unwrap();
    let all = tx.switched_on(Switch::FullSql).await.unwrap();
    assert!(all.contains(&instance.id));
    tx.instance_delete(&instance).await.unwrap();
    assert!(
        !tx.switched_on(Switch::FullSql)
            .await
            .unwrap()
            .contains(&instance.id)
    );
}
