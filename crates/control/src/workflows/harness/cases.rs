//! One case for each registered workflow: the world before it, its parameters, the world after it.

use std::net::IpAddr;

use futures::FutureExt;
use futures::future::BoxFuture;
use hyades_agent_api::Seed;
use hyades_store::AddressOwner;
use hyades_testkit::WorldState;
use hyades_types::Secret;
use hyades_types::engine::EngineVersion;
use hyades_types::id::*;
use hyades_types::model::*;
use hyades_types::net::Endpoint;
use hyades_types::status::*;
use hyades_types::time::Timestamp;

use super::world::World;
use crate::workflows::nodes::{self, MAKE, Target};
use crate::workflows::{
    Context, Create, Delete, Engine, NodeAdd, NodeDelete, NodeRename, Procedure, Rename, Restart,
};

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

pub(super) const ALL: [Case; 6] = [CREATE, DELETE, NODE_ADD, NODE_DELETE, RENAME, RESTART];

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
    ];
    assert_eq!(steps, ALL.map(|case| case.steps));
}

async fn store<P: Procedure>(
    context: &Context,
    names: &Names,
    kind: JobKind,
    operation: Operation,
    params: &P,
) -> Workflow {
    let now = Timestamp::now();
    let job = Job {
        id: names.job.clone(),
        project: names.project.clone(),
        kind,
        status: JobStatus::Running,
        progress: 0,
        instance: names.instance.clone(),
        instance_name: "alpha".to_owned(),
        created_at: now,
        ended_at: None,
        fail_reason: None,
    };
    let mut tx = context.store.begin().await.unwrap();
    tx.job_insert(&job).await.unwrap();
    let busy = Busy {
        operation,
        job: names.job.clone(),
    };
    assert!(
        tx.instance_occupy(&names.instance, &busy, now)
            .await
            .unwrap()
    );
    let workflow = Engine::store(&mut tx, &names.job, params).await.unwrap();
    tx.commit().await.unwrap();
    workflow
}

/// An instance that serves, with a primary and a replica.
async fn running(context: &Context, names: &Names) {
    records(context, names, Lifecycle::Active).await;
    let target = names.target();
    let instance = target.instance(context).await.unwrap();
    let all = target.nodes(context).await.unwrap();
    nodes::make(context, &instance, &all, &all[0], &Seed::Empty, MAKE)
        .await
        .unwrap();
    nodes::move_to(context, &all, NodeLifecycle::Active)
        .await
        .unwrap();
}

async fn records(context: &Context, names: &Names, lifecycle: Lifecycle) {
    let address = address(100);
    let mut tx = context.store.begin().await.unwrap();
    tx.address_take(&names.subnet, AddressOwner(&names.instance), address)
        .await
        .unwrap();
    tx.instance_insert(&instance(names, lifecycle, address))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    for (id, number) in [(&names.primary, 1), (&names.replica, 2)] {
        add_node(
            context,
            names,
            &node(names, id, number, NodeLifecycle::Creating),
        )
        .await;
    }
}

async fn add_node(context: &Context, names: &Names, node: &Node) {
    let mut tx = context.store.begin().await.unwrap();
    tx.address_take(&names.subnet, AddressOwner(&names.instance), node.address)
        .await
        .unwrap();
    tx.node_insert(node).await.unwrap();
    tx.commit().await.unwrap();
}

fn address(last: u8) -> IpAddr {
    IpAddr::from([127, 90, 0, last])
}

fn node(names: &Names, id: &NodeId, number: u8, lifecycle: NodeLifecycle) -> Node {
    let role = if number == 1 {
        NodeRole::Primary
    } else {
        NodeRole::Replica
    };
    Node {
        id: id.clone(),
        instance: names.instance.clone(),
        name: format!("alpha_node{number:02}"),
        role,
        lifecycle,
        host: names.host.clone(),
        az: "local-1a".to_owned(),
        address: address(number),
        backend: Endpoint::new(address(number), 33062),
        server_id: number.into(),
        priority: 1,
        generation: 1,
        created_at: Timestamp::now(),
        updated_at: Timestamp::now(),
    }
}

fn instance(names: &Names, lifecycle: Lifecycle, address: IpAddr) -> Instance {
    let now = Timestamp::now();
    Instance {
        id: names.instance.clone(),
        project: names.project.clone(),
        name: "alpha".to_owned(),
        alias: String::new(),
        lifecycle,
        busy: None,
        flavor: hyades_planning::flavor::Flavor::smallest().code(),
        engine: EngineVersion {
            major: 9,
            minor: 7,
            patch: 4,
        },
        lower_case_table_names: 1,
        time_zone: "UTC".to_owned(),
        az_mode: AzMode::Single,
        master_az: "local-1a".to_owned(),
        vpc: VpcId::generate(),
        subnet: names.subnet.clone(),
        security_group: None,
        template: TemplateId::generate(),
        enterprise_project: "0".to_owned(),
        charge_mode: ChargeMode::PostPaid,
        address: Some(address),
        port: 3306,
        backup_window: "02:00-03:00".to_owned(),
        backup_keep_days: 7,
        tags: Vec::new(),
        created_at: now,
        updated_at: now,
    }
}
