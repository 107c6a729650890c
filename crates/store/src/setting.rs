//! Counters that belong to the deployment as a whole.

use sqlx::Any;

use crate::error::StoreError;
use crate::store::Tx;

#[derive(sqlx::FromRow)]
struct ValueRow {
    value: i64,
}

impl Tx {
    /// Raises the topology epoch by one and returns it. Epochs never repeat, since the data plane
    /// refuses an older one.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn topology_epoch_next(&mut self) -> Result<u64, StoreError> {
        let statement = sqlx::query::<Any>(
            "INSERT INTO settings (setting, value) VALUES ('topology_epoch', 1)
             ON CONFLICT (setting) DO UPDATE SET value = settings.value + 1
             RETURNING value",
        );
        let rows: Vec<ValueRow> = self.rows("raise the topology epoch", statement).await?;
        Ok(rows.first().map_or(0, |row| row.value.unsigned_abs()))
    }
}
