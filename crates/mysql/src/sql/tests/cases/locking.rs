//! Reads that lock, and those that store what they read.

pub(super) const CASES: &str = r##"
SELECT * FROM t FOR UPDATE => LockingRead
SELECT * FROM t WHERE id = 1 for update => LockingRead
SELECT * FROM t FOR UPDATE NOWAIT => LockingRead
SELECT * FROM t FOR UPDATE SKIP LOCKED => LockingRead
SELECT * FROM t FOR UPDATE OF t => LockingRead
SELECT * FROM t FOR SHARE => LockingRead
SELECT * FROM t FOR SHARE OF t SKIP LOCKED => LockingRead
SELECT * FROM t LOCK IN SHARE MODE => LockingRead
SELECT * FROM t FOR /* x */ UPDATE => LockingRead
SELECT * FROM t FOR/**/UPDATE => LockingRead
SELECT * FROM t /*!FOR UPDATE*/ => LockingRead
SELECT * FROM t /*!80000 FOR UPDATE */ => LockingRead
SELECT * FROM t /*!99999 FOR UPDATE */ => Read
SELECT * FROM t FOR UPDATE; => LockingRead
(SELECT * FROM t FOR UPDATE) => LockingRead
(SELECT * FROM t) FOR UPDATE => LockingRead
SELECT * FROM t WHERE a = (SELECT a FROM u FOR UPDATE) => LockingRead
SELECT * FROM (SELECT * FROM t FOR UPDATE) x => LockingRead
SELECT * FROM t WHERE a IN (SELECT a FROM u LOCK IN SHARE MODE) => LockingRead
(SELECT * FROM t) UNION (SELECT * FROM u FOR SHARE) => LockingRead
SELECT * FROM t JOIN u ON t.id = u.id FOR UPDATE OF t FOR SHARE OF u => LockingRead
TABLE t FOR UPDATE => LockingRead
SELECT * FROM t ORDER BY a LIMIT 1 FOR UPDATE => LockingRead
SELECT f(a) FROM t FOR UPDATE => LockingRead | UNKNOWN_FUNCTION
SELECT 1 INTO @a => SelectInto | WRITES_USER_VARIABLES
SELECT 1, 2 INTO @a, @b => SelectInto | READS_USER_VARIABLES | WRITES_USER_VARIABLES
SELECT a INTO @a FROM t LIMIT 1 => SelectInto | WRITES_USER_VARIABLES
SELECT a INTO @a FROM t WHERE b = @b LIMIT 1 => SelectInto | READS_USER_VARIABLES | WRITES_USER_VARIABLES
SELECT * FROM t INTO OUTFILE '/tmp/x' => SelectInto
SELECT * INTO OUTFILE '/tmp/x' FIELDS TERMINATED BY ',' FROM t => SelectInto
SELECT a FROM t LIMIT 1 INTO DUMPFILE '/tmp/x' => SelectInto
SELECT * FROM t FOR UPDATE INTO @a => SelectInto | WRITES_USER_VARIABLES
TABLE t INTO OUTFILE '/tmp/x' => SelectInto
(SELECT 1) UNION (SELECT 2) INTO @a => SelectInto | WRITES_USER_VARIABLES
"##;
