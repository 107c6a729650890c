//! Lists of instances (4.3.31, 5.3.2, 5.3.3).

use hyades_api::wire::instances::{
    FlavorInfo, InstanceListResponse, InstanceRow, InstancesQuery, UsedVolume,
};

use super::Vocabulary;
use super::create::charge_info;
use super::parts::{
    ADMINISTRATOR, CLUSTER, POOL, backup_strategy, datastore, gigabytes, optional_text,
    read_address, tags, write_addresses,
};
use crate::app::InstanceView;
use crate::app::instance::InstanceQuery;

/// What the list is narrowed by, with the values as they came.
pub(in crate::http) fn query(wire: InstancesQuery) -> InstanceQuery {
    InstanceQuery {
        id: wire.id,
        name: wire.name,
        kind: wire.kind,
        datastore_type: wire.datastore_type,
        vpc: wire.vpc_id,
        subnet: wire.subnet_id,
        private_ip: wire.private_ip,
        readonly_private_ip: wire.readonly_private_ip,
        proxy_ip: wire.proxy_ip,
        tags: wire.tags,
    }
}

pub(in crate::http) fn response(
    views: &[InstanceView],
    total: i64,
    region: &str,
    words: Vocabulary,
) -> InstanceListResponse {
    InstanceListResponse {
        instances: views.iter().map(|view| row(view, region, words)).collect(),
        total_count: total,
    }
}

fn row(view: &InstanceView, region: &str, words: Vocabulary) -> InstanceRow {
    let instance = &view.instance;
    let flavor = view.flavor.as_ref();
    InstanceRow {
        id: instance.id.to_string(),
        name: instance.name.clone(),
        status: words.instance(view.status).to_owned(),
        private_ips: write_addresses(view),
        proxy_ips: view
            .proxies
            .iter()
            .map(|proxy| proxy.address.to_string())
            .collect(),
        readonly_private_ips: view.nodes.iter().filter_map(read_address).collect(),
        public_ips: Vec::new(),
        port: instance.port.to_string(),
        kind: CLUSTER.to_owned(),
        region: region.to_owned(),
        datastore: datastore(view),
        created: instance.created_at.to_api(),
        updated: instance.updated_at.to_api(),
        db_user_name: ADMINISTRATOR.to_owned(),
        vpc_id: instance.vpc.to_string(),
        subnet_id: instance.subnet.to_string(),
        security_group_id: optional_text(instance.security_group.as_ref()),
        flavor_ref: instance.flavor.clone(),
        flavor_info: FlavorInfo {
            vcpus: optional_text(flavor.map(|flavor| flavor.vcpus()).as_ref()),
            ram: optional_text(flavor.map(|flavor| flavor.ram_gib()).as_ref()),
        },
        volume: UsedVolume {
            kind: POOL.to_owned(),
            size: gigabytes(view.volume_used()),
        },
        backup_strategy: backup_strategy(instance),
        enterprise_project_id: instance.enterprise_project.clone(),
        time_zone: instance.time_zone.clone(),
        charge_info: charge_info(instance.charge_mode.as_str()),
        dedicated_resource_id: None,
        tags: tags(instance),
    }
}
