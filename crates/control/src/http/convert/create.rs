//! Creating an instance (4.3.1, 5.3.1).

use hyades_api::wire::instances::{
    BackupStrategyRequest, ChargeInfo, CreateInstanceRequest, CreateInstanceResponse,
    CreatedInstance,
};
use hyades_api::wire::{Int, Text};

use super::Vocabulary;
use super::parts::{CLUSTER, backup_strategy, datastore};
use crate::app::instance::{Created, NewBackupStrategy, NewInstance};

/// What is asked for, with the values as they came.
pub(in crate::http) fn request(wire: CreateInstanceRequest) -> NewInstance {
    let tags = wire.tags.map(|tags| tags.0).unwrap_or_default();
    let tde = wire.tde_info.is_some_and(|tde| tde.enable_tde.0);
    NewInstance {
        region: wire.region.into_string(),
        name: wire.name.into_string(),
        engine: wire.datastore.kind.into_string(),
        version: wire.datastore.version.into_string(),
        kernel_version: text(wire.datastore.kernel_version),
        mode: wire.mode.into_string(),
        flavor: wire.flavor_ref.into_string(),
        vpc: wire.vpc_id.into_string(),
        subnet: wire.subnet_id.into_string(),
        security_group: text(wire.security_group_id),
        template: text(wire.configuration_id),
        password: wire.password,
        zone_mode: wire.availability_zone_mode.into_string(),
        master_zone: text(wire.master_availability_zone),
        replicas: wire.slave_count.0,
        charge_mode: text(wire.charge_info.map(|charge| charge.charge_mode)),
        backup: wire.backup_strategy.map(backup),
        time_zone: text(wire.time_zone),
        tags: tags
            .into_iter()
            .map(|tag| (tag.key.into_string(), tag.value.into_string()))
            .collect(),
        lower_case_table_names: number(wire.lower_case_table_names),
        enterprise_project: text(wire.enterprise_project_id),
        dedicated_resource: text(wire.dedicated_resource_id),
        has_volume: wire.volume.is_some(),
        has_restore_point: wire.restore_point.is_some(),
        has_encryption: tde,
    }
}

/// The answer, which has the older status words in every path family.
pub(in crate::http) fn response(created: &Created, region: &str) -> CreateInstanceResponse {
    let (view, instance) = (&created.view, &created.view.instance);
    CreateInstanceResponse {
        instance: CreatedInstance {
            id: instance.id.to_string(),
            name: instance.name.clone(),
            status: Vocabulary::Legacy.instance(view.status).to_owned(),
            region: region.to_owned(),
            datastore: datastore(view),
            mode: CLUSTER.to_owned(),
            port: instance.port.to_string(),
            configuration_id: Some(instance.template.to_string()),
            backup_strategy: backup_strategy(instance),
            enterprise_project_id: instance.enterprise_project.clone(),
            availability_zone_mode: instance.az_mode.as_str().to_owned(),
            master_availability_zone: instance.master_az.clone(),
            vpc_id: instance.vpc.to_string(),
            security_group_id: instance.security_group.as_ref().map(ToString::to_string),
            subnet_id: instance.subnet.to_string(),
            flavor_ref: instance.flavor.clone(),
            charge_info: charge_info(instance.charge_mode.as_str()),
            volume: None,
        },
        job_id: Some(created.job.to_string()),
        order_id: None,
    }
}

/// How an instance is paid for; the other fields are those of `prePaid`.
pub(super) fn charge_info(mode: &str) -> ChargeInfo {
    ChargeInfo {
        charge_mode: mode.to_owned(),
        period_type: None,
        period_num: None,
        is_auto_renew: None,
        is_auto_pay: None,
    }
}

fn backup(wire: BackupStrategyRequest) -> NewBackupStrategy {
    NewBackupStrategy {
        window: wire.start_time.into_string(),
        keep_days: number(wire.keep_days),
    }
}

fn text(wire: Option<Text>) -> Option<String> {
    wire.map(Text::into_string)
}

fn number(wire: Option<Int>) -> Option<i64> {
    wire.map(|number| number.0)
}
