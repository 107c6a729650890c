//! What is switched on for instances.

use hyades_types::id::InstanceId;
use hyades_types::status::Switch;
use sqlx::Any;

use crate::error::StoreError;
use crate::sql;
use crate::store::{Store, Tx};

#[derive(sqlx::FromRow)]
struct InstanceRow {
    instance_id: String,
}

#[derive(sqlx::FromRow)]
struct SwitchRow {
    switch: String,
}

impl Store {
    /// Whether the switch is on for the instance.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn switch_is_on(
        &self,
        instance: &InstanceId,
        switch: Switch,
    ) -> Result<bool, StoreError> {
        let statement =
            sqlx::query::<Any>("SELECT switch FROM instance_switches WHERE instance_id = $1")
                .bind(instance.as_str());
        let rows: Vec<SwitchRow> = self.rows("read the switches", statement).await?;
        Ok(rows.iter().any(|row| row.switch == switch.as_str()))
    }
}

impl Tx {
    /// The instances for which the switch is on.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn switched_on(&mut self, switch: Switch) -> Result<Vec<InstanceId>, StoreError> {
        let statement =
            sqlx::query::<Any>("SELECT instance_id FROM instance_switches WHERE switch = $1")
                .bind(switch.as_str());
        let rows: Vec<InstanceRow> = self.rows("read the switches", statement).await?;
        rows.iter()
            .map(|row| sql::parse("instance id", &row.instance_id))
            .collect()
    }

    /// Turns a switch of an instance on or off.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn switch_set(
        &mut self,
        instance: &InstanceId,
        switch: Switch,
        on: bool,
    ) -> Result<(), StoreError> {
        let statement = if on {
            sqlx::query::<Any>(
                "INSERT INTO instance_switches (instance_id, switch) VALUES ($1, $2)
                 ON CONFLICT (instance_id, switch) DO NOTHING",
            )
        } else {
            sqlx::query::<Any>(
                "DELETE FROM instance_switches WHERE instance_id = $1 AND switch = $2",
            )
        };
        let statement = statement.bind(instance.as_str()).bind(switch.as_str());
        self.execute("turn a switch", statement).await.map(drop)
    }

    /// Turns every switch of an instance off.
    pub(crate) async fn switches_delete(
        &mut self,
        instance: &InstanceId,
    ) -> Result<(), StoreError> {
        let statement = sqlx::query::<Any>("DELETE FROM instance_switches WHERE instance_id = $1")
            .bind(instance.as_str());
        self.execute("remove the switches", statement)
            .await
            .map(drop)
    }
}
