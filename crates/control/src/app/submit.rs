//! How every asynchronous use case begins: the instance is taken for one operation, the changes of
//! the records, the job and its workflow are stored in one transaction, and then the work starts.

use hyades_store::{StoreError, Tx};
use hyades_types::error::{ApiError, ErrorCode};
use hyades_types::id::{InstanceId, JobId, ProjectId};
use hyades_types::model::{Busy, Instance, Job, JobKind};
use hyades_types::status::{JobStatus, Lifecycle, Operation};
use hyades_types::time::Timestamp;

use super::App;
use crate::workflows::{Engine, EngineError, Procedure};

/// An operation that has been let in, and whose transaction is open.
pub(super) struct Submission {
    pub(super) tx: Tx,
    pub(super) instance: Instance,
    pub(super) job: JobId,
    pub(super) now: Timestamp,
}

impl App {
    /// Lets one operation in on an instance of the project that serves.
    pub(super) async fn submission(
        &self,
        project: &ProjectId,
        id: &InstanceId,
        operation: Operation,
    ) -> Result<Submission, ApiError> {
        let mut tx = self.store.begin().await?;
        let instance = tx
            .instance_fetch(id)
            .await?
            .filter(|instance| instance.project == *project)
            .ok_or(ErrorCode::INSTANCE_NOT_FOUND)?;
        // A failed creation leaves nothing that anything but deletion could work on.
        if instance.lifecycle == Lifecycle::CreateFailed && operation != Operation::Delete {
            return Err(ApiError::new(ErrorCode::INSTANCE_BUSY)
                .detail("the instance could not be created; it can only be deleted"));
        }
        let job = JobId::generate();
        let now = Timestamp::now();
        let busy = Busy {
            operation,
            job: job.clone(),
        };
        if !tx.instance_occupy(id, &busy, now).await? {
            return Err(ErrorCode::INSTANCE_BUSY.into());
        }
        Ok(Submission {
            tx,
            instance,
            job,
            now,
        })
    }

    /// Stores the job with its workflow, and starts the work.
    pub(super) async fn submit<P: Procedure>(
        &self,
        submission: Submission,
        kind: JobKind,
        params: &P,
    ) -> Result<JobId, ApiError> {
        let Submission {
            mut tx,
            instance,
            job: id,
            now,
        } = submission;
        tx.job_insert(&running_job(&instance, &id, kind, now))
            .await?;
        let workflow = Engine::store(&mut tx, &id, params).await?;
        tx.commit().await?;
        self.workflows.start(&workflow).await?;
        Ok(id)
    }
}

fn running_job(instance: &Instance, id: &JobId, kind: JobKind, now: Timestamp) -> Job {
    Job {
        id: id.clone(),
        project: instance.project.clone(),
        kind,
        status: JobStatus::Running,
        progress: 0,
        instance: instance.id.clone(),
        instance_name: instance.name.clone(),
        created_at: now,
        ended_at: None,
        fail_reason: None,
    }
}

impl From<EngineError> for ApiError {
    fn from(error: EngineError) -> Self {
        Self::fault(error)
    }
}

/// What the store said when it was asked for something by name.
pub(super) fn found<T>(
    answer: Result<Option<T>, StoreError>,
    missing: ErrorCode,
    field: &str,
) -> Result<T, ApiError> {
    answer?.ok_or_else(|| ApiError::new(missing).field(field).detail("does not exist"))
}
