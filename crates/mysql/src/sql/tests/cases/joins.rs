//! Derived tables, windows, and the many other things that can stand before a parenthesis.

pub(super) const CASES: &str = r##"
SELECT * FROM (SELECT 1) x => Read
SELECT * FROM (SELECT 1, 2) AS x (a, b) => Read
SELECT * FROM (SELECT 1, 2) x (a, b) => Read
SELECT * FROM (SELECT 1, 2) AS `x` (a, b) => Read
SELECT * FROM (VALUES ROW(1, 2)) AS x (a, b) => Read
SELECT * FROM t JOIN (u) USING (a) => Read
SELECT * FROM t LEFT JOIN u ON (t.a = u.a) => Read
SELECT * FROM t RIGHT OUTER JOIN (u, v) ON t.a = u.a => Read
SELECT * FROM t, (u, v) => Read
SELECT * FROM (t) => Read
SELECT * FROM (t CROSS JOIN u) => Read
SELECT * FROM t STRAIGHT_JOIN (u) => Read
SELECT * FROM t NATURAL JOIN (u) => Read
SELECT * FROM t, LATERAL (SELECT t.a) x => Read
SELECT * FROM {OJ t LEFT OUTER JOIN u ON (t.a = u.a)} => Read
SELECT ROW_NUMBER() OVER (ORDER BY a) FROM t => Read
SELECT SUM(a) OVER (PARTITION BY (b) ORDER BY c ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) FROM t => Read
SELECT SUM(a) OVER w FROM t WINDOW w AS (PARTITION BY b), v AS (w ORDER BY c) => Read
SELECT LAG(a, 1) OVER w, FIRST_VALUE(a) OVER w, NTILE(4) OVER w FROM t WINDOW w AS (ORDER BY a) => Read
SELECT * FROM JSON_TABLE('[]', '$[*]' COLUMNS (a INT PATH '$.a', b VARCHAR(10) PATH '$.b', c DECIMAL(5,2) PATH '$.c')) AS j => Read
SELECT * FROM JSON_TABLE(x, '$' COLUMNS (n FOR ORDINALITY, NESTED PATH '$.c[*]' COLUMNS (c BIGINT PATH '$', d DATETIME(6) PATH '$.d'))) j => Read
SELECT JSON_VALUE(a, '$.b' RETURNING DECIMAL(5,2) NULL ON EMPTY) FROM t => Read
SELECT CAST(a AS CHAR(10)), CAST(a AS DECIMAL(10,2)), CAST(a AS DATETIME(3)), CAST(a AS BINARY(4)), CAST(a AS TIME(3)) FROM t => Read
SELECT CAST(a AS UNSIGNED), CAST(a AS UNSIGNED ARRAY), CAST(a AS NCHAR(10)), CAST(a AS FLOAT(10)) FROM t => Read
SELECT CONVERT(a, CHAR(10)), CONVERT(a USING utf8mb4) FROM t => Read
SELECT MATCH (a, b) AGAINST ('x' IN BOOLEAN MODE) FROM t => Read
SELECT MATCH a AGAINST ('x' WITH QUERY EXPANSION) FROM t => Read
SELECT 1 MEMBER OF ('[1]') => Read
SELECT GROUP_CONCAT(DISTINCT a ORDER BY b SEPARATOR ',') FROM t => Read
SELECT TRIM(BOTH ' ' FROM a), SUBSTRING(a FROM 1 FOR 2), POSITION('a' IN b), EXTRACT(YEAR FROM c) FROM t => Read
SELECT GROUPING(a) FROM t GROUP BY a WITH ROLLUP => Read
SELECT WEIGHT_STRING(a AS CHAR(3)) FROM t => Read
SELECT (a, b) = (1, 2), ROW(a, b) = ROW(1, 2) FROM t => Read
SELECT VALUES(a) FROM t => Read
SELECT DEFAULT(a) FROM t => Read
SELECT CHAR(65 USING utf8mb4) => Read
SELECT GET_FORMAT(DATE, 'USA') => Read
SELECT TIMESTAMPADD(MINUTE, 1, a), TIMESTAMPDIFF(DAY, a, b) FROM t => Read
SELECT a FROM t WHERE b IN (SELECT c FROM u WHERE u.d = (SELECT MAX(e) FROM v)) => Read
SELECT /*+ MAX_EXECUTION_TIME(1000) SET_VAR(sort_buffer_size = 16M) */ * FROM t => Read
SELECT * FROM t AS a JOIN t AS b ON a.id = b.id JOIN t AS c USING (id) => Read
SELECT t.* FROM db.t => Read
SELECT `t`.`a` FROM `db`.`t` WHERE `t`.`b` = 1 => Read
SELECT .5 FROM t.u => Read
SELECT a.1b FROM a => Read
SELECT IF(a, b, c), IFNULL(a, b), NULLIF(a, b), COALESCE(a, b) FROM t => Read
SELECT INSERT('abc', 1, 1, 'x'), REPLACE(a, 'b', 'c'), REPEAT('a', 3), LEFT(a, 1), RIGHT(a, 1) FROM t => Read
"##;
