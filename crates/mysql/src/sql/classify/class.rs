//! What a statement does, as far as routing cares.

use super::flags::Flags;

/// What is known of a statement. See [`classify`](super::classify()).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Class {
    /// What the first statement of the text does.
    pub kind: Kind,
    /// What it depends on or changes besides tables.
    pub flags: Flags,
    /// Where the client wants it to go.
    pub hint: Option<Hint>,
}

impl Class {
    /// Whether any replica can answer it as the primary would: a pure read that depends on no state of a connection or server.
    ///
    /// A read of user variables is not one; a caller that carries them along can look at [`Kind::Read`] and the flags itself.
    pub fn may_read_from_replica(&self) -> bool {
        self.kind == Kind::Read && !self.flags.intersects(Flags::BOUND)
    }

    /// The type that a rule of SQL concurrency control (4.12) counts this statement under, if any.
    ///
    /// The documentation does not say what more than the plain statements belongs to a type. So it is the server's own notion of
    /// the command: `WITH … UPDATE` is an UPDATE, `TABLE` and `VALUES` are SELECTs, also with locks or `INTO`, and `INSERT … SELECT`
    /// is none of the three; TaurusDB's later rules for INSERT are about it.
    pub fn filter_type(&self) -> Option<FilterType> {
        match self.kind {
            Kind::Read | Kind::LockingRead | Kind::SelectInto => Some(FilterType::Select),
            Kind::Write(Write::Update) => Some(FilterType::Update),
            Kind::Write(Write::Delete) => Some(FilterType::Delete),
            _ => None,
        }
    }
}

/// The statement types that rules of SQL concurrency control have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FilterType {
    /// `SELECT`
    Select,
    /// `UPDATE`
    Update,
    /// `DELETE`
    Delete,
}

/// A comment `/*FORCE_MASTER*/` or `/*FORCE_SLAVE*/` before the statement or behind its first keyword.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Hint {
    /// To the primary.
    Primary,
    /// To a replica.
    Replica,
}

/// The kinds of statement. Whatever is not known for certain is [`Unknown`](Kind::Unknown).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Nothing but blanks, comments and semicolons.
    Empty,
    /// `SELECT`, `TABLE`, `VALUES` without locks and without `INTO`.
    Read,
    /// A read with `FOR UPDATE`, `FOR SHARE` or `LOCK IN SHARE MODE` anywhere in it.
    LockingRead,
    /// A read with `INTO` a file or a variable.
    SelectInto,
    /// A change of rows.
    Write(Write),
    /// `LOAD DATA LOCAL`, `LOAD XML LOCAL`: the server asks the client for a file.
    LoadDataLocal,
    /// A change of the schema, also `TRUNCATE`.
    Ddl,
    /// Users, roles, privileges and passwords.
    Account,
    /// `BEGIN`, `START TRANSACTION`.
    Begin {
        /// `READ ONLY` or `READ WRITE`, if said.
        access: Option<Access>,
        /// `WITH CONSISTENT SNAPSHOT`
        consistent_snapshot: bool,
    },
    /// `COMMIT`
    Commit(Completion),
    /// `ROLLBACK` of the transaction.
    Rollback(Completion),
    /// `SAVEPOINT x`
    Savepoint,
    /// `ROLLBACK TO x`
    RollbackToSavepoint,
    /// `RELEASE SAVEPOINT x`
    ReleaseSavepoint,
    /// `SET` of session variables, perhaps of user variables as well. [`assignments`](super::assignments) lists them.
    SetSession,
    /// `SET` with at least one `GLOBAL`, `PERSIST` or `PERSIST_ONLY`.
    SetGlobal,
    /// `SET TRANSACTION`
    SetTransaction(Characteristics),
    /// `SET NAMES`, `SET CHARACTER SET`, and nothing else but user variables.
    SetNames,
    /// `SET` of user variables only.
    SetUserVariable,
    /// `SET ROLE`
    SetRole,
    /// `SET RESOURCE GROUP`
    SetResourceGroup,
    /// `USE`; [`used_database`](super::used_database) has the name.
    Use,
    /// `SHOW`, `HELP`
    Show,
    /// `CALL`
    Call,
    /// `PREPARE`
    Prepare,
    /// `EXECUTE`
    Execute,
    /// `DEALLOCATE PREPARE`, `DROP PREPARE`
    Deallocate,
    /// What holds locks until told otherwise: `LOCK TABLES`, `LOCK INSTANCE`, `FLUSH TABLES … WITH READ LOCK`.
    LockTables,
    /// `UNLOCK TABLES`, `UNLOCK INSTANCE`
    UnlockTables,
    /// `XA …`
    Xa,
    /// `KILL`
    Kill {
        /// `KILL QUERY` rather than the connection.
        query: bool,
        /// Whom, if it is a plain number.
        id: Option<u64>,
    },
    /// `DESCRIBE`, and `EXPLAIN` of a pure read.
    Explain,
    /// `EXPLAIN` of anything else, `EXPLAIN … INTO @x`, `EXPLAIN FOR CONNECTION`.
    ExplainOther,
    /// `DO`
    Do,
    /// `HANDLER`
    Handler,
    /// `FLUSH` without a lock that stays.
    Flush,
    /// `GET DIAGNOSTICS`
    Diagnostics,
    /// What concerns the server: `ANALYZE`, `OPTIMIZE`, `INSTALL`, `CHANGE REPLICATION SOURCE`, `SHUTDOWN`….
    Admin,
    /// Anything else, whether the server knows it or not.
    Unknown,
}

/// The statements that change rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Write {
    /// `INSERT`
    Insert,
    /// `REPLACE`
    Replace,
    /// `UPDATE`, with or without `WITH`.
    Update,
    /// `DELETE`, with or without `WITH`.
    Delete,
    /// `LOAD DATA`, `LOAD XML` of a file on the server; `IMPORT TABLE`.
    Load,
}

/// `READ ONLY` or `READ WRITE`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Access {
    /// `READ ONLY`
    ReadOnly,
    /// `READ WRITE`
    ReadWrite,
}

/// What `COMMIT` or `ROLLBACK` does besides ending the transaction. Without a word, `completion_type` decides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Completion {
    /// `AND CHAIN` (true) or `AND NO CHAIN` (false).
    pub chain: Option<bool>,
    /// `RELEASE` (true) or `NO RELEASE` (false).
    pub release: Option<bool>,
}

/// `SET [GLOBAL | SESSION] TRANSACTION …`
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Characteristics {
    /// For whom.
    pub scope: TransactionScope,
    /// `ISOLATION LEVEL …`, if said.
    pub isolation: Option<Isolation>,
    /// `READ ONLY` or `READ WRITE`, if said.
    pub access: Option<Access>,
}

/// Which transactions `SET TRANSACTION` is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TransactionScope {
    /// The next one of this session.
    Next,
    /// All later ones of this session.
    Session,
    /// Those of later sessions.
    Global,
}

/// Isolation levels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Isolation {
    /// `READ UNCOMMITTED`
    ReadUncommitted,
    /// `READ COMMITTED`
    ReadCommitted,
    /// `REPEATABLE READ`
    RepeatableRead,
    /// `SERIALIZABLE`
    Serializable,
}
