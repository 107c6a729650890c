//! What a flavor's size means inside the server, beyond the buffer pool.
//!
//! MySQL's defaults take 530 MB before the first connection. A small flavor gives up what only a
//! large server makes use of: half of the memory goes to performance schema, most of that to
//! errors, waits and memory counted per thread, account, user and host. Statements, transactions,
//! locks and tables stay instrumented, since diagnosis reads them.

use hyades_types::engine::Resources;
use hyades_types::units::ByteSize;

/// The redo log of small servers and of templates, so that a copy starts without making the files
/// anew.
pub(crate) const REDO_CAPACITY: ByteSize = ByteSize::mib(64);

const SMALL: ByteSize = ByteSize::gib(4);

pub(crate) fn is_small(memory: ByteSize) -> bool {
    memory <= SMALL
}

/// How many transactions a replica applies at a time.
pub(crate) fn replica_workers(vcpus: u32) -> u32 {
    vcpus.clamp(2, 16)
}

/// Options that follow from the size alone.
pub(crate) fn options(resources: Resources) -> Vec<(&'static str, String)> {
    let mut options = vec![
        (
            "innodb_buffer_pool_size",
            resources.buffer_pool.as_bytes().to_string(),
        ),
        ("max_connections", resources.max_connections.to_string()),
    ];
    let fixed = if is_small(resources.memory) {
        SMALL_SERVER
    } else {
        LARGE_SERVER
    };
    options.extend(
        fixed
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned())),
    );
    let redo = redo_capacity(resources).as_bytes().to_string();
    options.push(("loose_innodb_redo_log_capacity", redo));
    options
}

/// A quarter of the buffer pool: about what a busy server dirties between checkpoints.
fn redo_capacity(resources: Resources) -> ByteSize {
    if is_small(resources.memory) {
        return REDO_CAPACITY;
    }
    let quarter = resources.buffer_pool.as_bytes() / 4;
    ByteSize::bytes(quarter.clamp(ByteSize::mib(256).as_bytes(), ByteSize::gib(8).as_bytes()))
}

const LARGE_SERVER: &[(&str, &str)] = &[("innodb_log_buffer_size", "16M")];

const SMALL_SERVER: &[(&str, &str)] = &[
    ("innodb_log_buffer_size", "4M"),
    ("innodb_read_io_threads", "1"),
    ("innodb_write_io_threads", "1"),
    ("innodb_purge_threads", "1"),
    ("innodb_rollback_segments", "16"),
    ("innodb_doublewrite_files", "1"),
    ("innodb_doublewrite_pages", "16"),
    ("key_buffer_size", "8"),
    ("table_open_cache", "1000"),
    ("table_definition_cache", "1000"),
    ("table_open_cache_instances", "2"),
    ("thread_cache_size", "8"),
    ("temptable_max_ram", "64M"),
    ("max_binlog_size", "128M"),
    ("performance_schema_error_size", "0"),
    ("performance_schema_digests_size", "1000"),
    ("performance_schema_accounts_size", "20"),
    ("performance_schema_users_size", "20"),
    ("performance_schema_hosts_size", "20"),
    ("performance_schema_max_memory_classes", "0"),
    ("performance_schema_max_mutex_classes", "0"),
    ("performance_schema_max_rwlock_classes", "0"),
    ("performance_schema_max_cond_classes", "0"),
    ("performance_schema_events_waits_history_size", "0"),
    ("performance_schema_events_waits_history_long_size", "0"),
    ("performance_schema_events_stages_history_size", "0"),
    ("performance_schema_events_stages_history_long_size", "0"),
    ("performance_schema_events_transactions_history_size", "0"),
    (
        "performance_schema_events_transactions_history_long_size",
        "0",
    ),
    ("performance_schema_events_statements_history_size", "3"),
    (
        "performance_schema_events_statements_history_long_size",
        "0",
    ),
    ("performance_schema_max_statement_stack", "4"),
    ("performance_schema_max_index_stat", "500"),
    ("performance_schema_max_table_instances", "500"),
    ("performance_schema_max_table_lock_stat", "500"),
    ("performance_schema_max_program_instances", "100"),
    (
        "performance_schema_max_prepared_statements_instances",
        "100",
    ),
    ("performance_schema_max_file_handles", "2048"),
    ("loose_performance_schema_max_metric_classes", "0"),
    ("loose_performance_schema_max_meter_classes", "0"),
    ("loose_performance_schema_max_logger_classes", "0"),
];
