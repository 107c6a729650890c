//! Changes of rows.

pub(super) const CASES: &str = r##"
INSERT INTO t VALUES (1) => Write(Insert)
INSERT INTO t (a, b) VALUES (1, 2), (3, 4) => Write(Insert)
INSERT t SET a = 1 => Write(Insert)
INSERT INTO t SELECT * FROM u => Write(Insert)
INSERT INTO t (SELECT * FROM u) => Write(Insert)
INSERT INTO t TABLE u => Write(Insert)
INSERT INTO t WITH x AS (SELECT 1) SELECT * FROM x => Write(Insert)
INSERT IGNORE INTO t VALUES (1) => Write(Insert)
INSERT INTO t VALUES (1) ON DUPLICATE KEY UPDATE a = VALUES(a) => Write(Insert)
INSERT INTO t VALUES (1) AS new (a) ON DUPLICATE KEY UPDATE a = new.a => Write(Insert)
INSERT INTO t VALUES (LAST_INSERT_ID()) => Write(Insert) | LAST_INSERT_ID
INSERT INTO t VALUES (f(1)) => Write(Insert)
INSERT INTO t VALUES (';') => Write(Insert)
INSERT LOW_PRIORITY INTO db.t PARTITION (p0) (a) VALUES ROW(1) => Write(Insert)
REPLACE INTO t VALUES (1) => Write(Replace)
REPLACE t SELECT 1 => Write(Replace)
UPDATE t SET a = 1 => Write(Update)
UPDATE t SET a = a + 1 WHERE id = 1 ORDER BY a LIMIT 1 => Write(Update)
UPDATE t, u SET t.a = u.a WHERE t.id = u.id => Write(Update)
UPDATE t SET a = LAST_INSERT_ID(a + 1) => Write(Update) | LAST_INSERT_ID
UPDATE LOW_PRIORITY IGNORE t SET a = DEFAULT => Write(Update)
DELETE FROM t => Write(Delete)
DELETE FROM t WHERE id = 1 LIMIT 1 => Write(Delete)
DELETE t FROM t JOIN u USING (id) => Write(Delete)
DELETE FROM t USING t JOIN u ON t.id = u.id => Write(Delete)
DELETE QUICK IGNORE FROM t WHERE a IN (SELECT a FROM u) => Write(Delete)
LOAD DATA INFILE 'x' INTO TABLE t => Write(Load)
LOAD DATA LOW_PRIORITY INFILE 'x' REPLACE INTO TABLE t FIELDS TERMINATED BY ',' (a, b) => Write(Load)
LOAD DATA LOCAL INFILE 'x' INTO TABLE t => LoadDataLocal
LOAD DATA CONCURRENT LOCAL INFILE 'x' INTO TABLE t (a, @b) SET b = @b + 1 => LoadDataLocal | READS_USER_VARIABLES | WRITES_USER_VARIABLES
LOAD XML INFILE 'x' INTO TABLE t => Write(Load)
LOAD XML LOCAL INFILE 'x' INTO TABLE t => LoadDataLocal
LOAD INDEX INTO CACHE t => Admin
LOAD DATA INFILE 'local' INTO TABLE local => Write(Load)
IMPORT TABLE FROM 'x.sdi' => Write(Load)
"##;
