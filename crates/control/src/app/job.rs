//! Jobs (4.13.1).

use std::time::Duration;

use hyades_types::error::{ApiError, ErrorCode};
use hyades_types::id::{JobId, ProjectId};
use hyades_types::model::Job;
use hyades_types::net::Endpoint;

use super::App;

const LOOK_EVERY: Duration = Duration::from_millis(10);

/// A job, and what it is about.
#[derive(Debug, Clone)]
pub struct JobView {
    /// The record.
    pub job: Job,
    /// Where clients of its instance connect; `None` when that is gone.
    pub endpoint: Option<Endpoint>,
}

impl App {
    /// The project's job with this id (4.13.1).
    ///
    /// # Errors
    /// [`ErrorCode::JOB_NOT_FOUND`], also for a text that is no id.
    pub async fn job_show(&self, project: &ProjectId, id: &str) -> Result<JobView, ApiError> {
        let id: JobId = id.parse().map_err(|_| {
            ApiError::new(ErrorCode::JOB_NOT_FOUND)
                .field("id")
                .detail("is no job id")
        })?;
        let job = self
            .store
            .job_fetch(project, &id)
            .await?
            .ok_or(ErrorCode::JOB_NOT_FOUND)?;
        let instance = self.store.instance_fetch(project, &job.instance).await?;
        let endpoint = instance.and_then(|instance| {
            instance
                .address
                .map(|address| Endpoint::new(address, instance.port))
        });
        Ok(JobView { job, endpoint })
    }

    /// Waits for the end of a job that is done in a moment, but not for ever.
    pub(super) async fn job_settled(
        &self,
        project: &ProjectId,
        job: &JobId,
        patience: Duration,
    ) -> Result<(), ApiError> {
        let end = tokio::time::Instant::now() + patience;
        while tokio::time::Instant::now() < end {
            let job = self.store.job_fetch(project, job).await?;
            if job.is_none_or(|job| job.ended_at.is_some()) {
                break;
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
        Ok(())
    }
}
