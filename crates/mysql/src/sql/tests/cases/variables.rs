//! User and system variables.

pub(super) const CASES: &str = r##"
SELECT @a => Read | READS_USER_VARIABLES
SELECT @'a b', @`c`, @"d" => Read | READS_USER_VARIABLES
SELECT @a := 1 => Read | WRITES_USER_VARIABLES
SELECT @a:=1 => Read | WRITES_USER_VARIABLES
SELECT @a := @a + 1 FROM t => Read | READS_USER_VARIABLES | WRITES_USER_VARIABLES
SELECT @n := @n + 1, t.* FROM t, (SELECT @n := 0) x => Read | READS_USER_VARIABLES | WRITES_USER_VARIABLES
SELECT '@a' => Read
SELECT a FROM t WHERE b = 'x@y' => Read
SELECT * FROM t WHERE a = @a FOR UPDATE => LockingRead | READS_USER_VARIABLES
INSERT INTO t VALUES (@a) => Write(Insert) | READS_USER_VARIABLES
UPDATE t SET a = (@a := a + 1) => Write(Update) | WRITES_USER_VARIABLES
SELECT @@version_comment LIMIT 1 => Read | SYSTEM_VARIABLES
SELECT @@session.auto_increment_increment, @@character_set_client, @@sql_mode, @@time_zone, @@wait_timeout => Read | SYSTEM_VARIABLES
SELECT @@transaction_isolation => Read | SYSTEM_VARIABLES
SELECT @@session.transaction_read_only => Read | SYSTEM_VARIABLES
SELECT @@local.autocommit => Read | SYSTEM_VARIABLES
SELECT @@`version` => Read | SYSTEM_VARIABLES
SELECT @@autocommit FROM t => Read | SYSTEM_VARIABLES
SELECT @@max_allowed_packet, @@VERSION => Read | SYSTEM_VARIABLES
SELECT @@global.max_allowed_packet => Read | SERVER_IDENTITY | SYSTEM_VARIABLES
SELECT @@global .version => Read | SERVER_IDENTITY | SYSTEM_VARIABLES
SELECT @@server_id => Read | SERVER_IDENTITY | SYSTEM_VARIABLES
SELECT @@hostname, @@port => Read | SERVER_IDENTITY | SYSTEM_VARIABLES
SELECT @@server_uuid => Read | SERVER_IDENTITY | SYSTEM_VARIABLES
SELECT @@gtid_executed => Read | SERVER_IDENTITY | SYSTEM_VARIABLES
SELECT @@global.gtid_executed => Read | SERVER_IDENTITY | SYSTEM_VARIABLES
SELECT @@read_only, @@global.super_read_only => Read | SERVER_IDENTITY | SYSTEM_VARIABLES
SELECT @@innodb_read_only => Read | SERVER_IDENTITY | SYSTEM_VARIABLES
SELECT @@identity => Read | LAST_INSERT_ID | SYSTEM_VARIABLES
SELECT @@last_insert_id, @@session.insert_id => Read | LAST_INSERT_ID | SYSTEM_VARIABLES
SELECT @@warning_count => Read | DIAGNOSTICS | SYSTEM_VARIABLES
SELECT @@error_count => Read | DIAGNOSTICS | SYSTEM_VARIABLES
SELECT @@pseudo_thread_id => Read | CONNECTION_ID | SYSTEM_VARIABLES
SELECT @@timestamp => Read | SERVER_IDENTITY | SYSTEM_VARIABLES
"##;
