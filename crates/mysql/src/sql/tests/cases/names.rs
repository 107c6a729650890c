//! Schemas of the server's own.

pub(super) const CASES: &str = r##"
SELECT * FROM mysql.user => Read | SYSTEM_SCHEMA
SELECT * FROM `mysql`.`user` => Read | SYSTEM_SCHEMA
SELECT * FROM MySQL . user => Read | SYSTEM_SCHEMA
SELECT * FROM information_schema.tables => Read | SYSTEM_SCHEMA
SELECT * FROM INFORMATION_SCHEMA.TABLES WHERE table_schema = 'x' => Read | SYSTEM_SCHEMA
SELECT * FROM performance_schema.threads => Read | SYSTEM_SCHEMA
SELECT * FROM sys.processlist => Read | SYSTEM_SCHEMA
SELECT a FROM t WHERE b = (SELECT COUNT(*) FROM sys.version) => Read | SYSTEM_SCHEMA
TABLE mysql.user => Read | SYSTEM_SCHEMA
SELECT mysql FROM t => Read
SELECT sys, information_schema FROM t => Read
SELECT t.mysql.x FROM t => Read
SELECT 'mysql.user' => Read
SELECT * FROM mysql_x.t, mysqlx.user => Read
UPDATE mysql.user SET a = 1 => Write(Update) | SYSTEM_SCHEMA
"##;
