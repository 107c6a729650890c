//! Values, lists, signs, and words that are written otherwise.

pub(super) const PAIRS: &str = r##"
SELECT NULL ==> SELECT ?
SELECT 1, NULL, 'x' ==> SELECT ?, ...
SELECT TRUE, FALSE ==> SELECT TRUE , FALSE
SELECT - 1 ==> SELECT ?
SELECT +1, -1 ==> SELECT ?, ...
SELECT 1 - 1 ==> SELECT ? - ?
SELECT 1 -1 ==> SELECT ? - ?
SELECT a - 1, a -1, a + -1, (-1), (-1, -2) ==> SELECT `a` - ? , `a` - ? , `a` + ? , (?) , (...)
SELECT - - 1 ==> SELECT ?
SELECT -a ==> SELECT - `a`
SELECT 1, 2, a, 3 ==> SELECT ?, ... , `a` , ?
SELECT ((1)) ==> SELECT ( (?) )
SELECT (1), (2), (3, 4) ==> SELECT (?) /* , ... */ , (...)
SELECT ((1), (2)) ==> SELECT ( (?) /* , ... */ )
SELECT ((1, 2), (3, 4)) ==> SELECT ( (...) /* , ... */ )
SELECT (1, 2), (3) ==> SELECT (...) , (?)
SELECT (1, a) ==> SELECT ( ? , `a` )
SELECT (1, (2, 3)) ==> SELECT ( ? , (...) )
SELECT * FROM t WHERE a IN (1) ==> SELECT * FROM `t` WHERE `a` IN (...)
SELECT * FROM t WHERE a IN (1, 2, b, 3, 4) ==> SELECT * FROM `t` WHERE `a` IN ( ?, ... , `b` , ?, ... )
SELECT * FROM t WHERE (a) IN ((1), (2)) ==> SELECT * FROM `t` WHERE ( `a` ) IN ( (?) /* , ... */ )
SELECT * FROM t WHERE a IN (NULL, 1) ==> SELECT * FROM `t` WHERE `a` IN (...)
INSERT INTO t VALUES (1), (2), (3) ==> INSERT INTO `t` VALUES (?) /* , ... */
INSERT INTO t VALUES (1, NULL), (2, NULL) ==> INSERT INTO `t` VALUES (...) /* , ... */
INSERT INTO t VALUES (1, DEFAULT), (2, DEFAULT) ==> INSERT INTO `t` VALUES ( ? , DEFAULT ) , ( ? , DEFAULT )
INSERT INTO t VALUES (1, NOW()), (2, NOW()) ==> INSERT INTO `t` VALUES ( ? , NOW ( ) ) , ( ? , NOW ( ) )
INSERT INTO t VALUES (-1, 2), (1, -2) ==> INSERT INTO `t` VALUES (...) /* , ... */
INSERT INTO t VALUES (), () ==> INSERT INTO `t` VALUES ( ) , ( )
INSERT INTO t VALUES ROW(1, 2), ROW(3, 4) ==> INSERT INTO `t` VALUES ROW (...) , ROW (...)
SELECT 'a' 'b' ==> SELECT ? ?
SELECT _utf8mb4'a', N'b', x'41', b'1', 0x41, 1.5, 1e5 ==> SELECT (_charset) ?, ...
SELECT a LIMIT 1, 2 ==> SELECT `a` LIMIT ?, ...
SELECT a LIMIT 1 OFFSET 2 ==> SELECT `a` LIMIT ? OFFSET ?
SELECT a || b, a && b, NOT a, !a, a OR b, a AND b ==> SELECT `a` || `b` , `a` && `b` , NOT `a` , ! `a` , `a` OR `b` , `a` AND `b`
SELECT `a``b`, `select`, `a b` ==> SELECT `a`b` , `select` , `a b`
SELECT t.name, name, t.status, status FROM t ==> SELECT `t` . `name` , NAME , `t` . `status` , STATUS FROM `t`
SELECT CASE WHEN 1 THEN 2 ELSE 3 END ==> SELECT CASE WHEN ? THEN ? ELSE ? END
SELECT a AS 'x', b "y", c AS `z` ==> SELECT `a` AS ? , `b` ? , `c` AS `z`
SELECT größe FROM t ==> SELECT `größe` FROM `t`
CALL p(1, 2, 3) ==> CALL `p` (...)
CALL p(@a, 1) ==> CALL `p` ( @?, ... )
SELECT NOW() + INTERVAL 1 HOUR, EXTRACT(YEAR FROM a), TIMESTAMPADD(SQL_TSI_WEEK, 1, a) ==> SELECT NOW ( ) + INTERVAL ? SQL_TSI_HOUR , EXTRACT ( YEAR FROM `a` ) , TIMESTAMPADD ( WEEK , ? , `a` )
SELECT a FROM t GROUP BY 1, 2 ORDER BY 1 DESC ==> SELECT `a` FROM `t` GROUP BY 1 , 2 ORDER BY 1 DESC
CREATE TABLE t (a INT(11) NOT NULL DEFAULT 1, b VARCHAR(20), c DECIMAL(10,2), d CHARACTER(3), e BOOL, f REAL, g DOUBLE PRECISION, h INT4, i DEC(3,1), j FLOAT8, k ENUM('a','b')) ==> CREATE TABLE `t` ( `a` INTEGER (?) NOT NULL DEFAULT ? , `b` VARCHARACTER (?) , `c` DECIMAL (...) , `d` CHARACTER (?) , `e` BOOL , `f` REAL , `g` FLOAT8 PRECISION , `h` INTEGER , `i` DECIMAL (...) , `j` FLOAT8 , `k` ENUM (...) )
CREATE TABLE t (a INT1, b INT2, c INT3, d INT8, e MIDDLEINT, f FLOAT4, g VARCHARACTER(3), h CHAR(2), i NUMERIC(1,1), j BOOLEAN, k LONG VARCHAR, l TINYINT, m SMALLINT, n MEDIUMINT, o BIGINT, p DOUBLE, q FLOAT, r INTEGER) ==> CREATE TABLE `t` ( `a` TINYINT , `b` SMALLINT , `c` MIDDLEINT , `d` INT8 , `e` MIDDLEINT , `f` FLOAT4 , `g` VARCHARACTER (?) , `h` CHARACTER (?) , `i` NUMERIC (...) , `j` BOOLEAN , `k` LONG VARCHARACTER , `l` TINYINT , `m` SMALLINT , `n` MIDDLEINT , `o` INT8 , `p` FLOAT8 , `q` FLOAT4 , `r` INTEGER )
SELECT a REGEXP 'x', a RLIKE 'y' ==> SELECT `a` RLIKE ? , `a` RLIKE ?
SELECT CURDATE(), CURRENT_DATE, CURRENT_DATE(), CURTIME(), CURRENT_TIME, LOCALTIME, LOCALTIMESTAMP, LOCALTIME(), NOW(), NOW(3), CURRENT_TIMESTAMP() ==> SELECT CURDATE ( ) , CURDATE , CURDATE ( ) , CURTIME ( ) , CURTIME , NOW , NOW , NOW ( ) , NOW ( ) , NOW (?) , NOW ( )
SELECT STD(a), STDDEV(a), STDDEV_POP(a), VARIANCE(a), VAR_POP(a) ==> SELECT STDDEV_POP ( `a` ) , STDDEV_POP ( `a` ) , STDDEV_POP ( `a` ) , VAR_POP ( `a` ) , VAR_POP ( `a` )
SELECT SUBSTR(a,1), SUBSTRING(a,1), MID(a,1,1) ==> SELECT SUBSTRING ( `a` , ? ) , SUBSTRING ( `a` , ? ) , SUBSTRING ( `a` , ?, ... )
SELECT USER(), SESSION_USER(), SYSTEM_USER(), CURRENT_USER ==> SELECT SYSTEM_USER ( ) , SYSTEM_USER ( ) , SYSTEM_USER ( ) , CURRENT_USER
SELECT a = ANY (SELECT 1), a = SOME (SELECT 2) ==> SELECT `a` = SOME ( SELECT ? ) , `a` = SOME ( SELECT ? )
UPDATE t SET a = NULL, b = 1, c = 'x' WHERE d IS NULL ==> UPDATE `t` SET `a` = ? , `b` = ? , `c` = ? WHERE `d` IS NULL
SELECT a IS NULL, a IS NOT NULL, a IS TRUE, a <=> NULL ==> SELECT `a` IS NULL , `a` IS NOT NULL , `a` IS TRUE , `a` <=> ?
SELECT a IN (1, 2) AND b IN (3), c IN (1,2), (4) ==> SELECT `a` IN (...) AND `b` IN (...) , `c` IN (...) , (?)
SELECT (1, 2) = (3, 4) ==> SELECT (...) = (...)
SELECT (1), 2 ==> SELECT (?) , ?
SELECT 1, (2), (3) ==> SELECT ? , (?) /* , ... */
SELECT f(1), (2), (3) ==> SELECT `f` (?) /* , ... */
SELECT f(1, 2), (3, 4) ==> SELECT `f` (...) /* , ... */
INSERT INTO t VALUES (1, (2)), (3, (4)) ==> INSERT INTO `t` VALUES ( ? , (?) ) , ( ? , (?) )
GRANT SELECT (a, b) ON t TO a@b ==> GRANT SELECT ( `a` , `b` ) ON `t` TO `a` @?
LOAD DATA INFILE 'x' INTO TABLE t LINES TERMINATED BY '\n' IGNORE 1 LINES ==> LOAD DATA INFILE ? INTO TABLE `t` LINES TERMINATED BY ? IGNORE ? LINES
SELECT a FROM t ORDER BY FIELD(a, 1, 2, 3) ==> SELECT `a` FROM `t` ORDER BY `FIELD` ( `a` , ?, ... )
SELECT a FROM t WHERE b = -1 AND c > - 5 AND d IN (-1, -2) AND e BETWEEN -1 AND -2 AND f * -1 = g -1 ==> SELECT `a` FROM `t` WHERE `b` = ? AND `c` > ? AND `d` IN (...) AND `e` BETWEEN ? AND ? AND `f` * ? = `g` - ?
SELECT 1 IN (-1), CASE -1 WHEN -2 THEN -3 END, -1 -1 ==> SELECT ? IN (...) , CASE ? WHEN ? THEN ? END , ? - ?
SELECT $a, a$ ==> SELECT `$a` , `a$`
SELECT 1a, 1e FROM t ==> SELECT `1a` , `1e` FROM `t`
CREATE PROCEDURE p () BEGIN DECLARE x INT DEFAULT -1; SELECT -1; END ==> CREATE PROCEDURE `p` ( ) BEGIN DECLARE `x` INTEGER DEFAULT ? ; SELECT ? ; END
XA START 'a', 'b', 1 ==> XA START ?, ...
SELECT a FROM t ORDER BY 1 ==> SELECT `a` FROM `t` ORDER BY 1
SELECT a FROM t ORDER BY a, 1 ==> SELECT `a` FROM `t` ORDER BY `a` , 1
SELECT a FROM t ORDER BY 1, 2, a, 3 ==> SELECT `a` FROM `t` ORDER BY 1 , 2 , `a` , 3
SELECT a FROM t ORDER BY 1 + 1 ==> SELECT `a` FROM `t` ORDER BY ? + ?
SELECT a FROM t ORDER BY -1 ==> SELECT `a` FROM `t` ORDER BY - ?
SELECT a FROM t ORDER BY (1) ==> SELECT `a` FROM `t` ORDER BY (?)
SELECT a FROM t ORDER BY 'x' ==> SELECT `a` FROM `t` ORDER BY ?
SELECT a FROM t ORDER BY 1.5 ==> SELECT `a` FROM `t` ORDER BY ?
SELECT a FROM t ORDER BY f(1), 2 ==> SELECT `a` FROM `t` ORDER BY `f` (?) , 2
SELECT a FROM t ORDER BY f(1, 2), 2 DESC, 3 ASC LIMIT 5 ==> SELECT `a` FROM `t` ORDER BY `f` (...) , 2 DESC , 3 ASC LIMIT ?
SELECT a FROM t ORDER BY 1 LIMIT 5, 10 ==> SELECT `a` FROM `t` ORDER BY 1 LIMIT ?, ...
SELECT a FROM t ORDER BY 1, 0x41, NULL ==> SELECT `a` FROM `t` ORDER BY 1 , ?, ...
SELECT a FROM t GROUP BY 1 HAVING 1 ==> SELECT `a` FROM `t` GROUP BY 1 HAVING ?
SELECT a FROM t GROUP BY 1 WITH ROLLUP ==> SELECT `a` FROM `t` GROUP BY 1 WITH ROLLUP
SELECT a FROM t GROUP BY a, 2 ORDER BY 2 ==> SELECT `a` FROM `t` GROUP BY `a` , 2 ORDER BY 2
SELECT GROUP_CONCAT(a ORDER BY 1) FROM t ==> SELECT GROUP_CONCAT ( `a` ORDER BY 1 ) FROM `t`
SELECT GROUP_CONCAT(a ORDER BY 1 SEPARATOR ',') FROM t ==> SELECT GROUP_CONCAT ( `a` ORDER BY 1 SEPARATOR ? ) FROM `t`
SELECT SUM(a) OVER (ORDER BY 1) FROM t ==> SELECT SUM ( `a` ) OVER ( ORDER BY 1 ) FROM `t`
SELECT SUM(a) OVER (PARTITION BY 1 ORDER BY 2) FROM t ==> SELECT SUM ( `a` ) OVER ( PARTITION BY 1 ORDER BY 2 ) FROM `t`
UPDATE t SET a = 1 ORDER BY 1 LIMIT 1 ==> UPDATE `t` SET `a` = ? ORDER BY 1 LIMIT ?
SELECT * FROM (SELECT a FROM t ORDER BY 1) x WHERE b = 1 ==> SELECT * FROM ( SELECT `a` FROM `t` ORDER BY 1 ) `x` WHERE `b` = ?
SELECT a FROM t ORDER BY a = 1, 2 ==> SELECT `a` FROM `t` ORDER BY `a` = ?, ...
SELECT a FROM t ORDER BY 1 = a, 2 ==> SELECT `a` FROM `t` ORDER BY ? = `a` , 2
SELECT a FROM t ORDER BY CASE WHEN 1 THEN 2 END, 3 ==> SELECT `a` FROM `t` ORDER BY CASE WHEN ? THEN ? END , 3
SELECT a FROM t ORDER BY 1 + a, 2 ==> SELECT `a` FROM `t` ORDER BY ? + `a` , 2
SELECT a FROM t GROUP BY 1, 2 + 1, 3 ==> SELECT `a` FROM `t` GROUP BY 1 , ? + ?, ...
SELECT a FROM t ORDER BY 12345678901234567890, 123456789012 ==> SELECT `a` FROM `t` ORDER BY ?, ...
SELECT DISTINCT -1 ==> SELECT DISTINCTROW - ?
SELECT ALL -1 ==> SELECT ALL - ?
SELECT CASE WHEN a THEN -1 ELSE -2 END ==> SELECT CASE WHEN `a` THEN ? ELSE ? END
SELECT a LIKE -1, a RLIKE -1, a IN (-1), a = -1, a > -1, a >= -1, a <=> -1, a != -1 ==> SELECT `a` LIKE ? , `a` RLIKE ? , `a` IN (...) , `a` = ? , `a` > ? , `a` >= ? , `a` <=> ? , `a` != ?
SELECT a DIV -1, a MOD -1, a % -1, a / -1, a ^ -1, a & -1, a | -1, a << -1, a || -1 ==> SELECT `a` DIV ? , `a` MOD ? , `a` % ? , `a` / ? , `a` ^ ? , `a` & ? , `a` | ? , `a` << ? , `a` || ?
SELECT a AND -1, a OR -1, a XOR -1, NOT -1, ! -1, ~ -1, a BETWEEN -1 AND -2, BINARY -1 ==> SELECT `a` AND ? , `a` OR ? , `a` XOR ? , NOT ? , ! - ? , ~ - ? , `a` BETWEEN ? AND ? , BINARY - ?
SELECT INTERVAL -1 DAY + a ==> SELECT INTERVAL ? SQL_TSI_DAY + `a`
SELECT a COLLATE utf8mb4_bin -1 ==> SELECT `a` COLLATE `utf8mb4_bin` - ?
SELECT a FROM t WHERE -1 ==> SELECT `a` FROM `t` WHERE - ?
SELECT a FROM t HAVING -1 ==> SELECT `a` FROM `t` HAVING - ?
SELECT a FROM t JOIN u ON -1 ==> SELECT `a` FROM `t` JOIN `u` ON - ?
SELECT @a := -1 ==> SELECT @? := - ?
SELECT NOW() - 1, NULL - 1, TRUE - 1, END -1 FROM t ==> SELECT NOW ( ) - ?, ... - ? , TRUE - ? , END - ? FROM `t`
SELECT name - 1, status -1 FROM t ==> SELECT NAME - ? , STATUS - ? FROM `t`
SELECT CASE 1 WHEN 1 THEN 1 END - 1 ==> SELECT CASE ? WHEN ? THEN ? END - ?
SELECT CURRENT_DATE - 1 ==> SELECT CURDATE - ?
SELECT DATE '2020-01-01' - 1 ==> SELECT DATE ? - ?
SELECT 'a' - 1, @a - 1, @@sql_mode - 1 ==> SELECT ? - ? , @? - ? , @@`sql_mode` - ?
SET @a = -1, @b = - 1 ==> SET @? = ? , @? = ?
INSERT INTO t SET a = -1 ==> INSERT INTO `t` SET `a` = ?
INSERT INTO t VALUES (DEFAULT, -1) ==> INSERT INTO `t` VALUES ( DEFAULT , ? )
CREATE TABLE t (a INT DEFAULT -1, b INT NULL DEFAULT NULL, c INT NOT NULL) ==> CREATE TABLE `t` ( `a` INTEGER DEFAULT ? , `b` INTEGER NULL DEFAULT ? , `c` INTEGER NOT NULL )
ALTER TABLE t ALTER a SET DEFAULT -1 ==> ALTER TABLE `t` ALTER `a` SET DEFAULT ?
CREATE TABLE t (a INT) AUTO_INCREMENT = 5, COMMENT 'x' ==> CREATE TABLE `t` ( `a` INTEGER ) AUTO_INCREMENT = ? , COMMENT ?
SELECT CASE NULL WHEN NULL THEN NULL ELSE NULL END ==> SELECT CASE ? WHEN ? THEN ? ELSE ? END
SELECT a AND NULL, NOT NULL, a OR NULL, a BETWEEN NULL AND NULL, a LIKE NULL, NULL IS NULL, NULL IS NOT NULL ==> SELECT `a` AND ? , NOT ? , `a` OR ? , `a` BETWEEN ? AND ? , `a` LIKE ?, ... IS NULL , ? IS NOT NULL
SELECT JSON_VALUE(a, '$' NULL ON EMPTY NULL ON ERROR) ==> SELECT JSON_VALUE ( `a` , ? NULL ON EMPTY NULL ON ERROR )
SELECT (NULL), (NULL, 1), f(NULL) ==> SELECT (?) , (...) , `f` (?)
SELECT NULL FROM t WHERE NULL GROUP BY NULL ORDER BY NULL ==> SELECT ? FROM `t` WHERE ? GROUP BY ? ORDER BY ?
SELECT NULL AS a, b FROM t ==> SELECT ? AS `a` , `b` FROM `t`
SELECT IF(NULL, NULL, NULL), a + NULL, NULL + a, - NULL ==> SELECT IF (...) , `a` + ?, ... + `a` , - ?
UPDATE t SET a = NULL WHERE b <=> NULL AND c != NULL ==> UPDATE `t` SET `a` = ? WHERE `b` <=> ? AND `c` != ?
INSERT INTO t SELECT NULL, 1 ==> INSERT INTO `t` SELECT ?, ...
SELECT NULLIF(NULL, a), LAG(a, 1, NULL) OVER () ==> SELECT `NULLIF` ( ? , `a` ) , LAG ( `a` , ?, ... ) OVER ( )
SELECT LAG(a) IGNORE NULLS OVER () FROM t ==> SELECT LAG ( `a` ) IGNORE NULLS OVER ( ) FROM `t`
SELECT @a, 1 ==> SELECT @?, ...
SELECT (@a, 1), (@a), f(@a, 1, 2) ==> SELECT ( @?, ... ) , ( @? ) , `f` ( @?, ... )
SELECT 1, @a, 2 ==> SELECT ? , @?, ...
SELECT @`a`, 1 ==> SELECT @`a` , ?
SELECT @@sql_mode, 1 ==> SELECT @@`sql_mode` , ?
SELECT a, @a, @b ==> SELECT `a` , @? , @?
SELECT _utf8mb4'a', 1 ==> SELECT (_charset) ?, ...
SELECT (_utf8mb4'a'), (_utf8mb4'a', 1) ==> SELECT ( (_charset) ? ) , ( (_charset) ?, ... )
SELECT a IN (_utf8mb4'a') ==> SELECT `a` IN ( (_charset) ? )
SELECT a IN (@a) ==> SELECT `a` IN ( @? )
SELECT a NOT IN (1), a NOT IN ((1)) ==> SELECT `a` NOT IN (...) , `a` NOT IN ( (?) )
SELECT a IN ((1, 2)), a IN ((1)) ==> SELECT `a` IN ( (...) ) , `a` IN ( (?) )
SELECT a IN (1) , (2) ==> SELECT `a` IN (...) , (?)
SELECT a IN (1), b IN (2) ==> SELECT `a` IN (...) , `b` IN (...)
SELECT a IN (1,2), (3,4) ==> SELECT `a` IN (...) , (...)
SELECT MATCH(a) AGAINST ('x' IN BOOLEAN MODE) ==> SELECT MATCH ( `a` ) AGAINST ( ? IN BOOLEAN MODE )
SELECT 1 'x', 2 "y" ==> SELECT ? ?, ... ?
SELECT 1 AS 'x' ==> SELECT ? AS ?
SELECT a.b.c, a.*, `a`.* ==> SELECT `a` . `b` . `c` , `a` . * , `a` . *
SELECT "a" ==> SELECT ?
SELECT x'41' 'a' ==> SELECT ? ?
SELECT t.`b c`, `a-b`, `1` ==> SELECT `t` . `b c` , `a-b` , `1`
SELECT a FROM `weird``name` ==> SELECT `a` FROM `weird`name`
SELECT {t '10:00'}, {ts '2020-01-01 10:00:00'} ==> SELECT { `t` ? } , { `ts` ? }
SELECT a FROM t WHERE a->'$.x' = 1 ==> SELECT `a` FROM `t` WHERE `a` -> ? = ?
INSERT INTO t VALUES ROW(1), ROW(2) ==> INSERT INTO `t` VALUES ROW (?) , ROW (?)
SELECT ( 1 ), ( 'a' , 2 ), (a) ==> SELECT (?) , (...) , ( `a` )
SELECT LOCALTIMESTAMP(6), UTC_TIMESTAMP(3) ==> SELECT NOW (?) , UTC_TIMESTAMP (?)
SELECT a FROM t WHERE d > '2020-01-01' AND e < NOW() - INTERVAL 1 DAY ==> SELECT `a` FROM `t` WHERE `d` > ? AND `e` < NOW ( ) - INTERVAL ? SQL_TSI_DAY
SELECT COUNT(*) c FROM t WHERE x = 'a' GROUP BY y HAVING c > 5 ORDER BY c DESC LIMIT 10 ==> SELECT COUNT ( * ) `c` FROM `t` WHERE `x` = ? GROUP BY `y` HAVING `c` > ? ORDER BY `c` DESC LIMIT ?
SELECT SQL_CALC_FOUND_ROWS a FROM t ==> SELECT SQL_CALC_FOUND_ROWS `a` FROM `t`
SELECT mid, std, max, count FROM t ==> SELECT `mid` , `std` , `max` , `count` FROM `t`
SELECT std (1), mid (1) ==> SELECT `std` (?) , `mid` (?)
SELECT now FROM t ==> SELECT `now` FROM `t`
SELECT user() , user, current_user ==> SELECT SYSTEM_USER ( ) , SYSTEM_USER , CURRENT_USER
SELECT day(a), hour(b), year(c), week(d), month(e), quarter(f), minute(g), second(h), microsecond(i) ==> SELECT SQL_TSI_DAY ( `a` ) , SQL_TSI_HOUR ( `b` ) , YEAR ( `c` ) , WEEK ( `d` ) , SQL_TSI_MONTH ( `e` ) , SQL_TSI_QUARTER ( `f` ) , SQL_TSI_MINUTE ( `g` ) , SQL_TSI_SECOND ( `h` ) , MICROSECOND ( `i` )
SELECT 'a' 'b' 'c', 1 ==> SELECT ? ? ?, ...
SELECT `a` . `b` ==> SELECT `a` . `b`
SELECT a.`b`.c ==> SELECT `a` . `b` . `c`
"##;
