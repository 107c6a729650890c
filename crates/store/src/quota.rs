//! Quotas of projects.

use hyades_types::id::ProjectId;
use sqlx::Any;

use crate::error::StoreError;
use crate::store::{Store, Tx};

/// How many instances a project may have unless a quota says otherwise.
pub(crate) const DEFAULT_INSTANCE_QUOTA: i64 = 1000;

#[derive(sqlx::FromRow)]
struct QuotaRow {
    quota: i64,
}

impl Tx {
    /// How many instances the project may have; -1 is no limit.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn instance_quota(&mut self, project: &ProjectId) -> Result<i64, StoreError> {
        let statement = sqlx::query::<Any>(
            "SELECT quota FROM quotas WHERE project_id = $1 AND resource = 'instance'",
        )
        .bind(project.as_str());
        let rows: Vec<QuotaRow> = self.rows("read the quota", statement).await?;
        Ok(rows.first().map_or(DEFAULT_INSTANCE_QUOTA, |row| row.quota))
    }

    /// Sets how many instances the project may have; -1 is no limit.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn instance_quota_set(
        &mut self,
        project: &ProjectId,
        quota: i64,
    ) -> Result<(), StoreError> {
        let statement = sqlx::query::<Any>(
            "INSERT INTO quotas (project_id, resource, quota) VALUES ($1, 'instance', $2)
             ON CONFLICT (project_id, resource) DO UPDATE SET quota = excluded.quota",
        )
        .bind(project.as_str())
        .bind(quota);
        self.execute("set the quota", statement).await.map(drop)
    }
}

impl Store {
    /// How many instances the project has.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn instance_count(&self, project: &ProjectId) -> Result<i64, StoreError> {
        let statement = sqlx::query::<Any>("SELECT COUNT(*) FROM instances WHERE project_id = $1")
            .bind(project.as_str());
        self.number("count the instances", statement).await
    }
}
