//! The few words of SQL plumbing that all tables share.

use std::net::IpAddr;
use std::str::FromStr;

use hyades_types::time::Timestamp;
use serde::de::DeserializeOwned;
use sqlx::any::{AnyArguments, AnyRow};
use sqlx::query::Query;
use sqlx::{Any, FromRow, Row};

use crate::error::StoreError;
use crate::store::{Store, Tx};

/// A statement with its bound values.
pub(crate) type Statement<'q> = Query<'q, Any, AnyArguments>;

/// What rows can be read through: the pool, or the transaction that may write.
pub(crate) trait Reader {
    /// Reads rows.
    fn read<R>(
        &mut self,
        what: &'static str,
        statement: Statement<'_>,
    ) -> impl Future<Output = Result<Vec<R>, StoreError>> + Send
    where
        R: for<'r> FromRow<'r, AnyRow> + Send;
}

impl Reader for &mut Tx {
    async fn read<R>(
        &mut self,
        what: &'static str,
        statement: Statement<'_>,
    ) -> Result<Vec<R>, StoreError>
    where
        R: for<'r> FromRow<'r, AnyRow> + Send,
    {
        self.rows(what, statement).await
    }
}

impl Reader for &Store {
    async fn read<R>(
        &mut self,
        what: &'static str,
        statement: Statement<'_>,
    ) -> Result<Vec<R>, StoreError>
    where
        R: for<'r> FromRow<'r, AnyRow> + Send,
    {
        self.rows(what, statement).await
    }
}

impl Tx {
    /// Runs a statement and says how many rows it changed.
    pub(crate) async fn execute(
        &mut self,
        what: &'static str,
        statement: Statement<'_>,
    ) -> Result<u64, StoreError> {
        let done = statement
            .execute(&mut *self.inner)
            .await
            .map_err(StoreError::database(what))?;
        Ok(done.rows_affected())
    }

    /// Reads rows inside the transaction.
    pub(crate) async fn rows<R: for<'r> FromRow<'r, AnyRow>>(
        &mut self,
        what: &'static str,
        statement: Statement<'_>,
    ) -> Result<Vec<R>, StoreError> {
        let rows = statement
            .fetch_all(&mut *self.inner)
            .await
            .map_err(StoreError::database(what))?;
        decode(what, &rows)
    }
}

impl Store {
    /// Reads rows.
    pub(crate) async fn rows<R: for<'r> FromRow<'r, AnyRow>>(
        &self,
        what: &'static str,
        statement: Statement<'_>,
    ) -> Result<Vec<R>, StoreError> {
        let rows = statement
            .fetch_all(&self.pool)
            .await
            .map_err(StoreError::database(what))?;
        decode(what, &rows)
    }

    /// Reads the rows of a statement made by [`Dialect::all_at_once`].
    ///
    /// The database library hands rows over one by one between two threads, which for a list of
    /// instances costs more than all the rest of the answer. As one value they are read in half of
    /// the time.
    ///
    /// [`Dialect::all_at_once`]: crate::store::Dialect::all_at_once
    pub(crate) async fn rows_at_once<R: DeserializeOwned>(
        &self,
        what: &'static str,
        statement: Statement<'_>,
    ) -> Result<Vec<R>, StoreError> {
        let answer = statement
            .fetch_one(&self.pool)
            .await
            .map_err(StoreError::database(what))?;
        let text: String = answer.try_get(0).map_err(StoreError::database(what))?;
        serde_json::from_str(&text).map_err(StoreError::corrupt(what))
    }

    /// Reads one number.
    pub(crate) async fn number(
        &self,
        what: &'static str,
        statement: Statement<'_>,
    ) -> Result<i64, StoreError> {
        let row = statement
            .fetch_one(&self.pool)
            .await
            .map_err(StoreError::database(what))?;
        row.try_get(0).map_err(StoreError::database(what))
    }
}

fn decode<R: for<'r> FromRow<'r, AnyRow>>(
    what: &'static str,
    rows: &[AnyRow],
) -> Result<Vec<R>, StoreError> {
    rows.iter()
        .map(R::from_row)
        .collect::<Result<_, _>>()
        .map_err(StoreError::database(what))
}

/// Reads a stored text as what it stands for.
pub(crate) fn parse<T>(what: &'static str, text: &str) -> Result<T, StoreError>
where
    T: FromStr,
    T::Err: std::error::Error + Send + Sync + 'static,
{
    text.parse().map_err(StoreError::corrupt(what))
}

/// Reads a stored number as a smaller type.
pub(crate) fn small<T>(what: &'static str, number: i64) -> Result<T, StoreError>
where
    T: TryFrom<i64>,
    T::Error: std::error::Error + Send + Sync + 'static,
{
    T::try_from(number).map_err(StoreError::corrupt(what))
}

/// Reads a stored address.
pub(crate) fn address(text: &str) -> Result<IpAddr, StoreError> {
    parse("address", text)
}

/// Reads a stored time.
pub(crate) const fn time(millis: i64) -> Timestamp {
    Timestamp::from_millis(millis)
}

/// `$3, $4, $5` for three values from the third on.
pub(crate) fn placeholders(first: usize, count: usize) -> String {
    let names: Vec<String> = (first..first + count).map(|n| format!("${n}")).collect();
    names.join(", ")
}
