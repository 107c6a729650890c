//! Jobs.

use hyades_types::id::{JobId, ProjectId};
use hyades_types::model::Job;
use hyades_types::status::JobStatus;
use hyades_types::time::Timestamp;
use sqlx::Any;

use crate::error::StoreError;
use crate::sql;
use crate::store::{Store, Tx};

#[derive(sqlx::FromRow)]
struct JobRow {
    id: String,
    project_id: String,
    kind: String,
    status: String,
    progress: i64,
    instance_id: String,
    instance_name: String,
    created_at: i64,
    ended_at: Option<i64>,
    fail_reason: Option<String>,
}

impl Store {
    /// The project's job with this id.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn job_fetch(
        &self,
        project: &ProjectId,
        id: &JobId,
    ) -> Result<Option<Job>, StoreError> {
        let statement = sqlx::query::<Any>(
            "SELECT id, project_id, kind, status, progress, instance_id, instance_name,
                 created_at, ended_at, fail_reason
             FROM jobs WHERE project_id = $1 AND id = $2",
        )
        .bind(project.as_str())
        .bind(id.as_str());
        let rows: Vec<JobRow> = self.rows("fetch a job", statement).await?;
        rows.into_iter().next().map(Job::try_from).transpose()
    }
}

impl Tx {
    /// Adds a job.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails or the id is taken.
    pub async fn job_insert(&mut self, job: &Job) -> Result<(), StoreError> {
        let statement = sqlx::query::<Any>(
            "INSERT INTO jobs (id, project_id, kind, status, progress, instance_id,
                 instance_name, created_at, ended_at, fail_reason)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        )
        .bind(job.id.as_str())
        .bind(job.project.as_str())
        .bind(job.kind.as_str())
        .bind(job.status.as_str())
        .bind(i64::from(job.progress))
        .bind(job.instance.as_str())
        .bind(job.instance_name.as_str())
        .bind(job.created_at.as_millis())
        .bind(job.ended_at.map(Timestamp::as_millis))
        .bind(job.fail_reason.as_deref());
        self.execute("add a job", statement).await.map(drop)
    }

    /// Shows how far a job is.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn job_set_progress(&mut self, id: &JobId, percent: u8) -> Result<(), StoreError> {
        let statement = sqlx::query::<Any>("UPDATE jobs SET progress = $1 WHERE id = $2")
            .bind(i64::from(percent))
            .bind(id.as_str());
        self.execute("show a job's progress", statement)
            .await
            .map(drop)
    }

    /// Ends a job: its status, the end of its instance's business, and the end of its workflow,
    /// in one transaction, so that there is never a job without an end or an end without a job.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn job_end(
        &mut self,
        id: &JobId,
        status: JobStatus,
        fail_reason: Option<&str>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let statement = sqlx::query::<Any>(
            "UPDATE jobs SET status = $1, fail_reason = $2, ended_at = $3 WHERE id = $4",
        )
        .bind(status.as_str())
        .bind(fail_reason)
        .bind(now.as_millis())
        .bind(id.as_str());
        self.execute("end a job", statement).await?;
        let statement = sqlx::query::<Any>(
            "UPDATE instances SET busy_operation = NULL, busy_job = NULL, updated_at = $1
             WHERE busy_job = $2",
        )
        .bind(now.as_millis())
        .bind(id.as_str());
        self.execute("release an instance", statement).await?;
        self.proxies_release(id).await?;
        self.workflow_delete(id).await
    }
}

impl TryFrom<JobRow> for Job {
    type Error = StoreError;
    fn try_from(row: JobRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: sql::parse("job id", &row.id)?,
            project: sql::parse("project id", &row.project_id)?,
            kind: sql::parse("job kind", &row.kind)?,
            status: sql::parse("job status", &row.status)?,
            progress: sql::small("percentage", row.progress)?,
            instance: sql::parse("instance id", &row.instance_id)?,
            instance_name: row.instance_name,
            created_at: sql::time(row.created_at),
            ended_at: row.ended_at.map(sql::time),
            fail_reason: row.fail_reason,
        })
    }
}
