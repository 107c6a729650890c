//! Workflows and their logs.

use hyades_types::id::JobId;
use hyades_types::model::Workflow;
use sqlx::Any;

use crate::error::StoreError;
use crate::sql;
use crate::store::{Store, Tx};

#[derive(sqlx::FromRow)]
struct WorkflowRow {
    job_id: String,
    name: String,
    definition: String,
}

#[derive(sqlx::FromRow)]
struct RecordRow {
    record: String,
}

impl Store {
    /// Every workflow that has no end yet, each with its log.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn workflow_list(&self) -> Result<Vec<Workflow>, StoreError> {
        let statement = sqlx::query::<Any>("SELECT job_id, name, definition FROM workflows");
        let rows: Vec<WorkflowRow> = self.rows("list the workflows", statement).await?;
        let mut workflows = Vec::with_capacity(rows.len());
        for row in rows {
            let log = self.workflow_log(&row.job_id).await?;
            let job = sql::parse("job id", &row.job_id)?;
            workflows.push(Workflow {
                job,
                name: row.name,
                definition: row.definition,
                log,
            });
        }
        Ok(workflows)
    }

    async fn workflow_log(&self, job: &str) -> Result<Vec<String>, StoreError> {
        let statement =
            sqlx::query::<Any>("SELECT record FROM workflow_log WHERE job_id = $1 ORDER BY seq")
                .bind(job.to_owned());
        let rows: Vec<RecordRow> = self.rows("read a workflow's log", statement).await?;
        Ok(rows.into_iter().map(|row| row.record).collect())
    }
}

impl Tx {
    /// Adds a workflow.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails or the job has one.
    pub async fn workflow_insert(
        &mut self,
        job: &JobId,
        name: &str,
        definition: &str,
    ) -> Result<(), StoreError> {
        let statement = sqlx::query::<Any>(
            "INSERT INTO workflows (job_id, name, definition) VALUES ($1, $2, $3)",
        )
        .bind(job.as_str())
        .bind(name)
        .bind(definition);
        self.execute("add a workflow", statement).await.map(drop)
    }

    /// Adds a record to a workflow's log.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn workflow_log_append(
        &mut self,
        job: &JobId,
        record: &str,
    ) -> Result<(), StoreError> {
        let statement = sqlx::query::<Any>(
            "INSERT INTO workflow_log (job_id, seq, record)
             SELECT $1, COALESCE(MAX(seq), 0) + 1, $2 FROM workflow_log WHERE job_id = $1",
        )
        .bind(job.as_str())
        .bind(record);
        self.execute("log a workflow's step", statement)
            .await
            .map(drop)
    }

    /// Forgets a workflow and its log.
    pub(crate) async fn workflow_delete(&mut self, job: &JobId) -> Result<(), StoreError> {
        let statement =
            sqlx::query::<Any>("DELETE FROM workflow_log WHERE job_id = $1").bind(job.as_str());
        self.execute("forget a workflow's log", statement).await?;
        let statement =
            sqlx::query::<Any>("DELETE FROM workflows WHERE job_id = $1").bind(job.as_str());
        self.execute("forget a workflow", statement).await.map(drop)
    }
}
