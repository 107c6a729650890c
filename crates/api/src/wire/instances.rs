//! Instances (4.3 and 5.3).
//!
//! The three path families share these structs: a `/mysql/v3` or `/v3` answer has a few fields more
//! than its page lists, which clients ignore, and the older status words.

mod change;
mod create;
mod detail;
mod list;
mod nodes;
mod parts;

pub use change::{AliasRequest, PasswordRequest, RenameRequest, RestartRequest, SwitchoverRequest};
pub use create::{
    BackupStrategyRequest, ChargeInfoRequest, CreateInstanceRequest, CreateInstanceResponse,
    CreatedInstance, CreatedVolume, DatastoreRequest, RestorePointRequest, TagRequest,
    TdeInfoRequest, VolumeRequest,
};
pub use detail::{
    DetailChargeInfo, InstanceDetail, InstanceDetailResponse, InstanceDetailsQuery,
    InstanceDetailsResponse, InstanceVolume, NodeInfo, NodePriority, NodeVolume, ProxyInfo,
    TdeInfo,
};
pub use list::{FlavorInfo, InstanceListResponse, InstanceRow, InstancesQuery, UsedVolume};
pub use nodes::{CreateReplicasRequest, CreateReplicasResponse};
pub use parts::{BackupStrategy, ChargeInfo, Datastore, DbUserName, Tag};
