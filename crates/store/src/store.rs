//! Opening the store, and its transactions.

use std::sync::{Arc, Once};
use std::time::Duration;

use sqlx::AnyPool;
use sqlx::any::AnyPoolOptions;
use sqlx::{Any, Transaction};
use tokio::sync::{Mutex, OwnedMutexGuard};

use crate::error::StoreError;
use crate::migrate;

/// The metadata store. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Store {
    pub(crate) pool: AnyPool,
    pub(crate) dialect: Dialect,
    /// Held by the one transaction that may write.
    gate: Arc<Mutex<()>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    Sqlite,
    Postgres,
}

impl Dialect {
    fn of(url: &str) -> Self {
        if url.starts_with("postgres") {
            Self::Postgres
        } else {
            Self::Sqlite
        }
    }

    /// Run on every new connection. SQLite: readers never wait for the writer, and a commit is on
    /// disk when it is answered.
    const fn on_connect(self) -> &'static [&'static str] {
        match self {
            Self::Sqlite => &[
                "PRAGMA journal_mode = WAL",
                "PRAGMA synchronous = FULL",
                "PRAGMA busy_timeout = 5000",
                "PRAGMA cache_size = -4000",
            ],
            Self::Postgres => &[],
        }
    }

    /// SQLite has to take the write lock at the start, or two readers that both want to write
    /// would shut each other out.
    const fn begin_write(self) -> &'static str {
        match self {
            Self::Sqlite => "BEGIN IMMEDIATE",
            Self::Postgres => "BEGIN ISOLATION LEVEL SERIALIZABLE",
        }
    }
}

impl Dialect {
    /// A statement that answers with all rows of `select`, which has these columns, as one JSON
    /// array of arrays.
    pub(crate) fn all_at_once(self, columns: &str, select: &str) -> String {
        let (all, one) = match self {
            Self::Sqlite => ("json_group_array", "json_array"),
            Self::Postgres => ("json_agg", "json_build_array"),
        };
        format!(
            "SELECT COALESCE(CAST({all}({one}({columns})) AS TEXT), '[]') FROM ({select}) AS answer"
        )
    }
}

impl Store {
    /// Opens the database at `url` (`sqlite://FILE?mode=rwc` or `postgres://…`) and brings its
    /// schema up to date.
    ///
    /// # Errors
    /// [`StoreError::Newer`] when a newer program has written it; [`StoreError::Database`] when it
    /// cannot be reached.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        static DRIVERS: Once = Once::new();
        DRIVERS.call_once(sqlx::any::install_default_drivers);
        let dialect = Dialect::of(url);
        let pool = AnyPoolOptions::new()
            .max_connections(4)
            .acquire_timeout(Duration::from_secs(10))
            .after_connect(move |connection, _| {
                Box::pin(async move {
                    for &statement in dialect.on_connect() {
                        sqlx::query::<Any>(statement)
                            .execute(&mut *connection)
                            .await?;
                    }
                    Ok(())
                })
            })
            .connect(url)
            .await
            .map_err(StoreError::database("open"))?;
        let store = Self {
            pool,
            dialect,
            gate: Arc::default(),
        };
        migrate::run(&store).await?;
        Ok(store)
    }

    /// Begins the transaction in which to change things. Waits for the one before to end.
    ///
    /// # Errors
    /// [`StoreError::Database`] when the database cannot be reached.
    pub async fn begin(&self) -> Result<Tx, StoreError> {
        let gate = self.gate.clone().lock_owned().await;
        let inner = self
            .pool
            .begin_with(self.dialect.begin_write())
            .await
            .map_err(StoreError::database("begin a transaction"))?;
        Ok(Tx { inner, _gate: gate })
    }

    /// Closes all connections.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

/// A transaction: nothing of it is there until [`Tx::commit`]; dropped, it leaves no trace.
#[derive(Debug)]
pub struct Tx {
    pub(crate) inner: Transaction<'static, Any>,
    _gate: OwnedMutexGuard<()>,
}

impl Tx {
    /// Makes the changes durable.
    ///
    /// # Errors
    /// [`StoreError::Database`]; nothing has been changed then.
    pub async fn commit(self) -> Result<(), StoreError> {
        self.inner
            .commit()
            .await
            .map_err(StoreError::database("commit"))
    }
}
