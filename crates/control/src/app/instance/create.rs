//! Creating an instance (4.3.1): everything that can be refused is refused here, before anything
//! is started.

mod records;
mod request;

use hyades_agent_api::HostFacts;
use hyades_planning::capacity::Fit;
use hyades_store::Tx;
use hyades_types::Secret;
use hyades_types::error::{ApiError, ErrorCode};
use hyades_types::id::{JobId, ProjectId};
use hyades_types::model::{Busy, JobKind};
use hyades_types::status::Operation;
use hyades_types::time::Timestamp;
use hyades_types::units::ByteSize;

use crate::app::submit::{Submission, found};
use crate::app::{App, InstanceView};
use crate::workflows::{self, Target};
pub(in crate::app) use records::{NewNode, node_name, take_addresses};
use request::Checked;

/// What a create call asks for, as it came.
#[derive(Debug, Clone)]
pub struct NewInstance {
    /// `region`
    pub region: String,
    /// `name`
    pub name: String,
    /// `datastore.type`
    pub engine: String,
    /// `datastore.version`
    pub version: String,
    /// `datastore.kernel_version`
    pub kernel_version: Option<String>,
    /// `mode`
    pub mode: String,
    /// `flavor_ref`
    pub flavor: String,
    /// `vpc_id`
    pub vpc: String,
    /// `subnet_id`
    pub subnet: String,
    /// `security_group_id`
    pub security_group: Option<String>,
    /// `configuration_id`
    pub template: Option<String>,
    /// `password`
    pub password: Secret,
    /// `availability_zone_mode`
    pub zone_mode: String,
    /// `master_availability_zone`
    pub master_zone: Option<String>,
    /// `slave_count`
    pub replicas: i64,
    /// `charge_info.charge_mode`
    pub charge_mode: Option<String>,
    /// `backup_strategy`
    pub backup: Option<NewBackupStrategy>,
    /// `time_zone`
    pub time_zone: Option<String>,
    /// `tags`
    pub tags: Vec<(String, String)>,
    /// `lower_case_table_names`
    pub lower_case_table_names: Option<i64>,
    /// `enterprise_project_id`
    pub enterprise_project: Option<String>,
    /// `dedicated_resource_id`
    pub dedicated_resource: Option<String>,
    /// Whether there is a `volume`.
    pub has_volume: bool,
    /// Whether there is a `restore_point`.
    pub has_restore_point: bool,
    /// `tde_info.enable_tde`
    pub has_encryption: bool,
}

/// `backup_strategy` of a create call.
#[derive(Debug, Clone)]
pub struct NewBackupStrategy {
    /// `start_time`
    pub window: String,
    /// `keep_days`
    pub keep_days: Option<i64>,
}

/// What a create call answers.
#[derive(Debug, Clone)]
pub struct Created {
    /// The instance, being created.
    pub view: InstanceView,
    /// The job that creates it.
    pub job: JobId,
}

/// Memory that the smallest idle server needs; less than this free on the host, and it would be
/// killed before it served.
const LEAST_MEMORY: ByteSize = ByteSize::mib(192);

/// Disk space that an empty server needs: data, redo log, binary log.
const LEAST_DISK: ByteSize = ByteSize::mib(300);

impl App {
    /// Creates an instance (4.3.1).
    ///
    /// # Errors
    /// A 4xx code that names the field, when anything of the request cannot be; nothing is started
    /// then.
    pub async fn instance_create(
        &self,
        project: &ProjectId,
        request: NewInstance,
    ) -> Result<Created, ApiError> {
        let facts = self.host_facts().await?;
        let checked = self.check_request(project, &request, &facts).await?;
        let job = JobId::generate();
        let now = Timestamp::now();
        let mut tx = self.store.begin().await?;
        self.check_quota(&mut tx, project).await?;
        if let Some(group) = &checked.security_group {
            let group = tx.security_group_fetch(project, group).await;
            found(
                group,
                ErrorCode::SECURITY_GROUP_NOT_FOUND,
                "security_group_id",
            )?;
        }
        self.check_capacity(&mut tx, &checked, &facts).await?;
        let busy = Busy {
            operation: Operation::Create,
            job: job.clone(),
        };
        let (instance, nodes) = self
            .add_records(&mut tx, project, checked, busy, now)
            .await?;
        let sealed_password = self
            .sealer
            .seal(&request.password, instance.id.as_str())
            .map_err(ApiError::fault)?;
        let target = Target {
            project: project.clone(),
            instance: instance.id.clone(),
        };
        let submission = Submission {
            tx,
            instance: instance.clone(),
            job,
            now,
        };
        let create = workflows::Create {
            target,
            sealed_password,
        };
        let job = self
            .submit(submission, JobKind::CreateInstance, &create)
            .await?;
        Ok(Created {
            view: self.view(instance, nodes, Vec::new()),
            job,
        })
    }

    async fn check_quota(&self, tx: &mut Tx, project: &ProjectId) -> Result<(), ApiError> {
        let quota = tx.instance_quota(project).await?;
        if quota >= 0 && tx.instance_count(project).await? >= quota {
            return Err(ApiError::new(ErrorCode::QUOTA_EXCEEDED)
                .detail(format!("the project may have {quota} instances")));
        }
        Ok(())
    }

    async fn check_capacity(
        &self,
        tx: &mut Tx,
        checked: &Checked,
        facts: &HostFacts,
    ) -> Result<(), ApiError> {
        let nodes = tx.node_count_by_flavor().await?;
        let count = checked.replicas + 1;
        let fit = self
            .capacity_of(facts, &nodes)
            .fit(&checked.flavor.resources(), count);
        self.refuse_unless_it_fits(fit, facts, count)
    }

    /// Refuses nodes that the host cannot carry, saying of what there is too little.
    pub(in crate::app) fn refuse_unless_it_fits(
        &self,
        fit: Fit,
        facts: &HostFacts,
        nodes: u32,
    ) -> Result<(), ApiError> {
        let needs = |each: ByteSize| ByteSize::bytes(each.as_bytes() * u64::from(nodes));
        let lack = match fit {
            Fit::Unsupported => Some("the host is too small for this specification"),
            Fit::SoldOut => Some("the host has no memory left for this many nodes"),
            Fit::Fits if facts.memory_available < needs(LEAST_MEMORY) => {
                Some("the host has no memory free")
            }
            Fit::Fits if facts.disk_available < needs(LEAST_DISK) => {
                Some("the host has no disk space free")
            }
            Fit::Fits => None,
        };
        lack.map_or(Ok(()), |why| {
            Err(ApiError::new(ErrorCode::SOLD_OUT)
                .field("flavor_ref")
                .detail(format!(": {why}")))
        })
    }
}
