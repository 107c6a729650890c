//! A store of the test's own, and records to put into it.

use std::net::{IpAddr, Ipv4Addr};

use hyades_store::{AddressOwner, Store};
use hyades_types::engine::EngineVersion;
use hyades_types::id::*;
use hyades_types::model::*;
use hyades_types::net::Endpoint;
use hyades_types::status::*;
use hyades_types::time::Timestamp;
use tempfile::TempDir;

pub(crate) struct World {
    pub(crate) store: Store,
    pub(crate) project: ProjectId,
    pub(crate) subnet: SubnetId,
    _dir: TempDir,
}

impl World {
    pub(crate) async fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let url = match std::env::var("HYADES_TEST_POSTGRES") {
            Ok(url) => url,
            Err(_) => format!("sqlite://{}/store.db?mode=rwc", dir.path().display()),
        };
        let store = Store::open(&url).await.unwrap();
        Self {
            store,
            project: ProjectId::generate(),
            subnet: SubnetId::generate(),
            _dir: dir,
        }
    }

    pub(crate) fn instance(&self, name: &str) -> Instance {
        let now = Timestamp::now();
        Instance {
            id: InstanceId::generate(),
            project: self.project.clone(),
            name: name.to_owned(),
            alias: String::new(),
            lifecycle: Lifecycle::Creating,
            busy: None,
            flavor: "gaussdb.mysql.medium.x86.1".to_owned(),
            engine: EngineVersion {
                major: 9,
                minor: 7,
                patch: 4,
            },
            lower_case_table_names: 1,
            time_zone: "UTC+08:00".to_owned(),
            az_mode: AzMode::Single,
            master_az: "local-1a".to_owned(),
            vpc: VpcId::generate(),
            subnet: self.subnet.clone(),
            security_group: None,
            template: TemplateId::generate(),
            enterprise_project: "0".to_owned(),
            charge_mode: ChargeMode::PostPaid,
            address: None,
            port: 3306,
            backup_window: "02:00-03:00".to_owned(),
            backup_keep_days: 7,
            tags: vec![Tag {
                key: "env".into(),
                value: "test".into(),
            }],
            created_at: now,
            updated_at: now,
        }
    }

    pub(crate) async fn add(&self, instance: &Instance) {
        let mut tx = self.store.begin().await.unwrap();
        tx.instance_insert(instance).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Adds a node with an address made from its server id, which has to be new in the world.
    pub(crate) async fn add_node(&self, instance: &Instance, server_id: u32) -> Node {
        let now = Timestamp::now();
        let random = uuid_byte();
        let address = IpAddr::V4(Ipv4Addr::new(
            127,
            random,
            0,
            u8::try_from(server_id).unwrap(),
        ));
        let node = Node {
            id: NodeId::generate(),
            instance: instance.id.clone(),
            name: format!("{}_node{server_id:02}", instance.name),
            role: NodeRole::Primary,
            lifecycle: NodeLifecycle::Creating,
            host: HostId::generate(),
            az: "local-1a".to_owned(),
            address,
            backend: Endpoint::new(address, 33062),
            server_id,
            priority: -1,
            generation: 1,
            created_at: now,
            updated_at: now,
        };
        let mut tx = self.store.begin().await.unwrap();
        tx.address_take(&self.subnet, AddressOwner(&instance.id), address)
            .await
            .unwrap();
        tx.node_insert(&node).await.unwrap();
        tx.commit().await.unwrap();
        node
    }
}

fn uuid_byte() -> u8 {
    let id = JobId::generate();
    u8::from_str_radix(&id.as_str()[..2], 16).unwrap()
}
