//! Schema versions. Each is a directory under `migrations/`; they only ever get more.

use sqlx::{Any, Row};

use crate::error::StoreError;
use crate::store::Store;

/// All schema versions, oldest first; version n is `MIGRATIONS[n - 1]`.
const MIGRATIONS: &[&str] = &[
    include_str!("../migrations/0001_initial/up.sql"),
    include_str!("../migrations/0002_proxies/up.sql"),
    include_str!("../migrations/0003_security_groups/up.sql"),
];

/// Brings the schema up to date, each version in a transaction of its own.
pub(crate) async fn run(store: &Store) -> Result<(), StoreError> {
    sqlx::query::<Any>(
        "CREATE TABLE IF NOT EXISTS settings (setting TEXT PRIMARY KEY, value BIGINT NOT NULL)",
    )
    .execute(&store.pool)
    .await
    .map_err(StoreError::database("create the settings table"))?;
    let known = i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX);
    let found = version(store).await?;
    if found > known {
        return Err(StoreError::Newer { found, known });
    }
    for (done, statements) in (0..known).zip(MIGRATIONS) {
        if done >= found {
            apply(store, done + 1, statements).await?;
        }
    }
    Ok(())
}

async fn version(store: &Store) -> Result<i64, StoreError> {
    let row = sqlx::query::<Any>("SELECT value FROM settings WHERE setting = 'schema_version'")
        .fetch_optional(&store.pool)
        .await
        .map_err(StoreError::database("read the schema version"))?;
    row.map_or(Ok(0), |row| {
        row.try_get(0)
            .map_err(StoreError::database("read the schema version"))
    })
}

async fn apply(store: &Store, version: i64, statements: &'static str) -> Result<(), StoreError> {
    let mut tx = store.begin().await?;
    for statement in statements.split_terminator(";\n") {
        sqlx::query::<Any>(statement)
            .execute(&mut *tx.inner)
            .await
            .map_err(StoreError::database("migrate the schema"))?;
    }
    sqlx::query::<Any>(
        "INSERT INTO settings (setting, value) VALUES ('schema_version', $1)
         ON CONFLICT (setting) DO UPDATE SET value = excluded.value",
    )
    .bind(version)
    .execute(&mut *tx.inner)
    .await
    .map_err(StoreError::database("record the schema version"))?;
    tx.commit().await
}
