//! Instances and their nodes.

use std::net::IpAddr;

use crate::engine::EngineVersion;
use crate::id::{
    HostId, InstanceId, JobId, NodeId, ProjectId, SecurityGroupId, SubnetId, TemplateId, VpcId,
};
use crate::net::Endpoint;
use crate::status::{Lifecycle, NodeLifecycle, NodeRole, Operation};
use crate::time::Timestamp;

text_enum! {
    /// Whether an instance's nodes are spread over availability zones.
    AzMode {
        /// All in one zone.
        Single = "single",
        /// Spread.
        Multi = "multi",
    }
}

text_enum! {
    /// How an instance is paid for. Kept and shown; nothing is ever charged.
    ChargeMode {
        /// Pay per use.
        PostPaid = "postPaid",
    }
}

/// A key and a value that a user put on an instance.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct Tag {
    /// At most 36 characters.
    pub key: String,
    /// At most 43 characters; may be empty.
    pub value: String,
}

/// The exclusive operation that an instance is busy with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Busy {
    /// What is being done.
    pub operation: Operation,
    /// The job that does it.
    pub job: JobId,
}

/// A DB instance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instance {
    /// Its id.
    pub id: InstanceId,
    /// The owner.
    pub project: ProjectId,
    /// 4 to 64 characters; several instances may have the same.
    pub name: String,
    /// A description of up to 64 characters.
    pub alias: String,
    /// Where it is in its life.
    pub lifecycle: Lifecycle,
    /// What it is busy with, if anything.
    pub busy: Option<Busy>,
    /// Specification code of every node.
    pub flavor: String,
    /// The MySQL build of every node.
    pub engine: EngineVersion,
    /// 0 or 1; fixed for life.
    pub lower_case_table_names: u8,
    /// In the API's form: `UTC`, or `UTC+08:00`.
    pub time_zone: String,
    /// Whether the nodes are spread over zones.
    pub az_mode: AzMode,
    /// The zone of the primary.
    pub master_az: String,
    /// The VPC.
    pub vpc: VpcId,
    /// The subnet that addresses come from.
    pub subnet: SubnetId,
    /// The security group.
    pub security_group: Option<SecurityGroupId>,
    /// The parameter template it was created with.
    pub template: TemplateId,
    /// `0` is the default enterprise project.
    pub enterprise_project: String,
    /// How it is paid for.
    pub charge_mode: ChargeMode,
    /// The address that clients write to; `None` once a failed creation was undone.
    pub address: Option<IpAddr>,
    /// The port of all its addresses.
    pub port: u16,
    /// `HH:MM-HH:MM`, UTC.
    pub backup_window: String,
    /// How many days automatic backups are kept.
    pub backup_keep_days: u32,
    /// Tags, by key.
    pub tags: Vec<Tag>,
    /// When the create call was accepted.
    pub created_at: Timestamp,
    /// When anything of this record last changed.
    pub updated_at: Timestamp,
}

/// A node: one mysqld.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Its id.
    pub id: NodeId,
    /// The instance that it belongs to.
    pub instance: InstanceId,
    /// `<instance name>_node01` and so on, until renamed.
    pub name: String,
    /// What it is in the instance.
    pub role: NodeRole,
    /// How far its own life is.
    pub lifecycle: NodeLifecycle,
    /// The host it runs on.
    pub host: HostId,
    /// The zone of that host.
    pub az: String,
    /// The address that clients read from: a gateway to this node.
    pub address: IpAddr,
    /// Where its mysqld listens.
    pub backend: Endpoint,
    /// `server_id`.
    pub server_id: u32,
    /// Failover priority: 1 (first) to 16 (last), or -1 for never.
    pub priority: i32,
    /// Generation of its goal.
    pub generation: u64,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When its record last changed.
    pub updated_at: Timestamp,
}
