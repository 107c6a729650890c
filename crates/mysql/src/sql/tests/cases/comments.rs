//! Comments, executable comments and hints.

pub(super) const CASES: &str = r##"
/* x */ SELECT 1 => Read
/* x */ => Empty
 => Empty
; => Empty
;;; => Empty
/*! */ => Empty
/*!99999 SELECT 1 */ => Empty
/*!40101 SET NAMES utf8 */ => SetNames
/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */ => SetUserVariable | WRITES_USER_VARIABLES | SYSTEM_VARIABLES
/*!40014 SET @OLD_UNIQUE_CHECKS=@@UNIQUE_CHECKS, UNIQUE_CHECKS=0 */ => SetSession | WRITES_USER_VARIABLES | SYSTEM_VARIABLES
/*!50003 CREATE TRIGGER x BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1 */ => Ddl
/*!SELECT*/ 1 => Read
/*!80000SELECT*/ 1 => Read
SELECT /*! STRAIGHT_JOIN */ 1 FROM t => Read
SELECT /*!90704 1 */ => Read
SELECT 1 /*!90705 INTO @a */ => Read
SELECT 1 /*!090704 INTO @a */ => SelectInto | WRITES_USER_VARIABLES
SELECT 1 /*!090705 INTO @a */ => Read
SELECT 1 /*!99999 /* x */ INTO @a */ => Read
SELECT 1 /*!80000 /* x */ INTO @a */ => SelectInto | WRITES_USER_VARIABLES
SELECT 1 /* INTO @a */ => Read
SELECT 1 -- INTO @a => Read
SELECT 1 # INTO @a => Read
SELECT 1 --1 => Read
SELECT 1 /* ; DELETE FROM t */ => Read
SELECT/**/1 => Read
/**/SELECT 1 => Read
/*FORCE_MASTER*/ SELECT 1 => Read @primary
/*FORCE_SLAVE*/ SELECT 1 => Read @replica
/* force_master */SELECT 1 => Read @primary
/*	Force_Slave	*/SELECT 1 => Read @replica
SELECT /*FORCE_MASTER*/ 1 => Read @primary
SELECT/*FORCE_SLAVE*/ 1 => Read @replica
/* app */ /*FORCE_MASTER*/ SELECT 1 => Read @primary
SELECT /* app */ /*FORCE_MASTER*/ 1 => Read @primary
SELECT /*+ NO_ICP(t) */ /*FORCE_MASTER*/ 1 FROM t => Read @primary
/*FORCE_MASTER*/ /*FORCE_SLAVE*/ SELECT 1 => Read @primary
/*FORCE_SLAVE*/ UPDATE t SET a = 1 => Write(Update) @replica
/*FORCE_MASTER*/ (SELECT 1) => Read @primary
/*FORCE_MASTER*/ => Empty @primary
SELECT 1 /*FORCE_MASTER*/ => Read
SELECT * FROM /*FORCE_MASTER*/ t => Read
SELECT '/*FORCE_MASTER*/' => Read
-- FORCE_MASTER => Empty
/*FORCE_MASTERS*/ SELECT 1 => Read
/*FORCE MASTER*/ SELECT 1 => Read
"##;
