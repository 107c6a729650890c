//! Details of instances (4.3.32, 4.3.33, 5.3.5 to 5.3.7).

use hyades_types::error::ApiError;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::parts::{BackupStrategy, Datastore, DbUserName, Tag};

/// The most ids that one call may ask for.
const MOST_IDS: usize = 20;

/// The query of 4.3.33 and 5.3.6.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct InstanceDetailsQuery {
    /// 1 to 20 ids, with commas between them.
    pub instance_ids: String,
}

impl InstanceDetailsQuery {
    /// The ids that are asked for.
    pub fn ids(&self) -> Result<Vec<&str>, ApiError> {
        let ids: Vec<_> = self.instance_ids.split(',').map(str::trim).collect();
        if ids.contains(&"") {
            return Err(ApiError::parameter("instance_ids", "has an empty id"));
        }
        if ids.len() > MOST_IDS {
            let why = format!("has more than {MOST_IDS} ids");
            return Err(ApiError::parameter("instance_ids", why));
        }
        Ok(ids)
    }
}

/// The answer of 4.3.32, 5.3.5 and 5.3.7.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct InstanceDetailResponse {
    /// The instance.
    pub instance: InstanceDetail,
}

/// The answer of 4.3.33 and 5.3.6.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct InstanceDetailsResponse {
    /// The instances that exist of those asked for.
    pub instances: Vec<InstanceDetail>,
}

/// An instance in full (4.3.32).
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct InstanceDetail {
    /// The instance's id.
    pub id: String,
    /// The instance's name.
    pub name: String,
    /// The project.
    pub project_id: String,
    /// `/v3.1`: `creating`, `normal`, `abnormal` or `createfail`; else an older word, such as
    /// `ACTIVE`.
    pub status: String,
    /// The port, as a string.
    pub port: String,
    /// The description (4.3.24).
    pub alias: String,
    /// `Cluster`
    #[serde(rename = "type")]
    pub kind: String,
    /// How it is paid for.
    pub charge_info: DetailChargeInfo,
    /// Nodes, the primary among them.
    pub node_count: i32,
    /// The engine.
    pub datastore: Datastore,
    /// GB that backups take.
    pub backup_used_space: f64,
    /// When it was created.
    pub created: String,
    /// When it was last changed.
    pub updated: String,
    /// Addresses for writing; empty until the server exists.
    pub private_write_ips: Vec<String>,
    /// Private domain names; empty until one is applied for.
    pub private_dns_names: Vec<String>,
    /// The EIP, or an empty string: an array in lists, a string in details.
    pub public_ips: String,
    /// `root`, under two names.
    #[serde(flatten)]
    pub db_user: DbUserName,
    /// The VPC.
    pub vpc_id: String,
    /// The subnet.
    pub subnet_id: String,
    /// The security group; may be empty.
    pub security_group_id: String,
    /// The parameter template that was last applied.
    pub configuration_id: String,
    /// Automatic backups.
    pub backup_strategy: BackupStrategy,
    /// The nodes.
    pub nodes: Vec<NodeInfo>,
    /// The enterprise project.
    pub enterprise_project_id: String,
    /// The time zone, such as `UTC+08:00`.
    pub time_zone: String,
    /// `single` or `multi`
    pub az_mode: String,
    /// The zone of the primary.
    pub master_az_code: String,
    /// UTC, such as `18:00-22:00`.
    pub maintenance_window: String,
    /// Storage; documented for 5.3.7 only, and decoded by golangsdk everywhere.
    pub volume: InstanceVolume,
    /// Tags.
    pub tags: Vec<Tag>,
    /// The dedicated resource pool; empty if it is in none.
    pub dedicated_resource_id: String,
    /// The proxy instances.
    pub proxies: Vec<ProxyInfo>,
    /// Transparent data encryption.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tde_info: Option<TdeInfo>,
}

/// How an instance is paid for, in details (4.3.32).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DetailChargeInfo {
    /// `postPaid` or `prePaid`
    pub charge_mode: String,
    /// The order; empty for `postPaid`.
    pub order_id: String,
}

/// Storage of an instance (5.3.7).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct InstanceVolume {
    /// `POOL`
    #[serde(rename = "type")]
    pub kind: String,
    /// GB in use, as a string.
    pub used: String,
}

/// A node of an instance (4.3.32).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct NodeInfo {
    /// The node's id.
    pub id: String,
    /// The node's name.
    pub name: String,
    /// `master` or `slave`
    #[serde(rename = "type")]
    pub kind: String,
    /// `/v3.1`: `normal` and so on; else `ACTIVE` and so on.
    pub status: String,
    /// The port: a number, here.
    pub port: i32,
    /// Addresses for reading.
    pub private_read_ips: Vec<String>,
    /// Storage.
    pub volume: NodeVolume,
    /// The zone.
    pub az_code: String,
    /// The region.
    pub region_code: String,
    /// When it was created.
    pub created: String,
    /// When it was last changed.
    pub updated: String,
    /// The specification's id.
    pub flavor_id: String,
    /// The specification's code.
    pub flavor_ref: String,
    /// The server's `max_connections`, once it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_connections: Option<String>,
    /// Virtual CPUs.
    pub vcpus: String,
    /// Memory in GB.
    pub ram: String,
    /// Whether parameters wait for a reboot.
    pub need_restart: bool,
    /// The failover priority, under two names.
    #[serde(flatten)]
    pub priority: NodePriority,
}

/// Storage of a node (4.3.32).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct NodeVolume {
    /// `POOL`
    #[serde(rename = "type")]
    pub kind: String,
    /// GB in use, as a string.
    pub used: String,
    /// GB, for `prePaid`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<i64>,
}

/// The failover priority of a node: 1 comes first, -1 never. One release of the Go SDK decodes it
/// as `priotiry`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct NodePriority {
    priority: i32,
    priotiry: i32,
}

impl From<i32> for NodePriority {
    fn from(priority: i32) -> Self {
        Self {
            priority,
            priotiry: priority,
        }
    }
}

/// A proxy instance of an instance (4.3.32).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ProxyInfo {
    /// The proxy instance's id.
    pub pool_id: String,
    /// Its name.
    pub name: String,
    /// Its address.
    pub address: String,
}

/// Transparent data encryption of an instance (4.3.32).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TdeInfo {
    /// Whether data is encrypted.
    pub enable_tde: bool,
    /// `AES256` or `SM4`
    pub encryption_type: String,
}

#[cfg(test)]
mod tests;
