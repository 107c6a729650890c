//! Statements as text.

use hyades_mysql::wire::capability::Capabilities;

use super::pair::Pair;
use crate::rng::Rng;

/// A statement; several if the client may send several.
pub(super) fn statement(pair: &Pair, rng: &mut Rng) -> Vec<u8> {
    let text = template(pair, rng);
    let mut sql = Vec::with_capacity(text.len());
    for byte in text {
        match byte {
            b'~' => sql.extend_from_slice(&pair.login.database),
            byte => sql.push(byte),
        }
    }
    sql
}

/// The same with `~` where the database is to be named.
fn template(pair: &Pair, rng: &mut Rng) -> Vec<u8> {
    let mut sql = one(rng);
    let several = pair.capabilities().contains(Capabilities::MULTI_STATEMENTS);
    // The warnings of a statement that ran elsewhere are not where several statements go. See `normal.rs`.
    let asks = ABOUT_WARNINGS.iter().any(|about| sql.starts_with(about));
    if !asks && rng.chance(if several { 8 } else { 2 }) {
        for _ in 0..1 + rng.below(3) {
            sql.extend_from_slice(b"; ");
            sql.extend_from_slice(&one(rng));
        }
    }
    // See `normal.rs`.
    match pair.was_reset && sql.windows(CHILD.len()).any(|part| part == CHILD) {
        true => b"DO 0".to_vec(),
        false => sql,
    }
}

/// What changes the table with a foreign key.
const CHILD: &[u8] = b"INTO child";

fn one(rng: &mut Rng) -> Vec<u8> {
    let group = match rng.below(100) {
        0..30 => READS,
        30..48 => WRITES,
        48..62 => ABOUT_LAST,
        62..70 => ERRORS,
        70..80 => TRANSACTIONS,
        80..86 => CALLS,
        86..92 => STATEFUL,
        92..96 => DEFINITIONS,
        _ => SHOWS,
    };
    one_of(group, rng)
}

/// One of the texts, with numbers where `#` stands.
pub(super) fn one_of(templates: &[&str], rng: &mut Rng) -> Vec<u8> {
    let template = *rng.pick(templates);
    let mut out = Vec::new();
    for byte in template.bytes() {
        match byte {
            b'#' => out.extend_from_slice(rng.below(12).to_string().as_bytes()),
            byte => out.push(byte),
        }
    }
    out
}

const READS: &[&str] = &[
    "SELECT 1",
    "SELECT 'a', NULL, 2.5, x'00ff', TRUE",
    "SELECT * FROM t ORDER BY id",
    "SELECT * FROM t WHERE id = #",
    "SELECT * FROM types ORDER BY id",
    "SELECT t4, t7, t10, t20 FROM types WHERE id = 1",
    "SELECT * FROM hollow",
    "SELECT COUNT(*), SUM(a), AVG(a), MAX(b) FROM t",
    "SELECT id, v FROM n ORDER BY id",
    "SELECT n.id, t.b FROM n LEFT JOIN t ON t.a = n.id WHERE n.id < # ORDER BY n.id",
    "SELECT REPEAT('x', 70000)",
    "SELECT id, REPEAT(b, 3) FROM t WHERE b LIKE '%o%' ORDER BY id",
    "SELECT * FROM v ORDER BY id",
    "SELECT * FROM chars ORDER BY id",
    "SELECT pure_function(#)",
    "SELECT SQL_CALC_FOUND_ROWS id FROM n ORDER BY id LIMIT #",
    "SELECT id FROM n ORDER BY id LIMIT #, 5",
    "(SELECT 1) UNION ALL (SELECT 2) ORDER BY 1",
    "WITH c AS (SELECT # AS x) SELECT x + 1 FROM c",
    "TABLE hollow",
    "VALUES ROW(1, 'a'), ROW(#, 'b')",
    "SELECT DATABASE(), SCHEMA(), CURRENT_USER()",
    "SELECT @@sql_mode, @@autocommit, @@time_zone, @@character_set_client, @@sql_select_limit",
    "SELECT * FROM t WHERE id = # FOR UPDATE",
    "SELECT * FROM t WHERE id = # FOR SHARE",
    "SELECT \"a\", 'it''s', 'a\\'b'",
    "SELECT 1 AS `x y`, t.id AS `ä` FROM t LIMIT 1",
    "SELECT /*+ MAX_EXECUTION_TIME(10000) */ 1",
    "/*FORCE_MASTER*/ SELECT #",
    "/*FORCE_SLAVE*/ SELECT b FROM t WHERE id = #",
    "SELECT 1/0, CAST('12abc' AS SIGNED)",
    "SELECT SLEEP(0.001)",
    "SELECT JSON_EXTRACT(t20, '$.a[1]'), ST_AsText(t21) FROM types WHERE id = 1",
    "DO 1 + #",
    "SELECT GROUP_CONCAT(id ORDER BY id) FROM n",
    "SELECT id FROM n WHERE id < 3 GROUP BY id WITH ROLLUP",
    "SELECT ''",
    "",
    " ",
    "-- only a comment",
];

const WRITES: &[&str] = &[
    "INSERT INTO t (a, b) VALUES (# * 100 + #, 'new')",
    "INSERT INTO t (a) VALUES (1#), (2#), (3#)",
    "INSERT INTO t (id, a) VALUES (-5#, NULL)",
    "INSERT IGNORE INTO t (a, b) VALUES (#, 'ignored')",
    "INSERT INTO t (a, b) VALUES (#, 'x') ON DUPLICATE KEY UPDATE b = CONCAT(b, 'y')",
    "INSERT INTO t (a) VALUES (#) ON DUPLICATE KEY UPDATE id = LAST_INSERT_ID(id)",
    "REPLACE INTO t (a, b) VALUES (#, 'replaced')",
    "UPDATE t SET b = 'updated #' WHERE id = #",
    "UPDATE t SET b = b",
    "UPDATE t SET b = CONCAT(IFNULL(b, ''), '.') ORDER BY id LIMIT #",
    "DELETE FROM t WHERE id = #",
    "DELETE FROM t WHERE a > 50 AND a < 8#",
    "INSERT INTO t (b) SELECT 'copied' FROM n WHERE id < #",
    "UPDATE t SET id = LAST_INSERT_ID(id), b = 'lid' WHERE id = #",
    "INSERT INTO audited (v) VALUES (#)",
    "INSERT INTO child (t) VALUES (1#)",
    "INSERT INTO t (b) VALUES (REPEAT('long', 20))",
    "INSERT INTO t (b) VALUES (DATABASE())",
    "TRUNCATE loaded",
];

const ABOUT_LAST: &[&str] = &[
    "SELECT LAST_INSERT_ID()",
    "SELECT LAST_INSERT_ID(#)",
    "SELECT @@last_insert_id, @@identity",
    "INSERT INTO t (b) VALUES (CONCAT('after ', LAST_INSERT_ID()))",
    "SELECT * FROM t WHERE id = LAST_INSERT_ID()",
    "SELECT ROW_COUNT()",
    "SELECT ROW_COUNT(), LAST_INSERT_ID()",
    "SELECT ROW_COUNT() + 1 AS x",
    "INSERT INTO t (b) VALUES (CONCAT('rows ', ROW_COUNT()))",
    "SHOW WARNINGS",
    "SHOW ERRORS",
    "SHOW COUNT(*) WARNINGS",
    "SELECT @@warning_count, @@error_count",
    "SHOW WARNINGS LIMIT 1",
    "SELECT @n, @r, @m, @e",
];

/// How those of them begin that are about warnings.
const ABOUT_WARNINGS: &[&[u8]] = &[b"SHOW WARN", b"SHOW ERR", b"SHOW COUNT", b"SELECT @@warn"];

const ERRORS: &[&str] = &[
    "SELEC 1",
    "SELECT",
    "SELECT * FROM nowhere",
    "SELECT nothing FROM t",
    "INSERT INTO t (id) VALUES (1)",
    "INSERT INTO t (a) VALUES (1)",
    "INSERT INTO child (id, t) VALUES (50#, 100000)",
    "SELECT * FROM nodatabase.t",
    "CALL nothing()",
    "CALL several()",
    "SELECT 'unterminated",
    "UPDATE t SET a = 1",
    "SELECT CAST(18446744073709551615 AS SIGNED) + 1 + 18446744073709551615",
    "SELECT ST_GeomFromText('nonsense')",
    "INSERT INTO n VALUES (1, NULL)",
    "SELECT JSON_EXTRACT('not json', '$')",
    "SELECT (SELECT id FROM t)",
    "COMMIT NOW",
    "KILL 0",
    "RELEASE SAVEPOINT nothing",
    "SELECT * FROM t WHERE id = ?",
    "SET @@nothing = 1",
    "SET GLOBAL read_only = 'perhaps'",
    "USE nodatabase",
];

const TRANSACTIONS: &[&str] = &[
    "BEGIN",
    "START TRANSACTION",
    "START TRANSACTION READ ONLY",
    "START TRANSACTION READ WRITE",
    "START TRANSACTION WITH CONSISTENT SNAPSHOT",
    "COMMIT",
    "COMMIT",
    "ROLLBACK",
    "COMMIT AND CHAIN",
    "ROLLBACK AND CHAIN",
    "SAVEPOINT s#",
    "ROLLBACK TO s#",
    "RELEASE SAVEPOINT s#",
    "SET autocommit = 0",
    "SET autocommit = 1",
    "SET TRANSACTION ISOLATION LEVEL READ COMMITTED",
    "SET TRANSACTION READ ONLY",
    "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ",
    "SET SESSION TRANSACTION READ WRITE",
    "SET @@transaction_isolation = 'SERIALIZABLE'",
    "SELECT @@transaction_isolation, @@transaction_read_only",
    "LOCK TABLES t WRITE, n READ",
    "UNLOCK TABLES",
    "XA START '~'",
    "XA END '~'",
    "XA ROLLBACK '~'",
];

const CALLS: &[&str] = &[
    "CALL several(#)",
    "CALL outs(#, @b, @c)",
    "SET @c = 'c'",
    "SELECT @b, @c",
    "CALL warns()",
    "CALL inserts(7#)",
    "CALL fails()",
    "CALL cursed()",
    "SELECT writes(6#)",
    "SELECT remembers()",
    "SELECT @inside",
];

const STATEFUL: &[&str] = &[
    "CREATE TEMPORARY TABLE temp (x INT)",
    "INSERT INTO temp VALUES (#)",
    "SELECT * FROM temp ORDER BY x",
    "DROP TEMPORARY TABLE IF EXISTS temp",
    "CREATE TEMPORARY TABLE n (x INT)",
    "DROP TEMPORARY TABLE IF EXISTS n",
    "SET @u = #",
    "SELECT @u, @U := @u + 1",
    "SELECT # INTO @u",
    "SELECT @u",
    "PREPARE p FROM 'SELECT ? + 1'",
    "EXECUTE p USING @u",
    "DEALLOCATE PREPARE p",
    "HANDLER t OPEN",
    "HANDLER t READ FIRST",
    "HANDLER t CLOSE",
    "SELECT RELEASE_ALL_LOCKS()",
];

const DEFINITIONS: &[&str] = &[
    "CREATE TABLE made (id INT PRIMARY KEY)",
    "CREATE TABLE IF NOT EXISTS made (id INT PRIMARY KEY)",
    "DROP TABLE made",
    "DROP TABLE IF EXISTS made",
    "ALTER TABLE made ADD COLUMN c INT",
    "CREATE TABLE made2 SELECT 1 AS x",
    "DROP TABLE IF EXISTS made2, nothing",
    "SELECT * FROM made",
    "INSERT INTO made VALUES (#)",
    "ANALYZE TABLE hollow",
    "CHECK TABLE n",
];

const SHOWS: &[&str] = &[
    "SHOW TABLES",
    "SHOW CREATE TABLE t",
    "SHOW COLUMNS FROM types",
    "DESCRIBE n",
    "SHOW VARIABLES LIKE 'sql_mode'",
    "SHOW SESSION VARIABLES LIKE 'character_set_c%'",
    "SHOW CREATE PROCEDURE several",
    "SHOW COLLATION LIKE 'latin1_%'",
    "SHOW GRANTS",
    "EXPLAIN SELECT 1",
    "SHOW PROFILES",
    "HELP 'nothing at all'",
    "SHOW INDEX FROM hollow",
];

pub(super) const FOUND: &[&str] = &[
    "SELECT id FROM types ORDER BY id LIMIT 1#",
    "SELECT id FROM types WHERE id < 1#",
    "SELECT SQL_CALC_FOUND_ROWS id FROM types ORDER BY id LIMIT 2",
    "SELECT id FROM types",
    "SELECT id FROM types WHERE id = 5 FOR UPDATE",
    "SHOW TABLES",
];

/// What leaves warnings at the primary.
pub(super) const WARNING: &[&str] = &[
    "INSERT INTO t (id) VALUES (1)",
    "INSERT IGNORE INTO t (id, a) VALUES (1, 'x'), (2, 'y')",
    "DROP TABLE IF EXISTS nothing",
    "UPDATE n SET v = 'x' WHERE id = #",
    "CALL warns()",
    "CALL fails()",
    "SELECT 1/0 FROM t WHERE id = 1 FOR UPDATE",
    "DO 1/0, 'x' + 1",
];

pub(super) const DIAGNOSTICS: &[&str] = &[
    "GET DIAGNOSTICS @n = NUMBER, @r = ROW_COUNT",
    "GET DIAGNOSTICS CONDITION 1 @m = MESSAGE_TEXT, @e = MYSQL_ERRNO",
    "GET DIAGNOSTICS CONDITION 9 @m = MESSAGE_TEXT",
];

pub(super) const BETWEEN: &[&str] = &[
    "SET @between = #",
    "INSERT INTO t (b) VALUES ('between')",
    "SELECT * FROM nowhere",
    "SHOW WARNINGS",
];
