//! Workflows of database proxies and of rules for statements.

use std::collections::BTreeMap;

use futures::FutureExt;
use hyades_store::AddressOwner;
use hyades_types::model::*;
use hyades_types::status::*;
use hyades_types::time::Timestamp;
use hyades_types::topology::{AccessKind, Consistency, Pooling, ProxyMode, Routing, ThrottleKind};

use super::records::{address, running, store};
use super::{Case, DELETE, Names};
use crate::workflows::{
    Context, ProxyChange, ProxyCreate, ProxyDelete, ProxyNodesChange, Reconfiguration, SqlFilter,
    SqlFilterChange, proxies,
};

pub(in crate::workflows::harness) const PROXY_CREATE: Case = Case {
    name: "proxy create",
    steps: 3,
    prepare: |context, names| running(context, names).boxed(),
    store: |context, names| {
        async {
            add_proxy(context, names, &proxy(names, ProxyLifecycle::Creating)).await;
            let create = ProxyCreate {
                proxy: names.proxy.clone(),
                shown_until: Timestamp::now(),
            };
            let (kind, operation) = (JobKind::CreateProxy, Operation::ProxyCreate);
            store(context, names, kind, operation, &create).await
        }
        .boxed()
    },
    check: |world, before| {
        assert_eq!(world.state().gateways, before.gateways);
        assert_eq!(world.state().proxies.len(), 2);
        assert_eq!(world.proxies()[0].lifecycle, ProxyLifecycle::Active);
        assert_eq!(world.addresses_used(), 4);
    },
};

pub(super) const PROXY_DELETE: Case = Case {
    name: "proxy delete",
    steps: 3,
    prepare: |context, names| with_proxy(context, names).boxed(),
    store: |context, names| {
        async {
            let delete = ProxyDelete {
                proxies: vec![(names.proxy.clone(), ProxyLifecycle::Active)],
            };
            let (kind, operation) = (JobKind::DeleteProxy, Operation::ProxyDelete);
            store(context, names, kind, operation, &delete).await
        }
        .boxed()
    },
    check: |world, before| {
        assert_eq!(world.state().gateways, before.gateways);
        assert!(world.state().proxies.is_empty() && world.proxies().is_empty());
        assert_eq!(world.addresses_used(), 3);
    },
};

pub(in crate::workflows::harness) const PROXY_CHANGE: Case = Case {
    name: "proxy change",
    steps: 3,
    prepare: |context, names| with_proxy(context, names).boxed(),
    store: |context, names| {
        async {
            let before = config(names);
            let mut after = before.clone();
            after.port = 3307;
            after.weights.insert(names.replica.clone(), 7);
            after.parameters.insert("a".to_owned(), "b".to_owned());
            let change = ProxyChange {
                changes: vec![Reconfiguration {
                    proxy: names.proxy.clone(),
                    before,
                    after,
                }],
            };
            let (kind, operation) = (JobKind::ProxyPort, Operation::ProxyChange);
            store(context, names, kind, operation, &change).await
        }
        .boxed()
    },
    check: |world, before| {
        assert_ne!(world.state().proxies, before.proxies);
        let [proxy] = &world.proxies()[..] else {
            unreachable!("there is one proxy")
        };
        assert_eq!(proxy.config.port, 3307);
        assert_eq!(proxy.config.weights[&world.names.replica], 7);
    },
};

pub(super) const PROXY_ENLARGE: Case = Case {
    name: "proxy enlarge",
    steps: 5,
    prepare: |context, names| with_proxy(context, names).boxed(),
    store: |context, names| {
        async {
            let new = node(names, 2, ProxyNodeLifecycle::Creating);
            let mut tx = context.store.begin().await.unwrap();
            tx.proxy_node_insert(&names.proxy, &new).await.unwrap();
            tx.commit().await.unwrap();
            let change = ProxyNodesChange {
                add: vec![new.id],
                ..no_change(names)
            };
            let (kind, operation) = (JobKind::EnlargeProxy, Operation::ProxyNodesChange);
            store(context, names, kind, operation, &change).await
        }
        .boxed()
    },
    check: |world, _| {
        assert_eq!(world.state().proxies.len(), 3);
        assert_eq!(world.proxies()[0].nodes.len(), 3);
    },
};

pub(super) const PROXY_REDUCE: Case = Case {
    name: "proxy reduce",
    steps: 5,
    prepare: |context, names| with_proxy(context, names).boxed(),
    store: |context, names| {
        async {
            let change = ProxyNodesChange {
                remove: vec![names.proxy_nodes[1].clone()],
                ..no_change(names)
            };
            let (kind, operation) = (JobKind::ReduceProxy, Operation::ProxyNodesChange);
            store(context, names, kind, operation, &change).await
        }
        .boxed()
    },
    check: |world, _| {
        assert_eq!(world.state().proxies.len(), 1);
        assert_eq!(world.proxies()[0].nodes.len(), 1);
    },
};

pub(super) const PROXY_RENEW: Case = Case {
    name: "proxy renew",
    steps: 5,
    prepare: |context, names| with_proxy(context, names).boxed(),
    store: |context, names| {
        async {
            let nodes = names.proxy_nodes[..2].iter();
            let change = ProxyNodesChange {
                renew: nodes.map(|node| (node.clone(), 2)).collect(),
                ..no_change(names)
            };
            let (kind, operation) = (JobKind::RestartProxy, Operation::ProxyNodesChange);
            store(context, names, kind, operation, &change).await
        }
        .boxed()
    },
    check: |world, before| {
        assert_eq!(world.state(), *before);
        for node in &world.proxies()[0].nodes {
            assert_eq!((node.generation, node.version.as_str()), (2, "2.1.00.000"));
        }
    },
};

pub(super) const DELETE_WITH_PROXY: Case = Case {
    name: "delete with a proxy",
    prepare: |context, names| with_proxy(context, names).boxed(),
    check: |world, before| {
        assert!(world.proxies().is_empty());
        (DELETE.check)(world, before);
    },
    ..DELETE
};

pub(super) const SQL_FILTER: Case = Case {
    name: "sql filter",
    steps: 2,
    prepare: |context, names| running(context, names).boxed(),
    store: |context, names| {
        async {
            let rule = NodeRule {
                key: RuleKey {
                    node: names.replica.clone(),
                    kind: ThrottleKind::Select,
                    pattern: "select~from".to_owned(),
                },
                max_concurrency: 0,
            };
            let change = SqlFilterChange {
                instance: names.instance.clone(),
                before: SqlFilter {
                    on: false,
                    rules: Vec::new(),
                },
                after: SqlFilter {
                    on: true,
                    rules: vec![rule],
                },
            };
            let (kind, operation) = (JobKind::SwitchSqlFilter, Operation::SqlFilter);
            store(context, names, kind, operation, &change).await
        }
        .boxed()
    },
    check: |world, before| {
        assert!(before.throttles.is_empty());
        assert_eq!(world.state().throttles.len(), 1);
    },
};

/// An instance that serves, with a proxy that does.
pub(super) async fn with_proxy(context: &Context, names: &Names) {
    running(context, names).await;
    add_proxy(context, names, &proxy(names, ProxyLifecycle::Active)).await;
    proxies::publish_and_wait(context, std::slice::from_ref(&names.proxy))
        .await
        .unwrap();
}

async fn add_proxy(context: &Context, names: &Names, proxy: &Proxy) {
    let mut tx = context.store.begin().await.unwrap();
    let owner = AddressOwner(&names.instance);
    tx.address_take(&names.subnet, owner, proxy.address.unwrap())
        .await
        .unwrap();
    tx.proxy_insert(proxy).await.unwrap();
    tx.commit().await.unwrap();
}

fn proxy(names: &Names, lifecycle: ProxyLifecycle) -> Proxy {
    let of_nodes = match lifecycle {
        ProxyLifecycle::Active => ProxyNodeLifecycle::Active,
        _ => ProxyNodeLifecycle::Creating,
    };
    let now = Timestamp::now();
    Proxy {
        id: names.proxy.clone(),
        instance: names.instance.clone(),
        name: "reader".to_owned(),
        lifecycle,
        activity: None,
        subnet: names.subnet.clone(),
        address: Some(address(50)),
        config: config(names),
        access: AccessControl {
            enabled: false,
            kind: AccessKind::White,
            entries: Vec::new(),
        },
        nodes: [0, 1].map(|number| node(names, number, of_nodes)).into(),
        created_at: now,
        updated_at: now,
    }
}

fn config(names: &Names) -> ProxyConfig {
    ProxyConfig {
        flavor: "gaussdb.proxy.large.x86.2".to_owned(),
        port: 3306,
        eip: None,
        mode: ProxyMode::ReadWrite,
        routing: Routing::Weighted,
        weights: BTreeMap::from([(names.replica.clone(), 100)]),
        new_nodes: NewNodes {
            join: false,
            weight: 100,
        },
        consistency: Consistency::Eventual,
        transaction_split: false,
        pooling: Pooling::Closed,
        tls: false,
        lossless_switchover: false,
        parameters: BTreeMap::new(),
    }
}

fn node(names: &Names, number: usize, lifecycle: ProxyNodeLifecycle) -> ProxyNode {
    ProxyNode {
        id: names.proxy_nodes[number].clone(),
        number: u32::try_from(number).unwrap(),
        lifecycle,
        generation: 1,
        version: "2.0.01.000".to_owned(),
        az: "local-1a".to_owned(),
    }
}

fn no_change(names: &Names) -> ProxyNodesChange {
    ProxyNodesChange {
        proxy: names.proxy.clone(),
        add: Vec::new(),
        renew: Vec::new(),
        version: "2.1.00.000".to_owned(),
        remove: Vec::new(),
    }
}
