//! Details of instances (4.3.32, 4.3.33, 5.3.5 to 5.3.7).

use hyades_api::wire::instances::{
    DetailChargeInfo, InstanceDetail, InstanceDetailResponse, InstanceDetailsQuery,
    InstanceDetailsResponse, InstanceVolume, ProxyInfo,
};
use hyades_types::error::{ApiError, ErrorCode};
use hyades_types::id::InstanceId;
use hyades_types::model::ProxyAddress;

use super::Vocabulary;
use super::node::node;
use super::parts::{
    ADMINISTRATOR, CLUSTER, POOL, backup_strategy, datastore, gigabytes, optional_text, tags,
    write_addresses,
};
use crate::app::InstanceView;

/// UTC. The documentation has no default; this is its sample.
const MAINTENANCE_WINDOW: &str = "18:00-22:00";

/// The ids that are asked for.
pub(in crate::http) fn ids(query: &InstanceDetailsQuery) -> Result<Vec<InstanceId>, ApiError> {
    let id = |text: &str| {
        let id: Result<InstanceId, _> = text.parse();
        id.map_err(|_| {
            ApiError::new(ErrorCode::ID_FORMAT)
                .field("instance_ids")
                .detail("has an id that is not valid")
        })
    };
    query.ids()?.into_iter().map(id).collect()
}

pub(in crate::http) fn one(
    view: &InstanceView,
    region: &str,
    words: Vocabulary,
) -> InstanceDetailResponse {
    InstanceDetailResponse {
        instance: detail(view, region, words),
    }
}

pub(in crate::http) fn many(
    views: &[InstanceView],
    region: &str,
    words: Vocabulary,
) -> InstanceDetailsResponse {
    let detail = |view| detail(view, region, words);
    InstanceDetailsResponse {
        instances: views.iter().map(detail).collect(),
    }
}

fn detail(view: &InstanceView, region: &str, words: Vocabulary) -> InstanceDetail {
    let instance = &view.instance;
    let nodes: Vec<_> = view
        .nodes
        .iter()
        .map(|each| node(view, each, region, words))
        .collect();
    InstanceDetail {
        id: instance.id.to_string(),
        name: instance.name.clone(),
        project_id: instance.project.to_string(),
        status: words.instance(view.status).to_owned(),
        port: instance.port.to_string(),
        alias: instance.alias.clone(),
        kind: CLUSTER.to_owned(),
        charge_info: DetailChargeInfo {
            charge_mode: instance.charge_mode.as_str().to_owned(),
            order_id: String::new(),
        },
        node_count: i32::try_from(nodes.len()).unwrap_or(i32::MAX),
        datastore: datastore(view),
        backup_used_space: 0.0,
        created: instance.created_at.to_api(),
        updated: instance.updated_at.to_api(),
        private_write_ips: write_addresses(view),
        private_dns_names: Vec::new(),
        public_ips: String::new(),
        db_user: ADMINISTRATOR.into(),
        vpc_id: instance.vpc.to_string(),
        subnet_id: instance.subnet.to_string(),
        security_group_id: optional_text(instance.security_group.as_ref()),
        configuration_id: instance.template.to_string(),
        backup_strategy: backup_strategy(instance),
        nodes,
        enterprise_project_id: instance.enterprise_project.clone(),
        time_zone: instance.time_zone.clone(),
        az_mode: instance.az_mode.as_str().to_owned(),
        master_az_code: instance.master_az.clone(),
        maintenance_window: MAINTENANCE_WINDOW.to_owned(),
        volume: InstanceVolume {
            kind: POOL.to_owned(),
            used: gigabytes(view.volume_used()),
        },
        tags: tags(instance),
        dedicated_resource_id: String::new(),
        proxies: view.proxies.iter().map(proxy).collect(),
        tde_info: None,
    }
}

fn proxy(proxy: &ProxyAddress) -> ProxyInfo {
    ProxyInfo {
        pool_id: proxy.id.to_string(),
        name: proxy.name.clone(),
        address: proxy.address.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_checked() {
        let ids_of = |instance_ids: String| ids(&InstanceDetailsQuery { instance_ids });
        let (one, two) = (InstanceId::generate(), InstanceId::generate());
        assert_eq!(ids_of(format!("{one},{two}")).unwrap(), [one, two]);
        let error = ids_of("x".to_owned()).unwrap_err();
        assert_eq!(error.code(), ErrorCode::ID_FORMAT);
    }
}
