//! Instances.

mod filter;
mod row;

use hyades_types::id::{InstanceId, ProjectId};
use hyades_types::model::{Busy, Instance};
use hyades_types::status::Lifecycle;
use hyades_types::time::Timestamp;
use sqlx::Any;

use crate::error::StoreError;
use crate::store::{Store, Tx};

pub use filter::{InstanceFilter, Text};
use row::{COLUMNS, InstanceRow};

/// A page of a list, and how many there are in all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstancePage {
    /// The instances of the page, oldest first.
    pub instances: Vec<Instance>,
    /// How many match, on all pages.
    pub total: i64,
}

impl Store {
    /// The project's instance with this id.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn instance_fetch(
        &self,
        project: &ProjectId,
        id: &InstanceId,
    ) -> Result<Option<Instance>, StoreError> {
        let text = format!("SELECT {COLUMNS} FROM instances i WHERE project_id = $1 AND id = $2");
        let statement = sqlx::query::<Any>(sqlx::AssertSqlSafe(text))
            .bind(project.as_str())
            .bind(id.as_str());
        let rows = self.rows("fetch an instance", statement).await?;
        Ok(self.with_tags(rows).await?.pop())
    }

    /// The project's instances that match, a page of them.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn instance_list(
        &self,
        project: &ProjectId,
        filter: &InstanceFilter,
        offset: i64,
        limit: i64,
    ) -> Result<InstancePage, StoreError> {
        let conditions = filter.conditions(project);
        let count = format!("SELECT COUNT(*) FROM instances i WHERE {}", conditions.sql);
        let page = format!(
            "SELECT {COLUMNS} FROM instances i WHERE {} ORDER BY created_at, id
             LIMIT {limit} OFFSET {offset}",
            conditions.sql
        );
        let page = self.dialect.all_at_once(COLUMNS, &page);
        let (total, rows) = tokio::try_join!(
            self.number("count the instances", conditions.bind(count)),
            self.rows_at_once("list the instances", conditions.bind(page)),
        )?;
        Ok(InstancePage {
            instances: self.with_tags(rows).await?,
            total,
        })
    }

    async fn with_tags(&self, rows: Vec<InstanceRow>) -> Result<Vec<Instance>, StoreError> {
        let ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
        let mut tags = self.tags_of(&ids).await?;
        rows.into_iter()
            .map(|row| {
                let tags = tags.remove(&row.id).unwrap_or_default();
                row.into_instance(tags)
            })
            .collect()
    }
}

impl Tx {
    /// The instance with this id, without its tags, as this transaction sees it.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn instance_fetch(
        &mut self,
        id: &InstanceId,
    ) -> Result<Option<Instance>, StoreError> {
        let text = format!("SELECT {COLUMNS} FROM instances i WHERE id = $1");
        let statement = sqlx::query::<Any>(sqlx::AssertSqlSafe(text)).bind(id.as_str());
        let rows: Vec<InstanceRow> = self.rows("fetch an instance", statement).await?;
        rows.into_iter()
            .next()
            .map(|row| row.into_instance(Vec::new()))
            .transpose()
    }

    /// Every instance, without tags, as this transaction sees them.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn instance_list(&mut self) -> Result<Vec<Instance>, StoreError> {
        let text = format!("SELECT {COLUMNS} FROM instances i");
        let statement = sqlx::query::<Any>(sqlx::AssertSqlSafe(text));
        let rows: Vec<InstanceRow> = self.rows("list the instances", statement).await?;
        rows.into_iter()
            .map(|row| row.into_instance(Vec::new()))
            .collect()
    }

    /// How many instances the project has, as this transaction sees it.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn instance_count(&mut self, project: &ProjectId) -> Result<i64, StoreError> {
        #[derive(sqlx::FromRow)]
        struct CountRow {
            instances: i64,
        }
        let statement =
            sqlx::query::<Any>("SELECT COUNT(*) AS instances FROM instances WHERE project_id = $1")
                .bind(project.as_str());
        let rows: Vec<CountRow> = self.rows("count the instances", statement).await?;
        Ok(rows.first().map_or(0, |row| row.instances))
    }

    /// Adds an instance with its tags.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails or the id is taken.
    pub async fn instance_insert(&mut self, instance: &Instance) -> Result<(), StoreError> {
        let what = "add an instance";
        self.execute(what, row::insert(instance)).await?;
        for tag in &instance.tags {
            self.tag_insert(&instance.id, tag).await?;
        }
        Ok(())
    }

    /// Makes the instance busy with one operation, unless it is busy already; says whether that
    /// worked.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn instance_occupy(
        &mut self,
        id: &InstanceId,
        busy: &Busy,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let statement = sqlx::query::<Any>(
            "UPDATE instances SET busy_operation = $1, busy_job = $2, updated_at = $3
             WHERE id = $4 AND busy_job IS NULL",
        )
        .bind(busy.operation.as_str())
        .bind(busy.job.as_str())
        .bind(now.as_millis())
        .bind(id.as_str());
        Ok(self.execute("occupy an instance", statement).await? == 1)
    }

    /// Changes what a user can change of the record.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn instance_set_name(
        &mut self,
        id: &InstanceId,
        name: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let statement =
            sqlx::query::<Any>("UPDATE instances SET name = $1, updated_at = $2 WHERE id = $3")
                .bind(name)
                .bind(now.as_millis())
                .bind(id.as_str());
        self.execute("rename an instance", statement)
            .await
            .map(drop)
    }

    /// Changes the instance's description.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn instance_set_alias(
        &mut self,
        id: &InstanceId,
        alias: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let statement =
            sqlx::query::<Any>("UPDATE instances SET alias = $1, updated_at = $2 WHERE id = $3")
                .bind(alias)
                .bind(now.as_millis())
                .bind(id.as_str());
        self.execute("describe an instance", statement)
            .await
            .map(drop)
    }

    /// Moves the instance on in its life.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn instance_set_lifecycle(
        &mut self,
        id: &InstanceId,
        lifecycle: Lifecycle,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let statement = sqlx::query::<Any>(
            "UPDATE instances SET lifecycle = $1, updated_at = $2 WHERE id = $3",
        )
        .bind(lifecycle.as_str())
        .bind(now.as_millis())
        .bind(id.as_str());
        self.execute("change an instance's lifecycle", statement)
            .await
            .map(drop)
    }

    /// Takes the address from an instance whose creation failed, and gives it back.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn instance_release_address(
        &mut self,
        instance: &Instance,
    ) -> Result<(), StoreError> {
        let Some(address) = instance.address else {
            return Ok(());
        };
        self.address_release(address).await?;
        let statement = sqlx::query::<Any>("UPDATE instances SET address = NULL WHERE id = $1")
            .bind(instance.id.as_str());
        self.execute("give back an instance's address", statement)
            .await
            .map(drop)
    }

    /// Forgets an instance, its tags, its switches and its address. Only for one of which nothing is left.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn instance_delete(&mut self, instance: &Instance) -> Result<(), StoreError> {
        self.instance_release_address(instance).await?;
        self.tags_delete(&instance.id).await?;
        self.switches_delete(&instance.id).await?;
        let statement =
            sqlx::query::<Any>("DELETE FROM instances WHERE id = $1").bind(instance.id.as_str());
        self.execute("forget an instance", statement)
            .await
            .map(drop)
    }
}
