//! Creating an instance (4.3.1, 5.3.1).

use hyades_types::Secret;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::parts::{BackupStrategy, ChargeInfo, Datastore};
use crate::wire::object;
use crate::wire::scalar::{Flag, Int, OneOrMany, Text};

/// The body of 4.3.1 and 5.3.1.
#[derive(Debug, Deserialize, ToSchema)]
pub struct CreateInstanceRequest {
    /// The region.
    pub region: Text,
    /// 4 to 64 letters, digits, `-` and `_`, the first one a letter. Need not be unique.
    pub name: Text,
    /// The engine.
    #[serde(deserialize_with = "object::required")]
    pub datastore: DatastoreRequest,
    /// `Cluster`, in any case.
    pub mode: Text,
    /// The specification's code (4.2.1).
    pub flavor_ref: Text,
    /// The VPC.
    pub vpc_id: Text,
    /// The subnet, by its network id.
    pub subnet_id: Text,
    /// The password of `root`.
    #[schema(value_type = String, format = Password, write_only)]
    pub password: Secret,
    /// `single` or `multi`
    pub availability_zone_mode: Text,
    /// Read replicas to create, 0 to 9.
    pub slave_count: Int,
    /// How to pay; `postPaid` by default.
    #[serde(default, deserialize_with = "object::optional")]
    pub charge_info: Option<ChargeInfoRequest>,
    /// The security group.
    pub security_group_id: Option<Text>,
    /// The parameter template.
    pub configuration_id: Option<Text>,
    /// Automatic backups.
    #[serde(default, deserialize_with = "object::optional")]
    pub backup_strategy: Option<BackupStrategyRequest>,
    /// `UTC` by default, else as in `UTC+08:00`.
    pub time_zone: Option<Text>,
    /// The zone of the primary; needed with `multi`.
    pub master_availability_zone: Option<Text>,
    /// Storage, for `prePaid`.
    #[serde(default, deserialize_with = "object::optional")]
    pub volume: Option<VolumeRequest>,
    /// Tags.
    #[schema(value_type = Option<Vec<TagRequest>>)]
    pub tags: Option<OneOrMany<TagRequest>>,
    /// 0: case counts in table names; 1, the default: it does not.
    pub lower_case_table_names: Option<Int>,
    /// The enterprise project; `0` is the default one.
    pub enterprise_project_id: Option<Text>,
    /// The dedicated resource pool.
    pub dedicated_resource_id: Option<Text>,
    /// Where the data comes from, instead of an empty instance.
    #[serde(default, deserialize_with = "object::optional")]
    pub restore_point: Option<RestorePointRequest>,
    /// Transparent data encryption.
    #[serde(default, deserialize_with = "object::optional")]
    pub tde_info: Option<TdeInfoRequest>,
}

/// The engine to create an instance with (4.3.1).
#[derive(Debug, Deserialize, ToSchema)]
pub struct DatastoreRequest {
    /// `gaussdb-mysql`
    #[serde(rename = "type")]
    pub kind: Text,
    /// `8.0`
    pub version: Text,
    /// A build (4.1.1); the newest by default.
    pub kernel_version: Option<Text>,
}

/// How to pay (4.3.1).
#[derive(Debug, Deserialize, ToSchema)]
pub struct ChargeInfoRequest {
    /// `postPaid` or `prePaid`
    pub charge_mode: Text,
    /// `month` or `year`, for `prePaid`.
    pub period_type: Option<Text>,
    /// How many of them, for `prePaid`.
    pub period_num: Option<Int>,
    /// Renew by itself; false by default.
    pub is_auto_renew: Option<Flag>,
    /// Pay by itself; false by default.
    pub is_auto_pay: Option<Flag>,
}

/// Automatic backups (4.3.1).
#[derive(Debug, Deserialize, ToSchema)]
pub struct BackupStrategyRequest {
    /// The hour, such as `08:00-09:00`, UTC.
    pub start_time: Text,
    /// Days to keep them, 1 to 732.
    pub keep_days: Option<Int>,
}

/// Storage of a `prePaid` instance (4.3.1).
#[derive(Debug, Deserialize, ToSchema)]
pub struct VolumeRequest {
    /// GB, a multiple of 10; 10 by default.
    pub size: Option<Int>,
}

/// A tag (4.3.1).
#[derive(Debug, Deserialize, ToSchema)]
pub struct TagRequest {
    /// The key: up to 36 letters, digits, `-` and `_`.
    pub key: Text,
    /// The value: up to 43 letters, digits, `.`, `-` and `_`.
    pub value: Text,
}

/// A backup or a point in time (4.3.1).
#[derive(Debug, Deserialize, ToSchema)]
pub struct RestorePointRequest {
    /// The instance that was backed up.
    pub source_instance_id: Text,
    /// Milliseconds since the epoch; needed with `timestamp`.
    pub restore_time: Option<Int>,
    /// The backup; needed with `backup`.
    pub backup_id: Option<Text>,
    /// `backup`, the default, or `timestamp`.
    #[serde(rename = "type")]
    pub kind: Option<Text>,
}

/// Transparent data encryption (4.3.1).
#[derive(Debug, Deserialize, ToSchema)]
pub struct TdeInfoRequest {
    /// Whether to encrypt.
    pub enable_tde: Flag,
    /// `AES256` or `SM4`
    pub encryption_type: Option<Text>,
}

/// The answer of 4.3.1 and 5.3.1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CreateInstanceResponse {
    /// The instance, as it will be.
    pub instance: CreatedInstance,
    /// The job, unless an order has to be paid first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub job_id: Option<String>,
    /// The order of a `prePaid` instance.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order_id: Option<String>,
}

/// An instance that is being created (4.3.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CreatedInstance {
    /// The instance's id.
    pub id: String,
    /// As requested.
    pub name: String,
    /// `BUILD`: this call uses the older status words.
    pub status: String,
    /// As requested.
    pub region: String,
    /// As requested.
    pub datastore: Datastore,
    /// `Cluster`
    pub mode: String,
    /// `3306`
    pub port: String,
    /// The parameter template.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub configuration_id: Option<String>,
    /// Automatic backups.
    pub backup_strategy: BackupStrategy,
    /// The enterprise project.
    pub enterprise_project_id: String,
    /// As requested.
    pub availability_zone_mode: String,
    /// The zone of the primary.
    pub master_availability_zone: String,
    /// As requested.
    pub vpc_id: String,
    /// The security group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub security_group_id: Option<String>,
    /// As requested.
    pub subnet_id: String,
    /// As requested.
    pub flavor_ref: String,
    /// How it is paid for.
    pub charge_info: ChargeInfo,
    /// Storage of a `prePaid` instance.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub volume: Option<CreatedVolume>,
}

/// Storage of a `prePaid` instance (4.3.1): a number here, a string in the request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CreatedVolume {
    /// GB.
    pub size: i32,
}

#[cfg(test)]
mod tests;
