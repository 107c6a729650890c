//! One case for each registered workflow: the world before it, its parameters, the world after it.

mod proxies;
mod records;

use std::collections::BTreeMap;

use futures::FutureExt;
use futures::future::BoxFuture;
use hyades_testkit::WorldState;
use hyades_types::Secret;
use hyades_types::id::*;
use hyades_types::model::*;
use hyades_types::status::*;
use hyades_types::time::Timestamp;

use super::world::World;
use crate::workflows::nodes::Target;
use crate::workflows::{
    Context, Create, Delete, NodeAdd, NodeDelete, NodeRename, Procedure, ProxyChange, ProxyCreate,
    ProxyDelete, ProxyNodesChange, Rename, Restart, SqlFilterChange, Switchover,
};
pub(super) use proxies::{PROXY_CHANGE, PROXY_CREATE};
use records::{add_node, address, node, records, running, store};

/// How to test one workflow.
#[derive(Clone, Copy)]
pub(super) struct Case {
    pub(super) name: &'static str,
    /// How many steps it has.
    pub(super) steps: usize,
    /// Makes the world in which it begins.
    pub(super) prepare: for<'a> fn(&'a Context, &'a Names) -> BoxFuture<'a, ()>,
    /// Stores its job and itself.
    pub(super) store: for<'a> fn(&'a Context, &'a Names) -> BoxFuture<'a, Workflow>,
    /// Looks at the world after it.
    pub(super) check: fn(&World, &WorldState),
}

pub(super) const ALL: [Case; 15] = [
    CREATE,
    DELETE,
    NODE_ADD,
    NODE_DELETE,
    RENAME,
    RESTART,
    SWITCHOVER,
    proxies::PROXY_CREATE,
    proxies::PROXY_DELETE,
    proxies::PROXY_CHANGE,
    proxies::PROXY_ENLARGE,
    proxies::PROXY_REDUCE,
    proxies::PROXY_RENEW,
    proxies::DELETE_WITH_PROXY,
    proxies::SQL_FILTER,
];

/// The ids that a world uses, known before anything is there.
pub(super) struct Names {
    pub(super) project: ProjectId,
    pub(super) host: HostId,
    pub(super) subnet: SubnetId,
    pub(super) instance: InstanceId,
    pub(super) job: JobId,
    primary: NodeId,
    replica: NodeId,
    added: NodeId,
    proxy: ProxyId,
    proxy_nodes: [ProxyNodeId; 3],
}

impl Names {
    pub(super) fn generate() -> Self {
        Self {
            project: ProjectId::generate(),
            host: HostId::generate(),
            subnet: SubnetId::generate(),
            instance: InstanceId::generate(),
            job: JobId::generate(),
            primary: NodeId::generate(),
            replica: NodeId::generate(),
            added: NodeId::generate(),
            proxy: ProxyId::generate(),
            proxy_nodes: [(); 3].map(|()| ProxyNodeId::generate()),
        }
    }

    fn target(&self) -> Target {
        Target {
            project: self.project.clone(),
            instance: self.instance.clone(),
        }
    }
}

pub(super) const CREATE: Case = Case {
    name: "create",
    steps: 6,
    prepare: |context, names| records(context, names, Lifecycle::Creating).boxed(),
    store: |context, names| {
        async {
            let password = Secret::new("aB3!aB3!x");
            let sealed = context
                .sealer
                .seal(&password, names.instance.as_str())
                .unwrap();
            let create = Create {
                target: names.target(),
                sealed_password: sealed,
            };
            store(
                context,
                names,
                JobKind::CreateInstance,
                Operation::Create,
                &create,
            )
            .await
        }
        .boxed()
    },
    check: |world, _| {
        assert_eq!(world.instance().unwrap().lifecycle, Lifecycle::Active);
        assert_eq!(world.state().nodes.len(), 2);
        assert_eq!(world.state().gateways.len(), 3);
    },
};

pub(super) const DELETE: Case = Case {
    name: "delete",
    steps: 3,
    prepare: |context, names| running(context, names).boxed(),
    store: |context, names| {
        async {
            let delete = Delete {
                target: names.target(),
            };
            store(
                context,
                names,
                JobKind::DeleteInstance,
                Operation::Delete,
                &delete,
            )
            .await
        }
        .boxed()
    },
    check: |world, _| {
        assert_eq!(world.instance(), None);
        assert_eq!(world.state(), WorldState::default());
        assert_eq!((world.node_count(), world.addresses_used()), (0, 0));
    },
};

const NODE_ADD: Case = Case {
    name: "node add",
    steps: 4,
    prepare: |context, names| running(context, names).boxed(),
    store: |context, names| {
        async {
            let new = node(names, &names.added, 3, NodeLifecycle::Creating);
            add_node(context, names, &new).await;
            let add = NodeAdd {
                target: names.target(),
                nodes: vec![names.added.clone()],
            };
            store(context, names, JobKind::AddNodes, Operation::NodeAdd, &add).await
        }
        .boxed()
    },
    check: |world, before| {
        assert_eq!(world.state().nodes.len(), before.nodes.len() + 1);
        assert_eq!(world.state().gateways.len(), before.gateways.len() + 1);
    },
};

const NODE_DELETE: Case = Case {
    name: "node delete",
    steps: 3,
    prepare: |context, names| running(context, names).boxed(),
    store: |context, names| {
        async {
            let delete = NodeDelete {
                target: names.target(),
                node: names.replica.clone(),
            };
            store(
                context,
                names,
                JobKind::DeleteNode,
                Operation::NodeDelete,
                &delete,
            )
            .await
        }
        .boxed()
    },
    check: |world, before| {
        assert_eq!(world.state().nodes.len(), before.nodes.len() - 1);
        assert_eq!(world.state().gateways.len(), before.gateways.len() - 1);
        assert_eq!((world.node_count(), world.addresses_used()), (1, 2));
    },
};

const RENAME: Case = Case {
    name: "rename",
    steps: 1,
    prepare: |context, names| running(context, names).boxed(),
    store: |context, names| {
        async {
            let (old, new) = ("alpha_node01".to_owned(), "omega_node01".to_owned());
            let node = NodeRename {
                node: names.primary.clone(),
                old,
                new,
            };
            let rename = Rename {
                target: names.target(),
                old: "alpha".to_owned(),
                new: "omega".to_owned(),
                nodes: vec![node],
            };
            store(
                context,
                names,
                JobKind::RenameInstance,
                Operation::Rename,
                &rename,
            )
            .await
        }
        .boxed()
    },
    check: |world, before| {
        assert_eq!(world.instance().unwrap().name, "omega");
        assert_eq!(world.state(), *before);
    },
};

const RESTART: Case = Case {
    name: "restart",
    steps: 2,
    prepare: |context, names| running(context, names).boxed(),
    store: |context, names| {
        async {
            let nodes = vec![names.replica.clone(), names.primary.clone()];
            let asked_at = Timestamp::now();
            let restart = Restart {
                target: names.target(),
                nodes,
                asked_at,
            };
            store(
                context,
                names,
                JobKind::RestartInstance,
                Operation::Restart,
                &restart,
            )
            .await
        }
        .boxed()
    },
    check: |world, before| assert_eq!(world.state(), *before),
};

pub(super) const SWITCHOVER: Case = Case {
    name: "switchover",
    steps: 3,
    prepare: |context, names| proxies::with_proxy(context, names).boxed(),
    store: |context, names| {
        async {
            let switchover = Switchover {
                target: names.target(),
                from: names.primary.clone(),
                to: names.replica.clone(),
                generation: 1,
            };
            let (kind, operation) = (JobKind::Switchover, Operation::Switchover);
            store(context, names, kind, operation, &switchover).await
        }
        .boxed()
    },
    check: |world, before| {
        let (names, after) = (&world.names, world.state());
        assert!(after.nodes.contains(&format!("{} primary", names.replica)));
        let replica = format!("{} replica of {}:33062", names.primary, address(2));
        assert!(after.nodes.contains(&replica), "{:?}", after.nodes);
        let moved = |gateway: &&String| !before.gateways.contains(*gateway);
        let moved: Vec<_> = after.gateways.iter().filter(moved).cloned().collect();
        let own = |last| format!("{}:3306 -> {}:33062", address(last), address(2));
        assert_eq!(moved, [own(100)]);
        assert!(after.held.is_empty());
        // Reads go on to the replica.
        let [proxy] = &world.proxies()[..] else {
            unreachable!("there is one proxy")
        };
        let read = BTreeMap::from([(names.primary.clone(), 100)]);
        assert_eq!(proxy.config.weights, read);
        let servers = [(&names.primary, 100), (&names.replica, 0)];
        for place in servers.map(|(node, weight)| format!("{node}*{weight}")) {
            assert!(after.proxies.iter().all(|proxy| proxy.contains(&place)));
        }
    },
};

/// The registry and the cases are the same list.
#[test]
fn every_registered_step_belongs_to_a_case() {
    let steps = [
        Create::steps().len(),
        Delete::steps().len(),
        NodeAdd::steps().len(),
        NodeDelete::steps().len(),
        Rename::steps().len(),
        Restart::steps().len(),
        Switchover::steps().len(),
        ProxyCreate::steps().len(),
        ProxyDelete::steps().len(),
        ProxyChange::steps().len(),
        ProxyNodesChange::steps().len(),
        ProxyNodesChange::steps().len(),
        ProxyNodesChange::steps().len(),
        Delete::steps().len(),
        SqlFilterChange::steps().len(),
    ];
    assert_eq!(steps, ALL.map(|case| case.steps));
}
