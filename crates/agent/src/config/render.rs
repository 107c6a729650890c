//! The text of `my.cnf`.

use std::fmt::{Display, Write};
use std::path::Path;

use hyades_types::engine::EngineVersion;

use super::{Server, rsa_pair, sizing};
use crate::engine::{Build, at_least};

/// An option file being written.
struct OptionFile(String);

impl OptionFile {
    fn new() -> Self {
        Self(
            "# Written by Hyades before each start of the server; changes are lost.\n[mysqld]\n"
                .into(),
        )
    }

    fn set(&mut self, name: &str, value: impl Display) {
        // Writing to a string cannot fail.
        let _ = writeln!(self.0, "{name} = {value}");
    }

    /// Paths are quoted; characters that quotes do not protect were refused at the start.
    fn path(&mut self, name: &str, path: &Path) {
        self.set(name, format_args!("\"{}\"", path.display()));
    }

    fn all(&mut self, options: &[(&str, &str)]) {
        for (name, value) in options {
            self.set(name, value);
        }
    }
}

/// The server of a node. It always starts read-only and with replication stopped: the agent gives
/// it its role once it answers.
pub(super) fn node(server: &Server<'_>) -> String {
    let mut file = OptionFile::new();
    program(&mut file, server.build);
    places(&mut file, server);
    network(&mut file, server);
    replication(&mut file, server);
    file.set(
        "default_time_zone",
        format_args!("'{}'", server.spec.time_zone),
    );
    file.set("lower_case_table_names", server.spec.lower_case_table_names);
    file.all(EVERY_NODE);
    for (name, value) in sizing::options(server.spec.resources) {
        file.set(name, value);
    }
    file.0
}

/// The short-lived server that receives a clone: it only needs to start fast, and nothing in it is
/// of value.
pub(super) fn receiver(server: &Server<'_>) -> String {
    let mut file = OptionFile::new();
    program(&mut file, server.build);
    places(&mut file, server);
    file.set("lower_case_table_names", server.spec.lower_case_table_names);
    file.set("plugin_load_add", "clone=mysql_clone.so");
    file.path("clone_ssl_ca", server.ca_certificate);
    file.all(RECEIVER);
    file.set(
        "loose_innodb_redo_log_capacity",
        sizing::REDO_CAPACITY.as_bytes(),
    );
    file.0
}

fn program(file: &mut OptionFile, build: &Build) {
    if let Some(dirs) = &build.dirs {
        file.path("basedir", &dirs.base);
        file.path("plugin_dir", &dirs.plugins);
        file.path("lc_messages_dir", &dirs.messages);
        file.path("character_sets_dir", &dirs.character_sets);
    }
    if rustix::process::geteuid().is_root() {
        file.set("user", "root");
    }
}

fn places(file: &mut OptionFile, server: &Server<'_>) {
    file.path("datadir", &server.paths.data());
    file.path("tmpdir", &server.paths.tmp());
    file.path("log_error", &server.paths.error_log());
    file.path("pid_file", &server.paths.dir().join("mysqld.pid"));
    file.path("socket", server.socket);
    file.set("secure_file_priv", "NULL");
    file.set("log_error_verbosity", 2);
    file.set("loose_mysqlx", "OFF");
    file.set("persisted_globals_load", "OFF");
}

fn network(file: &mut OptionFile, server: &Server<'_>) {
    let tls = server.paths.tls();
    file.set("bind_address", server.spec.backend.address);
    file.set("port", server.spec.backend.port);
    file.set("skip_name_resolve", "ON");
    // Clients come from the gateway's address: one that fails to log in must not lock out others.
    file.set("host_cache_size", 0);
    file.path("ssl_ca", server.ca_certificate);
    file.path("ssl_cert", &tls.join("server.pem"));
    file.path("ssl_key", &tls.join("server-key.pem"));
    let (private, public) = rsa_pair(&tls);
    for plugin in ["caching_sha2", "loose_sha256"] {
        file.path(&format!("{plugin}_password_private_key_path"), &private);
        file.path(&format!("{plugin}_password_public_key_path"), &public);
    }
}

fn replication(file: &mut OptionFile, server: &Server<'_>) {
    let version = server.build.version;
    let words = server.build.words();
    let (source, replica) = (words.source, words.replica);
    file.set("server_id", server.spec.server_id);
    file.all(BINLOG);
    if !at_least(version, 8, 4, 0) {
        file.set("binlog_transaction_dependency_tracking", "WRITESET");
    }
    if !at_least(version, 8, 0, 27) {
        file.set(&format!("{replica}_parallel_type"), "LOGICAL_CLOCK");
    }
    file.set(&format!("log_{replica}_updates"), "ON");
    file.set(&format!("skip_{replica}_start"), "ON");
    let workers = sizing::replica_workers(server.spec.resources.vcpus);
    file.set(&format!("{replica}_parallel_workers"), workers);
    file.set(&format!("{replica}_preserve_commit_order"), "ON");
    file.set(&format!("{replica}_net_timeout"), 5);

    file.set("plugin_load_add", "clone=mysql_clone.so");
    file.path("clone_ssl_ca", server.ca_certificate);
    for end in [source, replica] {
        file.set(
            "plugin_load_add",
            format_args!("rpl_semi_sync_{end}=semisync_{end}.so"),
        );
        file.set(&format!("rpl_semi_sync_{end}_enabled"), "ON");
    }
    file.set(&format!("rpl_semi_sync_{source}_wait_point"), "AFTER_SYNC");
    // The longest there is, 49 days: a commit is acknowledged by a replica or by nobody...
    file.set(&format!("rpl_semi_sync_{source}_timeout"), u32::MAX);
    // ...unless no replica is attached.
    file.set(&format!("rpl_semi_sync_{source}_wait_no_{replica}"), "OFF");
    file.set(
        &format!("rpl_semi_sync_{source}_wait_for_{replica}_count"),
        1,
    );
    redo_before_capacity(file, version);
}

/// 8.0.30 brought `innodb_redo_log_capacity`; before it the log had two files of fixed size.
fn redo_before_capacity(file: &mut OptionFile, version: EngineVersion) {
    if !at_least(version, 8, 0, 30) {
        file.set("innodb_log_file_size", sizing::REDO_CAPACITY.as_bytes() / 2);
    }
}

const BINLOG: &[(&str, &str)] = &[
    ("gtid_mode", "ON"),
    ("enforce_gtid_consistency", "ON"),
    ("log_bin", "binlog"),
    ("relay_log", "relay"),
    ("relay_log_recovery", "ON"),
    ("sync_binlog", "1"),
    ("innodb_flush_log_at_trx_commit", "1"),
    ("binlog_row_image", "FULL"),
    ("binlog_expire_logs_seconds", "259200"),
];

const EVERY_NODE: &[(&str, &str)] = &[
    ("super_read_only", "ON"),
    ("partial_revokes", "ON"),
    ("performance_schema_show_processlist", "ON"),
    // Customers make functions and triggers without SUPER; rows are logged, so that is safe.
    ("loose_log_bin_trust_function_creators", "ON"),
    ("loose_innodb_numa_interleave", "OFF"),
    // Certificates are the agent's, and making RSA keys takes half of the time of a start.
    ("auto_generate_certs", "OFF"),
    ("caching_sha2_password_auto_generate_rsa_keys", "OFF"),
    ("loose_sha256_password_auto_generate_rsa_keys", "OFF"),
];

const RECEIVER: &[(&str, &str)] = &[
    ("skip_networking", "ON"),
    ("skip_log_bin", "ON"),
    ("performance_schema", "OFF"),
    ("innodb_buffer_pool_size", "32M"),
    ("innodb_log_buffer_size", "1M"),
    ("innodb_rollback_segments", "16"),
    ("innodb_doublewrite", "OFF"),
    ("innodb_flush_log_at_trx_commit", "0"),
    ("auto_generate_certs", "OFF"),
    ("caching_sha2_password_auto_generate_rsa_keys", "OFF"),
    ("loose_sha256_password_auto_generate_rsa_keys", "OFF"),
];
