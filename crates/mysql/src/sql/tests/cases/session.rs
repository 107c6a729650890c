//! What changes the state of a session.

pub(super) const CASES: &str = r##"
SET autocommit = 0 => SetSession
SET autocommit=1; => SetSession
SET SESSION autocommit = ON => SetSession
SET @@autocommit = 1 => SetSession
SET @@session.sql_mode = '' => SetSession
SET LOCAL sql_mode = DEFAULT => SetSession
SET sql_mode = CONCAT(@@sql_mode, ',ANSI') => SetSession | SYSTEM_VARIABLES
SET `autocommit` = 1 => SetSession
SET transaction_isolation = 'READ-COMMITTED' => SetSession
SET character_set_results = NULL => SetSession
SET @a = 1 => SetUserVariable | WRITES_USER_VARIABLES
SET @a := 1, @b = @a => SetUserVariable | READS_USER_VARIABLES | WRITES_USER_VARIABLES
SET @a = 1, sql_mode = '' => SetSession | WRITES_USER_VARIABLES
SET @a = (SELECT MAX(a) FROM t) => SetUserVariable | WRITES_USER_VARIABLES
SET @a = f(1) => SetUserVariable | WRITES_USER_VARIABLES | UNKNOWN_FUNCTION
SET @a = LAST_INSERT_ID() => SetUserVariable | LAST_INSERT_ID | WRITES_USER_VARIABLES
SET @a = @@server_id => SetUserVariable | WRITES_USER_VARIABLES | SERVER_IDENTITY | SYSTEM_VARIABLES
SET @a = GET_LOCK('x', 1) => SetUserVariable | WRITES_USER_VARIABLES | USER_LOCKS
SET @'a b' = 1 => SetUserVariable | WRITES_USER_VARIABLES
SET NAMES utf8mb4 => SetNames
SET NAMES 'utf8mb4' COLLATE 'utf8mb4_bin' => SetNames
SET NAMES DEFAULT => SetNames
SET CHARACTER SET utf8mb4 => SetNames
SET CHARSET 'latin1' => SetNames
SET NAMES utf8mb4, @a = 1 => SetNames | WRITES_USER_VARIABLES
SET NAMES utf8mb4, autocommit = 1 => SetSession
SET GLOBAL max_connections = 100 => SetGlobal
SET @@global.max_connections = 100 => SetGlobal
SET PERSIST max_connections = 100 => SetGlobal
SET PERSIST_ONLY back_log = 100 => SetGlobal
SET @@persist.max_connections = 100 => SetGlobal
SET autocommit = 1, GLOBAL max_connections = 100 => SetGlobal
SET GLOBAL max_connections = 100, SESSION sql_mode = '' => SetGlobal
SET ROLE r => SetRole
SET ROLE NONE => SetRole
SET ROLE ALL EXCEPT r => SetRole
SET DEFAULT ROLE r TO u => Account
SET PASSWORD = 'x' => Account
SET PASSWORD FOR u = 'x' => Account
SET RESOURCE GROUP g => SetResourceGroup
USE db => Use
use `db` => Use
PREPARE s FROM 'SELECT 1' => Prepare
PREPARE s FROM @a => Prepare | READS_USER_VARIABLES
EXECUTE s => Execute
EXECUTE s USING @a, @b => Execute | READS_USER_VARIABLES
DEALLOCATE PREPARE s => Deallocate
DROP PREPARE s => Deallocate
HANDLER t OPEN => Handler
HANDLER t READ FIRST => Handler
HANDLER t READ i = (1) WHERE a > 1 LIMIT 5 => Handler
HANDLER t CLOSE => Handler
GET DIAGNOSTICS @a = ROW_COUNT => Diagnostics | DIAGNOSTICS | READS_USER_VARIABLES | WRITES_USER_VARIABLES
GET CURRENT DIAGNOSTICS CONDITION 1 @a = MESSAGE_TEXT => Diagnostics | DIAGNOSTICS | READS_USER_VARIABLES | WRITES_USER_VARIABLES
SIGNAL SQLSTATE '45000' => Unknown
"##;
