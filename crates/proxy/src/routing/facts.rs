//! What a decision rests on besides the statement.

use hyades_types::topology::ProxyMode;

/// State of a session that cannot be moved to another connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Pin {
    /// A user variable is set.
    UserVariable,
    /// A user lock may be held.
    UserLock,
    /// A statement is prepared by `PREPARE`.
    Prepare,
    /// `LAST_INSERT_ID()` has a value.
    LastInsertId,
    /// The session has asked for its connection's id.
    ConnectionId,
    /// A prepared statement has parts of its parameters at the server.
    LongData,
    /// A cursor has rows to fetch.
    Cursor,
    /// The session has a temporary table, which any statement may name.
    TemporaryTable,
    /// Tables are locked.
    LockTables,
    /// `HANDLER` has a table open.
    Handler,
    /// An XA transaction is under way.
    Xa,
    /// A variable is set that is not carried.
    Variable,
    /// Nobody has told which collation the connection has.
    Collation,
    /// Something is set for the next transaction only.
    NextTransaction,
    /// Several statements came in one packet, and the proxy is told to be strict about them.
    Statements,
    /// The server says that state has changed, and nobody knows which.
    Unknown,
}

impl Pin {
    /// All of them, in order.
    pub(crate) const ALL: &'static [Self] = &[
        Self::UserVariable,
        Self::UserLock,
        Self::Prepare,
        Self::LastInsertId,
        Self::ConnectionId,
        Self::LongData,
        Self::Cursor,
        Self::TemporaryTable,
        Self::LockTables,
        Self::Handler,
        Self::Xa,
        Self::Variable,
        Self::Collation,
        Self::NextTransaction,
        Self::Statements,
        Self::Unknown,
    ];

    /// The name that people see.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::UserVariable => "user_variable",
            Self::UserLock => "user_lock",
            Self::Prepare => "prepare",
            Self::LastInsertId => "last_insert_id",
            Self::ConnectionId => "connection_id",
            Self::LongData => "long_data",
            Self::Cursor => "cursor",
            Self::TemporaryTable => "temporary_table",
            Self::LockTables => "lock_tables",
            Self::Handler => "handler",
            Self::Xa => "xa",
            Self::Variable => "variable",
            Self::Collation => "collation",
            Self::NextTransaction => "next_transaction",
            Self::Statements => "multi_statements",
            Self::Unknown => "unknown",
        }
    }

    /// Whether every statement may depend on it, not only those that say so.
    pub(crate) const fn binds_all(self) -> bool {
        !matches!(
            self,
            Self::UserVariable
                | Self::UserLock
                | Self::Prepare
                | Self::LastInsertId
                | Self::Collation
                | Self::ConnectionId
                | Self::LongData
                | Self::Cursor
        )
    }
}

/// A session as routing sees it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Facts {
    /// A transaction is open.
    pub(crate) in_transaction: bool,
    /// Every statement begins a transaction (`autocommit = 0`).
    pub(crate) no_autocommit: bool,
    /// The open transaction, or the one that the statement would begin, has done nothing but read, and its
    /// isolation level promises nothing beyond a statement.
    pub(crate) may_split: bool,
    /// What binds every statement to the connection, if anything does.
    pub(crate) bound: Option<Pin>,
}

/// What the proxy is told to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Policy {
    pub(crate) mode: ProxyMode,
    /// Reads before the first write of a transaction may leave it.
    pub(crate) transaction_split: bool,
}
