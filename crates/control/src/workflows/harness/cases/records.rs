//! Records of an instance, as use cases would have made them.

use std::net::IpAddr;

use hyades_agent_api::Seed;
use hyades_store::AddressOwner;
use hyades_types::engine::EngineVersion;
use hyades_types::id::*;
use hyades_types::model::*;
use hyades_types::net::Endpoint;
use hyades_types::status::*;
use hyades_types::time::Timestamp;

use super::Names;
use crate::workflows::nodes::{self, MAKE};
use crate::workflows::{Context, Engine, Procedure};

/// Stores a job with its workflow, as use cases do.
pub(super) async fn store<P: Procedure>(
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
pub(super) async fn running(context: &Context, names: &Names) {
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

pub(super) async fn records(context: &Context, names: &Names, lifecycle: Lifecycle) {
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

pub(super) async fn add_node(context: &Context, names: &Names, node: &Node) {
    let mut tx = context.store.begin().await.unwrap();
    tx.address_take(&names.subnet, AddressOwner(&names.instance), node.address)
        .await
        .unwrap();
    tx.node_insert(node).await.unwrap();
    tx.commit().await.unwrap();
}

pub(super) fn address(last: u8) -> IpAddr {
    IpAddr::from([127, 90, 0, last])
}

pub(super) fn node(names: &Names, id: &NodeId, number: u8, lifecycle: NodeLifecycle) -> Node {
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
