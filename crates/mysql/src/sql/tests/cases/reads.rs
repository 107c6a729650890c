//! Reads that any replica can answer.

pub(super) const CASES: &str = r##"
SELECT 1 => Read
select 1 => Read
SeLeCt 1 => Read
SELECT c FROM sbtest1 WHERE id=1 => Read
SELECT c FROM sbtest1 WHERE id=? => Read
SELECT c FROM sbtest1 WHERE id BETWEEN 1 AND 100 => Read
SELECT SUM(k) FROM sbtest1 WHERE id BETWEEN 1 AND 100 => Read
SELECT c FROM sbtest1 WHERE id BETWEEN 1 AND 100 ORDER BY c => Read
SELECT DISTINCT c FROM sbtest1 WHERE id BETWEEN 1 AND 100 ORDER BY c => Read
SELECT COUNT(*) FROM t => Read
SELECT * FROM t WHERE a IN (1,2,3) => Read
SELECT * FROM t WHERE (a, b) IN ((1, 2), (3, 4)) => Read
SELECT * FROM t WHERE a NOT IN (SELECT a FROM u) => Read
SELECT * FROM t WHERE EXISTS (SELECT 1 FROM u) => Read
SELECT * FROM t WHERE a > ANY (SELECT a FROM u) => Read
SELECT * FROM t WHERE a > ALL (SELECT a FROM u) => Read
SELECT * FROM t WHERE a = SOME (SELECT a FROM u) => Read
SELECT * FROM t WHERE NOT (a = 1) AND (b = 2) OR (c = 3) XOR (d = 4) => Read
SELECT * FROM t WHERE a LIKE ('x%') ESCAPE ('|') => Read
SELECT * FROM t WHERE a REGEXP ('x') OR a RLIKE ('y') => Read
SELECT * FROM t WHERE a BETWEEN (1) AND (2) => Read
SELECT a DIV (2), a MOD (2) FROM t => Read
SELECT -(1), +(1), !(1), ~(1) => Read
SELECT CASE WHEN (a) THEN (b) ELSE (c) END FROM t => Read
SELECT CASE (a) WHEN 1 THEN 2 END FROM t => Read
SELECT a FROM t GROUP BY (a) HAVING (COUNT(*) > 1) ORDER BY (a) => Read
SELECT a, COUNT(*) FROM t GROUP BY a WITH ROLLUP => Read
SELECT a FROM t LIMIT 10 OFFSET 5 => Read
SELECT a FROM t LIMIT 5, 10 => Read
SELECT DISTINCT (a) FROM t => Read
SELECT ALL (a) FROM t => Read
SELECT STRAIGHT_JOIN a FROM t => Read
SELECT HIGH_PRIORITY SQL_SMALL_RESULT SQL_BIG_RESULT SQL_BUFFER_RESULT SQL_NO_CACHE a FROM t => Read
SELECT * FROM t PARTITION (p0, p1) => Read
SELECT * FROM t USE INDEX (a) => Read
SELECT * FROM t USE INDEX FOR ORDER BY (a) => Read
SELECT * FROM t FORCE INDEX FOR JOIN (a) IGNORE KEY FOR GROUP BY (b) => Read
SELECT 1 UNION SELECT 2 => Read
SELECT 1 UNION ALL (SELECT 2) => Read
(SELECT 1) => Read
((SELECT 1)) => Read
(SELECT 1) UNION (SELECT 2) ORDER BY 1 LIMIT 1 => Read
(SELECT 1) EXCEPT (SELECT 2) => Read
SELECT 1 INTERSECT (SELECT 2) => Read
TABLE t => Read
TABLE t ORDER BY a LIMIT 1 => Read
VALUES ROW(1, 2), ROW(3, 4) => Read
(VALUES ROW(1)) UNION (TABLE t) => Read
(TABLE t) => Read
SELECT 'it''s', "it""s", 'a\'b' => Read
SELECT 'FOR UPDATE' FROM t => Read
SELECT "; DELETE FROM t" => Read
SELECT `for update` FROM t => Read
SELECT `into` FROM t => Read
SELECT t.into, t.lock FROM t => Read
SELECT 0x41, x'41', X'41', 0b1, b'1', N'x', n'x', _utf8mb4'x', .5, 1., 1e3, 1.5e-3 => Read
SELECT a->'$.b', a->>'$.b' FROM t => Read
SELECT a <=> b, a <> b, a != b, a >= b, a <= b, a << 1, a >> 1, a || b, a && b, a | b, a & b, a ^ b FROM t => Read
SELECT DATE '2020-01-01', TIME '10:00:00', TIMESTAMP '2020-01-01 10:00:00' => Read
SELECT {d '2020-01-01'}, {fn ABS(1)} => Read
SELECT NOW() + INTERVAL (1) DAY => Read
SELECT 'a' COLLATE utf8mb4_bin => Read
SELECT BINARY ('a') => Read
SELECT TRUE, FALSE, NULL, UNKNOWN FROM t WHERE a IS UNKNOWN => Read
SELECT user, role, status, hint FROM t => Read
SELECT update_time, deleted FROM t => Read
SELECT 1 FROM DUAL => Read
SELECT a `FOR`, b 'UPDATE' FROM t => Read
SELECT 1; => Read
SELECT 1 ;;; => Read
SELECT 1; -- done => Read
SELECT 1; /* done */ => Read
"##;
