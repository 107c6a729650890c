//! The workflow library's log, kept in the store.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use hyades_store::{Store, StoreError};
use hyades_types::id::JobId;
use steno::{SagaCachedState, SagaCreateParams, SagaId, SagaNodeEvent, SagaNodeEventType};

/// Writes what happens to workflows into the store.
#[derive(Debug)]
pub(super) struct Log {
    store: Store,
    progress: Mutex<HashMap<SagaId, Progress>>,
    #[cfg(test)]
    pub(super) halt: Option<super::harness::Halt>,
}

/// Steps that a workflow has, and steps that are done.
#[derive(Debug, Clone, Copy)]
pub(super) struct Progress {
    pub(super) steps: usize,
    pub(super) done: usize,
}

impl Progress {
    /// Never 100: that is said by the end of the job alone.
    fn percent(self) -> u8 {
        let percent = self.done * 100 / self.steps.max(1);
        u8::try_from(percent.min(99)).unwrap_or(99)
    }
}

impl Log {
    pub(super) fn new(store: Store) -> Self {
        Self {
            store,
            progress: Mutex::default(),
            #[cfg(test)]
            halt: None,
        }
    }

    /// Follows a workflow's progress from now on.
    pub(super) fn follow(&self, workflow: SagaId, progress: Progress) {
        self.progress
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(workflow, progress);
    }

    /// Forgets a workflow that has its end.
    pub(super) fn forget(&self, workflow: SagaId) {
        self.progress
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&workflow);
    }

    fn advance(&self, event: &SagaNodeEvent) -> Option<u8> {
        let mut all = self.progress.lock().unwrap_or_else(PoisonError::into_inner);
        let progress = all.get_mut(&event.saga_id)?;
        if !matches!(event.event_type, SagaNodeEventType::Succeeded(_)) {
            return None;
        }
        progress.done += 1;
        Some(progress.percent())
    }

    async fn append(
        &self,
        job: &JobId,
        record: &str,
        percent: Option<u8>,
    ) -> Result<(), StoreError> {
        let mut tx = self.store.begin().await?;
        tx.workflow_log_append(job, record).await?;
        if let Some(percent) = percent {
            tx.job_set_progress(job, percent).await?;
        }
        tx.commit().await
    }
}

#[async_trait]
impl steno::SecStore for Log {
    /// The record is there already: it was written with the job, in one transaction.
    async fn saga_create(&self, _: SagaCreateParams) -> Result<(), anyhow::Error> {
        Ok(())
    }

    /// Returns only when the record is durable: a step must not begin, nor count as done, before.
    async fn record_event(&self, event: SagaNodeEvent) {
        let percent = self.advance(&event);
        let (Ok(job), Ok(record)) = (job_of(event.saga_id), serde_json::to_string(&event)) else {
            tracing::error!(workflow = %event.saga_id, "a workflow's record cannot be written");
            return std::future::pending().await;
        };
        while let Err(error) = self.append(&job, &record, percent).await {
            tracing::error!(%job, error = &error as &dyn std::error::Error,
                "cannot log a workflow's step; it waits until that works");
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
        #[cfg(test)]
        if let Some(halt) = &self.halt {
            halt.after_record().await;
        }
    }

    /// Nothing to keep: the end of the job removes the workflow.
    async fn saga_update(&self, _: SagaId, _: SagaCachedState) {}
}

/// The job that a workflow is behind: they have the same id.
pub(super) fn job_of(workflow: SagaId) -> Result<JobId, hyades_types::id::InvalidId> {
    workflow.to_string().parse()
}
