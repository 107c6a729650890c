//! What can go wrong with the store.

/// Why a query or a change did not happen.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database said no.
    #[error("the metadata store failed: {what}")]
    Database {
        /// What was tried.
        what: &'static str,
        /// What it said.
        #[source]
        source: sqlx::Error,
    },
    /// A stored value does not read as what it must be.
    #[error("the metadata store holds a broken {what}")]
    Corrupt {
        /// Which value.
        what: &'static str,
        /// Why it does not read.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The store was written by a newer Hyades.
    #[error("the metadata store has version {found}, newer than this program's {known}")]
    Newer {
        /// Its version.
        found: i64,
        /// The newest that this program knows.
        known: i64,
    },
}

impl StoreError {
    /// Names what was tried when `source` came back.
    pub(crate) fn database(what: &'static str) -> impl FnOnce(sqlx::Error) -> Self {
        move |source| Self::Database { what, source }
    }

    /// Names the stored value that did not read.
    pub(crate) fn corrupt<E>(what: &'static str) -> impl FnOnce(E) -> Self
    where
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        move |source| Self::Corrupt {
            what,
            source: source.into(),
        }
    }
}

/// A store that fails is a fault of the service: the caller learns no more than that.
impl From<StoreError> for hyades_types::error::ApiError {
    fn from(error: StoreError) -> Self {
        Self::fault(error)
    }
}
