//! System variables in expressions.

use super::super::words::WordTable;
use super::flags::Flags;

/// The flags for reading `@@…`, given the token with its signs.
///
/// A few variables of the session mean the same on every server, given that whoever routes carries the session's settings along.
/// All others may differ from server to server.
pub(super) fn system_variable(token: &[u8]) -> Flags {
    let name = token.strip_prefix(b"@@").unwrap_or(token);
    let (scope, name) = match name.iter().position(|byte| *byte == b'.') {
        Some(dot) => (unquoted(&name[..dot]), unquoted(&name[dot + 1..])),
        None => (&b"session"[..], unquoted(name)),
    };
    let of_session = scope.eq_ignore_ascii_case(b"session") || scope.eq_ignore_ascii_case(b"local");
    let known = if of_session { TABLE.get(name) } else { None };
    known.unwrap_or(Flags::SERVER_IDENTITY) | Flags::SYSTEM_VARIABLES
}

fn unquoted(name: &[u8]) -> &[u8] {
    name.strip_prefix(b"`")
        .and_then(|name| name.strip_suffix(b"`"))
        .unwrap_or(name)
}

static TABLE: WordTable<Flags, 256> = WordTable::new(&[
    (SAME_EVERYWHERE, Flags::EMPTY),
    ("identity last_insert_id insert_id", Flags::LAST_INSERT_ID),
    ("warning_count error_count", Flags::DIAGNOSTICS),
    ("pseudo_thread_id", Flags::CONNECTION_ID),
]);

const SAME_EVERYWHERE: &str = "
    autocommit auto_increment_increment auto_increment_offset big_tables character_set_client character_set_connection
    character_set_database character_set_filesystem character_set_results character_set_server collation_connection
    collation_database collation_server completion_type default_storage_engine default_week_format div_precision_increment
    explicit_defaults_for_timestamp foreign_key_checks group_concat_max_len init_connect interactive_timeout lc_messages
    lc_time_names license lock_wait_timeout innodb_lock_wait_timeout lower_case_table_names max_allowed_packet
    max_execution_time net_buffer_length net_read_timeout net_write_timeout optimizer_switch sql_auto_is_null sql_mode
    sql_notes sql_safe_updates sql_select_limit sql_warnings system_time_zone time_zone transaction_isolation
    transaction_read_only tx_isolation tx_read_only unique_checks version version_comment wait_timeout
    default_collation_for_utf8mb4 information_schema_stats_expiry
";
