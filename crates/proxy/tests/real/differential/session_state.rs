//! Statements that change how others are understood.

use super::pair::Pair;
use super::statements::one_of;
use crate::rng::Rng;

pub(super) fn step(pair: &mut Pair, rng: &mut Rng) {
    if rng.chance(8) {
        return tracking(pair, rng);
    }
    let sql = match rng.below(10) {
        0..6 => one_of(SETTINGS, rng),
        6..8 => rng.pick(TEXTS).to_vec(),
        _ => one_of(QUESTIONS, rng),
    };
    pair.query(&sql);
}

/// What the client is told about its session. In a transaction MySQL does not let anybody change
/// `session_track_gtids`, so there the proxy cannot hide that it has; hence the reset.
fn tracking(pair: &mut Pair, rng: &mut Rng) {
    super::commands::reset(pair);
    for _ in 0..1 + rng.below(4) {
        pair.query(&one_of(TRACKING, rng));
    }
}

/// Not `session_track_system_variables = '*'`: it names `statement_id`, which counts the statements of the
/// server.
const TRACKING: &[&str] = &[
    "SET session_track_schema = OFF",
    "SET session_track_schema = ON",
    "SET session_track_system_variables = 'sql_mode,time_zone'",
    "SET session_track_system_variables = ''",
    "SET session_track_state_change = ON",
    "SET session_track_state_change = OFF",
    "SET session_track_transaction_info = 'STATE'",
    "SET session_track_transaction_info = 'CHARACTERISTICS'",
    "SET session_track_transaction_info = 'OFF'",
    "SELECT @@session_track_schema, @@session_track_system_variables, @@session_track_gtids, \
     @@session_track_state_change, @@session_track_transaction_info",
    "SHOW SESSION VARIABLES LIKE 'session_track%'",
    "SET time_zone = '+01:00'",
    "SET sql_mode = ''",
];

const SETTINGS: &[&str] = &[
    "SET NAMES utf8mb4",
    "SET NAMES gbk",
    "SET NAMES utf8mb4 COLLATE utf8mb4_general_ci",
    "SET NAMES latin1 COLLATE latin1_bin",
    "SET NAMES latin1",
    "SET CHARACTER SET latin1",
    "SET NAMES nothing",
    "SET character_set_results = NULL",
    "SET character_set_results = 'utf8mb4'",
    "SET sql_mode = ''",
    "SET sql_mode = 'ANSI_QUOTES'",
    "SET sql_mode = 'NO_BACKSLASH_ESCAPES'",
    "SET sql_mode = 'ANSI,STRICT_ALL_TABLES'",
    "SET sql_mode = DEFAULT",
    "SET SESSION sql_mode = CONCAT(@@sql_mode, ',NO_ZERO_DATE')",
    "SET time_zone = '+0#:00'",
    "SET time_zone = 'SYSTEM'",
    "SET sql_select_limit = #",
    "SET sql_select_limit = DEFAULT",
    "SET SESSION group_concat_max_len = 1#",
    "SET @@session.lc_time_names = 'de_DE'",
    "SET lc_messages = 'de_DE'",
    "SET lc_messages = 'en_US'",
    "SET foreign_key_checks = 0",
    "SET foreign_key_checks = 1",
    "SET max_error_count = #",
    "SET max_error_count = DEFAULT",
    "SET div_precision_increment = #, default_week_format = 3",
    "SET sql_notes = 0",
    "SET sql_notes = 1",
    "SET sql_warnings = ON",
    "SET last_insert_id = 4#",
    "SET insert_id = 70#",
    "SET timestamp = 1700000000",
    "SET timestamp = DEFAULT",
    "SET sql_auto_is_null = 1",
    "SET sql_auto_is_null = 0",
    "SET auto_increment_increment = 3",
    "SET auto_increment_increment = DEFAULT",
    "SET rand_seed1 = 1, rand_seed2 = 2",
    "SET sql_big_selects = 1",
    "SET @x = 1, sql_safe_updates = 1",
    "SET sql_safe_updates = 0",
    "SET end_markers_in_json = ON",
    "SET tmp_table_size = DEFAULT",
    "SET collation_connection = 'utf8mb4_general_ci'",
    "SET SESSION resultset_metadata = 'NONE'",
    "SET SESSION resultset_metadata = 'FULL'",
    "SET SESSION show_create_table_verbosity = 1",
    "SET ROLE NONE",
    "SET completion_type = 'CHAIN'",
    "SET completion_type = DEFAULT",
];

/// Texts whose meaning depends on the settings.
const TEXTS: &[&[u8]] = &[
    b"SELECT \"t\"",
    b"SELECT \"id\" FROM t ORDER BY id LIMIT 1",
    b"SELECT 'a\\'",
    b"SELECT 'a\\', 'b'",
    b"SELECT '\xbf\\'",
    b"SELECT '\xbf\x5c', 1 -- '",
    b"SELECT '\xbf\x27', HEX('\xe4\xf6')",
    b"SELECT '\xc3\xa4', HEX('\xc3\xa4'), LENGTH('\xc3\xa4')",
    b"SELECT 1 AS \xc3\xa4",
    b"REPLACE INTO chars VALUES (1, '\xe4', '\xc4\xe3', '\xc3\xa4')",
    b"INSERT IGNORE INTO chars VALUES (2, 'a', 'b', 'c')",
    b"SELECT HEX(l), HEX(g), HEX(u) FROM chars ORDER BY id",
    b"SELECT l, g, u FROM chars ORDER BY id",
    b"SELECT _latin1'\xe4', _utf8mb4'\xc3\xa4', N'x'",
];

const QUESTIONS: &[&str] = &[
    "SELECT @@sql_mode",
    "SELECT @@character_set_client, @@character_set_connection, @@character_set_results, @@collation_connection",
    "SELECT @@time_zone, FROM_UNIXTIME(1000000000)",
    "SELECT @@timestamp = 1700000000, UNIX_TIMESTAMP() = 1700000000",
    "SELECT DATE_FORMAT('2024-03-01', '%W %M')",
    "SELECT 1 / 3",
    "SELECT * FROM t WHERE id IS NULL",
    "SELECT @@last_insert_id, @@insert_id",
    "SELECT @@max_error_count, @@group_concat_max_len, @@sql_select_limit",
    "SELECT @@foreign_key_checks, @@unique_checks, @@sql_notes, @@sql_warnings",
    "SELECT RAND() < 2",
    "SELECT WEEK('2024-01-01')",
    "SELECT @x, @@sql_safe_updates",
];
