//! The row of an instance, and its conversion.

use hyades_types::model::{Busy, Instance, Tag};
use sqlx::Any;

use crate::error::StoreError;
use crate::sql::{self, Statement};

/// The columns that [`InstanceRow`] is read from.
pub(super) const COLUMNS: &str = "id, project_id, name, alias, lifecycle, busy_operation, \
     busy_job, flavor, engine, lower_case_table_names, time_zone, az_mode, master_az, vpc_id, \
     subnet_id, security_group_id, template_id, enterprise_project, charge_mode, address, port, \
     backup_window, backup_keep_days, created_at, updated_at";

/// In the order of [`COLUMNS`].
#[derive(sqlx::FromRow, serde::Deserialize)]
pub(super) struct InstanceRow {
    pub(super) id: String,
    project_id: String,
    name: String,
    alias: String,
    lifecycle: String,
    busy_operation: Option<String>,
    busy_job: Option<String>,
    flavor: String,
    engine: String,
    lower_case_table_names: i64,
    time_zone: String,
    az_mode: String,
    master_az: String,
    vpc_id: String,
    subnet_id: String,
    security_group_id: Option<String>,
    template_id: String,
    enterprise_project: String,
    charge_mode: String,
    address: Option<String>,
    port: i64,
    backup_window: String,
    backup_keep_days: i64,
    created_at: i64,
    updated_at: i64,
}

/// The statement that adds an instance.
pub(super) fn insert(instance: &Instance) -> Statement<'_> {
    let values = sql::placeholders(1, 25);
    let text = format!("INSERT INTO instances ({COLUMNS}) VALUES ({values})");
    sqlx::query::<Any>(sqlx::AssertSqlSafe(text))
        .bind(instance.id.as_str())
        .bind(instance.project.as_str())
        .bind(instance.name.as_str())
        .bind(instance.alias.as_str())
        .bind(instance.lifecycle.as_str())
        .bind(instance.busy.as_ref().map(|busy| busy.operation.as_str()))
        .bind(instance.busy.as_ref().map(|busy| busy.job.as_str()))
        .bind(instance.flavor.as_str())
        .bind(instance.engine.to_string())
        .bind(i64::from(instance.lower_case_table_names))
        .bind(instance.time_zone.as_str())
        .bind(instance.az_mode.as_str())
        .bind(instance.master_az.as_str())
        .bind(instance.vpc.as_str())
        .bind(instance.subnet.as_str())
        .bind(instance.security_group.as_ref().map(|id| id.as_str()))
        .bind(instance.template.as_str())
        .bind(instance.enterprise_project.as_str())
        .bind(instance.charge_mode.as_str())
        .bind(instance.address.map(|address| address.to_string()))
        .bind(i64::from(instance.port))
        .bind(instance.backup_window.as_str())
        .bind(i64::from(instance.backup_keep_days))
        .bind(instance.created_at.as_millis())
        .bind(instance.updated_at.as_millis())
}

impl InstanceRow {
    pub(super) fn into_instance(self, tags: Vec<Tag>) -> Result<Instance, StoreError> {
        Ok(Instance {
            busy: busy(self.busy_operation.as_deref(), self.busy_job.as_deref())?,
            id: sql::parse("instance id", &self.id)?,
            project: sql::parse("project id", &self.project_id)?,
            name: self.name,
            alias: self.alias,
            lifecycle: sql::parse("instance lifecycle", &self.lifecycle)?,
            flavor: self.flavor,
            engine: sql::parse("engine version", &self.engine)?,
            lower_case_table_names: sql::small(
                "lower_case_table_names",
                self.lower_case_table_names,
            )?,
            time_zone: self.time_zone,
            az_mode: sql::parse("zone mode", &self.az_mode)?,
            master_az: self.master_az,
            vpc: sql::parse("VPC id", &self.vpc_id)?,
            subnet: sql::parse("subnet id", &self.subnet_id)?,
            security_group: self
                .security_group_id
                .map(|id| sql::parse("security group id", &id))
                .transpose()?,
            template: sql::parse("parameter template id", &self.template_id)?,
            enterprise_project: self.enterprise_project,
            charge_mode: sql::parse("charge mode", &self.charge_mode)?,
            address: self
                .address
                .map(|address| sql::address(&address))
                .transpose()?,
            port: sql::small("port", self.port)?,
            backup_window: self.backup_window,
            backup_keep_days: sql::small("number of days", self.backup_keep_days)?,
            tags,
            created_at: sql::time(self.created_at),
            updated_at: sql::time(self.updated_at),
        })
    }
}

fn busy(operation: Option<&str>, job: Option<&str>) -> Result<Option<Busy>, StoreError> {
    let (Some(operation), Some(job)) = (operation, job) else {
        return Ok(None);
    };
    Ok(Some(Busy {
        operation: sql::parse("operation", operation)?,
        job: sql::parse("job id", job)?,
    }))
}
