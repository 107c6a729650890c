//! Jobs: what asynchronous calls return.

use crate::id::{InstanceId, JobId, ProjectId};
use crate::status::JobStatus;
use crate::time::Timestamp;

text_enum! {
    /// What a job does, spelt as the task list of the documentation (4.13.1, table of job names)
    /// where that has a name.
    JobKind {
        /// 4.3.1
        CreateInstance = "CreateGaussDBforMySQLInstance",
        /// 4.3.2
        RestartInstance = "RebootGaussDBforMySQLInstance",
        /// 4.3.3
        DeleteInstance = "DeleteGaussDBforMySQLInstance",
        /// 4.3.4
        AddNodes = "AddGaussDBforMySQLNodes",
        /// 4.3.5
        DeleteNode = "DeleteGaussDBforMySQLNode",
        /// 4.3.7
        RenameInstance = "RenameGaussDBforMySQLInstance",
        /// 4.3.14; the documentation has no name for it.
        RestartNode = "RebootGaussDBforMySQLNode",
        /// 4.3.19
        Switchover = "SwitchoverGaussDBforMySQLMasterNode",
        /// 4.7.1
        CreateProxy = "OpenGaussDBforMySQLProxy",
        /// 4.7.2
        DeleteProxy = "CloseGaussDBforMySQLProxy",
        /// 4.7.5
        EnlargeProxy = "EnlargeGaussDBforMySQLProxy",
        /// 4.7.6; no documented name, as of most below.
        ReduceProxy = "ReduceGaussDBforMySQLProxy",
        /// 4.7.7
        ResizeProxy = "ScaleGaussDBforMySQLProxy",
        /// 4.7.8
        ProxyWeights = "GaussDBforMySQLModifyProxyWeight",
        /// 4.7.9
        ProxyRouteMode = "GaussDBforMySQLModifyProxyRouteMode",
        /// 4.7.10
        ProxyTransactionSplit = "GaussDBforMySQLModifyProxyTransactionSplit",
        /// 4.7.12
        ProxyConsistency = "GaussDBforMySQLModifyProxyConsist",
        /// 4.7.13
        ProxyPooling = "GaussDBforMySQLModifyProxyConnectionPoolType",
        /// 4.7.14
        ProxyPort = "GaussDBforMySQLModifyProxyPort",
        /// 4.7.15
        UpgradeProxy = "UpgradeGaussDBforMySQLProxyVersion",
        /// 4.7.19
        ProxyParameters = "GaussDBforMySQLModifyProxyParameters",
        /// 4.7.23
        ProxyTls = "GaussDBforMySQLSwitchProxySSL",
        /// 4.7.24
        RestartProxy = "RebootGaussDBforMySQLProxy",
        /// Binding an EIP to a proxy.
        ProxyBindEip = "GaussDBforMySQLBindProxyEIP",
        /// Unbinding it.
        ProxyUnbindEip = "GaussDBforMySQLUnbindProxyEIP",
        /// Switching lossless switchover of a proxy.
        ProxyAlt = "GaussDBforMySQLSwitchProxyALT",
        /// 4.12.1
        SwitchSqlFilter = "GaussDBforMySQLSwitchSqlFilter",
        /// 4.12.3
        SetSqlFilterRules = "GaussDBforMySQLSetSqlFilterRules",
        /// 4.12.5
        DeleteSqlFilterRules = "GaussDBforMySQLDeleteSqlFilterRules",
    }
}

/// An asynchronous call's progress and end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Its id.
    pub id: JobId,
    /// Who may see it.
    pub project: ProjectId,
    /// What it does.
    pub kind: JobKind,
    /// How it stands.
    pub status: JobStatus,
    /// Steps done, in percent.
    pub progress: u8,
    /// The instance it is about; kept when that is gone.
    pub instance: InstanceId,
    /// The instance's name when the job was made.
    pub instance_name: String,
    /// When it was accepted.
    pub created_at: Timestamp,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// Why it failed.
    pub fail_reason: Option<String>,
}

/// The durable procedure behind a job: its definition with parameters, and its log.
///
/// It is stored with the job and removed when the job has its end, so that no parameter (a sealed
/// password, say) outlives the work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workflow {
    /// The job that it is behind; the workflow has the same id.
    pub job: JobId,
    /// Name and version of the definition, such as `instance-create-v1`.
    pub name: String,
    /// The definition with its parameters, in the workflow engine's own form (JSON).
    pub definition: String,
    /// Its log so far, oldest first, each record in the engine's own form (JSON).
    pub log: Vec<String>,
}
