//! What the statements are about.

use super::pair::Pair;
use crate::world::World;

/// A client's other database. What clients make must not be in each other's way.
pub(super) fn empty(name: &str) -> String {
    format!("{name}_empty")
}

/// Makes a client's databases, the same on both sides.
pub(super) fn create(world: &World, name: &str) {
    let make = [name, &empty(name)].map(|name| format!("CREATE DATABASE {name}"));
    let mut all: Vec<_> = make.iter().map(String::as_str).collect();
    let enter = format!("USE {name}");
    all.push(&enter);
    all.extend(TABLES);
    world.both(&all);
    world.settle();
}

/// Brings the tables to the state in which every sequence begins.
pub(super) fn fill(pair: &mut Pair) {
    for statement in FILL {
        pair.run(statement);
    }
}

const TABLES: &[&str] = &[
    "CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, a INT, b VARCHAR(60), UNIQUE KEY (a))",
    "CREATE TABLE n (id INT PRIMARY KEY, v INT NOT NULL)",
    "CREATE TABLE hollow (id INT PRIMARY KEY, b TEXT)",
    "CREATE TABLE big (id INT AUTO_INCREMENT PRIMARY KEY, b LONGBLOB)",
    "CREATE TABLE child (id INT AUTO_INCREMENT PRIMARY KEY, t INT, FOREIGN KEY (t) REFERENCES n (id))",
    "CREATE TABLE loaded (a INT, b VARCHAR(20))",
    "CREATE TABLE chars (id INT PRIMARY KEY, l VARCHAR(20) CHARACTER SET latin1, \
     g VARCHAR(20) CHARACTER SET gbk, u VARCHAR(20) CHARACTER SET utf8mb4)",
    "CREATE TABLE types (id INT PRIMARY KEY, t1 TINYINT, t2 SMALLINT UNSIGNED, t3 MEDIUMINT, \
     t4 BIGINT UNSIGNED, t5 FLOAT, t6 DOUBLE, t7 DECIMAL(30,10), t8 BIT(12), t9 DATE, \
     t10 TIME(6), t11 DATETIME(3), t12 TIMESTAMP(6) NULL, t13 YEAR, t14 CHAR(5), \
     t15 VARBINARY(20), t16 TINYBLOB, t17 MEDIUMTEXT, t18 ENUM('x','y'), t19 SET('p','q','r'), \
     t20 JSON, t21 GEOMETRY, t22 POINT, t23 VECTOR(3))",
    "CREATE PROCEDURE several(IN how INT) BEGIN SELECT how; SELECT id, a FROM t ORDER BY id LIMIT 3; \
     SELECT 1 FROM hollow; END",
    "CREATE PROCEDURE outs(IN a INT, OUT b INT, INOUT c VARCHAR(20)) BEGIN SET b = a * 2; \
     SET c = CONCAT(c, '!'); SELECT a; END",
    "CREATE PROCEDURE warns() BEGIN SELECT 1/0; SELECT CAST('x' AS SIGNED); END",
    "CREATE PROCEDURE inserts(IN v INT) BEGIN INSERT INTO t (a, b) VALUES (v, 'p'); END",
    "CREATE PROCEDURE fails() BEGIN SELECT 1; SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'on purpose'; END",
    "CREATE PROCEDURE cursed() BEGIN DECLARE x INT; DECLARE done INT DEFAULT 0; \
     DECLARE c CURSOR FOR SELECT id FROM n; DECLARE CONTINUE HANDLER FOR NOT FOUND SET done = 1; \
     OPEN c; FETCH c INTO x; CLOSE c; SELECT x; END",
    "CREATE FUNCTION pure_function(a INT) RETURNS INT DETERMINISTIC RETURN a + 1",
    "CREATE FUNCTION writes(v INT) RETURNS INT BEGIN INSERT INTO t (a) VALUES (v); RETURN LAST_INSERT_ID(); END",
    "CREATE FUNCTION remembers() RETURNS INT BEGIN SET @inside = IFNULL(@inside, 0) + 1; RETURN @inside; END",
    "CREATE VIEW v AS SELECT id, a FROM t WHERE a IS NOT NULL",
    "CREATE TABLE audited (id INT AUTO_INCREMENT PRIMARY KEY, v INT)",
    "CREATE TABLE audit (id INT AUTO_INCREMENT PRIMARY KEY, seen BIGINT)",
    "CREATE TRIGGER audits BEFORE INSERT ON audited FOR EACH ROW \
     INSERT INTO audit (seen) VALUES (LAST_INSERT_ID())",
    "INSERT INTO n WITH RECURSIVE r(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM r WHERE i < 300) \
     SELECT i, i * 7 FROM r",
    "INSERT INTO types VALUES (1, -128, 65535, -8388608, 18446744073709551615, 1.5, -2.25e300, \
     12345678901234567890.0123456789, b'101010101010', '9999-12-31', '-838:59:58.999999', \
     '2024-02-29 23:59:59.999', '2001-02-03 04:05:06.123456', 2155, 'ab', x'00ff00', x'', \
     'text', 'y', 'p,r', '{\"a\": [1, 2.5, null, \"x\"]}', ST_GeomFromText('LINESTRING(0 0, 1 1)'), \
     POINT(1, 2), TO_VECTOR('[1,2,3]'))",
    "INSERT INTO types (id) VALUES (2)",
    "INSERT INTO types (id, t10, t7, t9, t5) VALUES (3, '00:00:00.000001', -0.1, '0001-01-01', 0)",
];

const FILL: &[&str] = &[
    "DROP TABLE IF EXISTS made, made2",
    "TRUNCATE t",
    "TRUNCATE big",
    "TRUNCATE child",
    "TRUNCATE loaded",
    "TRUNCATE chars",
    "TRUNCATE audited",
    "TRUNCATE audit",
    "DELETE FROM hollow",
    "INSERT INTO t (a, b) VALUES (1, 'one'), (2, 'two'), (3, NULL), (NULL, 'four'), (5, '')",
];
