//! An instance with a primary and a replica, as the application shows it.

use hyades_agent_api::{NodeObservation, NodeState};
use hyades_planning::flavor::Flavor;
use hyades_planning::status::{InstanceStatus, NodeStatus};
use hyades_types::engine::EngineVersion;
use hyades_types::model::{AzMode, ChargeMode, Instance, Node, ProxyAddress, Tag};
use hyades_types::net::Endpoint;
use hyades_types::status::{Lifecycle, NodeLifecycle, NodeRole};
use hyades_types::time::Timestamp;
use hyades_types::units::ByteSize;

use crate::app::{InstanceView, NodeView};

/// Just created: no server has been seen.
pub(super) fn creating() -> InstanceView {
    let nodes = [
        node("1", NodeRole::Primary, 2),
        node("2", NodeRole::Replica, 3),
    ];
    InstanceView {
        instance: instance(),
        status: InstanceStatus::Creating,
        flavor: Some(Flavor::smallest()),
        nodes: nodes.into(),
        proxies: Vec::new(),
    }
}

/// Serving.
pub(super) fn serving() -> InstanceView {
    let mut view = creating();
    view.status = InstanceStatus::Normal;
    view.proxies.push(ProxyAddress {
        instance: view.instance.id.clone(),
        id: format!("{}po01", "b".repeat(32)).parse().unwrap(),
        name: "reader".to_owned(),
        address: [127, 77, 0, 9].into(),
    });
    view.instance.lifecycle = Lifecycle::Active;
    for each in &mut view.nodes {
        each.status = NodeStatus::Normal;
        each.node.lifecycle = NodeLifecycle::Active;
        each.observed = Some(observed(&each.node));
    }
    view
}

fn version(patch: u16) -> EngineVersion {
    EngineVersion {
        major: 9,
        minor: 7,
        patch,
    }
}

fn instance() -> Instance {
    Instance {
        id: format!("{}in07", "a".repeat(32)).parse().unwrap(),
        project: "0483b6b16e954cb88930a360d2c4e663".parse().unwrap(),
        name: "orders".to_owned(),
        alias: "shop".to_owned(),
        lifecycle: Lifecycle::Creating,
        busy: None,
        flavor: Flavor::smallest().code(),
        engine: version(4),
        lower_case_table_names: 1,
        time_zone: "UTC+08:00".to_owned(),
        az_mode: AzMode::Single,
        master_az: "local-1a".to_owned(),
        vpc: "3cedfc54-b105-4652-a4e0-847b11576b58".parse().unwrap(),
        subnet: "c1cfa53c-65d3-431e-8552-326bf310c7ad".parse().unwrap(),
        security_group: None,
        template: format!("{}pr07", "0".repeat(32)).parse().unwrap(),
        enterprise_project: "0".to_owned(),
        charge_mode: ChargeMode::PostPaid,
        address: Some([127, 77, 0, 1].into()),
        port: 3306,
        backup_window: "08:00-09:00".to_owned(),
        backup_keep_days: 7,
        tags: vec![Tag {
            key: "team".to_owned(),
            value: "blue".to_owned(),
        }],
        created_at: Timestamp::from_millis(1_533_552_074_000),
        updated_at: Timestamp::from_millis(1_533_552_075_000),
    }
}

fn node(digit: &str, role: NodeRole, host: u8) -> NodeView {
    let node = Node {
        id: format!("{}no07", digit.repeat(32)).parse().unwrap(),
        instance: instance().id,
        name: format!("orders_node0{digit}"),
        role,
        lifecycle: NodeLifecycle::Creating,
        host: "04efe8e2-9255-44ae-a98b-d87cae411890".parse().unwrap(),
        az: "local-1a".to_owned(),
        address: [127, 77, 0, host].into(),
        backend: Endpoint::new([127, 0, 0, 1].into(), 33060),
        server_id: u32::from(host),
        priority: 1,
        generation: 1,
        created_at: Timestamp::from_millis(1_533_552_074_000),
        updated_at: Timestamp::from_millis(1_533_552_074_000),
    };
    NodeView {
        node,
        status: NodeStatus::Creating,
        observed: None,
    }
}

fn observed(node: &Node) -> NodeObservation {
    NodeObservation {
        node: node.id.clone(),
        instance: node.instance.clone(),
        observed_at: Timestamp::from_millis(1_533_552_076_000),
        generation: 1,
        state: NodeState::Serving,
        started_at: None,
        pid: Some(1),
        version: Some(version(5)),
        read_only: Some(node.role == NodeRole::Replica),
        max_connections: Some(500),
        gtid_executed: None,
        replication: None,
        semi_sync_replicas: None,
        volume_used: ByteSize::mib(192),
        resident: None,
    }
}
