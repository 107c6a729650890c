//! What OK and EOF packets say about the session.

bit_set! {
    /// Status flags (`SERVER_STATUS_…`).
    Status: u16 {
        /// A transaction is open.
        IN_TRANS = 0,
        /// `autocommit` is on.
        AUTOCOMMIT = 1,
        /// Another result follows.
        MORE_RESULTS_EXISTS = 3,
        /// The optimizer found no good index.
        NO_GOOD_INDEX_USED = 4,
        /// The optimizer used no index.
        NO_INDEX_USED = 5,
        /// The statement opened a cursor; rows follow only by `COM_STMT_FETCH`.
        CURSOR_EXISTS = 6,
        /// The cursor is at its end.
        LAST_ROW_SENT = 7,
        /// A database was dropped.
        DB_DROPPED = 8,
        /// Backslashes do not escape (`sql_mode`).
        NO_BACKSLASH_ESCAPES = 9,
        /// A prepared statement has other columns than at its preparation.
        METADATA_CHANGED = 10,
        /// The statement was slower than `long_query_time`.
        QUERY_WAS_SLOW = 11,
        /// This result has the OUT parameters of a procedure.
        PS_OUT_PARAMS = 12,
        /// The open transaction is read-only.
        IN_TRANS_READONLY = 13,
        /// The packet tells of changes of session state.
        SESSION_STATE_CHANGED = 14,
    }
}
