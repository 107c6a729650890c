//! What the customer's root can do, cannot do, and cannot see.

use hyades_agent_api::{Agent, NodeSpec};
use hyades_types::Secret;
use mysql_async::prelude::Queryable;
use mysql_async::{Conn, Row, Value};

use crate::world::{DEADLINE, ROOT_PASSWORD, World, connect_as, engine_dir, root, value};

/// The number of the error that a statement fails with, 0 when it does not.
async fn error_of(conn: &mut Conn, statement: &str) -> u16 {
    match conn.query_drop(statement).await {
        Ok(()) => 0,
        Err(mysql_async::Error::Server(error)) => error.code,
        Err(error) => panic!("{statement}: {error}"),
    }
}

async fn works(conn: &mut Conn, statement: &str) {
    if let Err(error) = conn.query_drop(statement).await {
        panic!("{statement}: {error}");
    }
}

/// Everything that a query shows, as one text; empty when it is refused.
async fn shown(conn: &mut Conn, query: &str) -> String {
    let rows: Vec<Row> = conn.query(query).await.unwrap_or_default();
    let text = |value: Value| match value {
        Value::Bytes(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        other => format!("{other:?}"),
    };
    rows.into_iter()
        .flat_map(Row::unwrap)
        .map(|value| text(value) + "\n")
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn root_owns_the_customers_things_and_nothing_else() {
    let Some(world) = World::start().await else {
        return;
    };
    let primary = world.ready_primary().await;
    let mut conn = root(&primary).await;
    owns(&primary, &mut conn).await;
    is_refused(&mut conn).await;
    sees_no_internal_account(&mut conn).await;
    dumps(&primary).await;
    kills_only_customers(&world, &primary, &mut conn).await;
}

async fn owns(primary: &NodeSpec, conn: &mut Conn) {
    for statement in [
        "CREATE DATABASE shop",
        "CREATE TABLE shop.t (id INT PRIMARY KEY, v INT)",
        "INSERT INTO shop.t VALUES (1, 1), (2, 2)",
        "CREATE USER 'app'@'%' IDENTIFIED BY 'App-pass1'",
        "CREATE ROLE 'reader'",
        "GRANT SELECT ON shop.* TO 'reader'",
        "GRANT 'reader' TO 'app'@'%'",
        "GRANT ALL ON shop.* TO 'app'@'%'",
        "GRANT SELECT, INSERT ON *.* TO 'app'@'%'",
        "CREATE PROCEDURE shop.p() SELECT 1",
        "CREATE DEFINER = 'app'@'%' FUNCTION shop.f() RETURNS INT DETERMINISTIC NO SQL RETURN 1",
        "CREATE TRIGGER shop.tr BEFORE INSERT ON shop.t FOR EACH ROW SET NEW.v = NEW.v + 1",
        "CREATE EVENT shop.e ON SCHEDULE EVERY 1 DAY DO DELETE FROM shop.t WHERE id < 0",
        "CREATE VIEW shop.w AS SELECT * FROM shop.t",
        "LOCK TABLES shop.t WRITE",
        "UNLOCK TABLES",
        "FLUSH TABLES",
        "SHOW BINARY LOGS",
        "SELECT COUNT(*) FROM sys.statement_analysis",
        "SELECT * FROM performance_schema.data_locks",
    ] {
        works(conn, statement).await;
    }
    let mut app = connect_as(primary.backend, "app", "App-pass1")
        .await
        .unwrap();
    assert_eq!(value(&mut app, "SELECT COUNT(*) FROM shop.t").await, "2");
    assert_eq!(error_of(&mut app, "SELECT * FROM mysql.user").await, 1142);
}

async fn is_refused(conn: &mut Conn) {
    for statement in [
        // Internal accounts.
        "ALTER USER 'hyades_admin'@'localhost' IDENTIFIED BY 'x'",
        "DROP USER 'hyades_replication'@'%'",
        "DROP USER 'hyades_monitor'@'localhost'",
        "ALTER USER 'hyades_monitor'@'localhost' ACCOUNT LOCK",
        "GRANT SELECT ON *.* TO 'hyades_monitor'@'localhost'",
        "RENAME USER 'hyades_replication'@'%' TO 'x'@'%'",
        "SET PASSWORD FOR 'hyades_admin'@'localhost' = 'x'",
        "GRANT SELECT ON *.* TO 'hyades_replication'@'%'",
        "REVOKE REPLICATION SLAVE ON *.* FROM 'hyades_replication'@'%'",
        "GRANT 'hyades_admin'@'localhost' TO 'root'@'%'",
        "GRANT 'reader' TO 'hyades_admin'@'localhost'",
        "SET ROLE 'hyades_admin'@'localhost'",
        "GRANT PROXY ON 'hyades_admin'@'localhost' TO 'root'@'%'",
        "CREATE DEFINER = 'hyades_admin'@'localhost' PROCEDURE shop.q() SELECT 1",
        "CREATE DEFINER = 'mysql.session'@'localhost' VIEW shop.x AS SELECT 1",
        // More rights.
        "GRANT SYSTEM_USER ON *.* TO 'root'@'%'",
        "GRANT SUPER ON *.* TO 'root'@'%'",
        "GRANT PROCESS ON *.* TO 'app'@'%'",
        "GRANT SELECT ON mysql.* TO 'app'@'%'",
        // The server.
        "SET GLOBAL read_only = 1",
        "SET GLOBAL super_read_only = 0",
        "SET GLOBAL max_connections = 10",
        "SET PERSIST max_connections = 10",
        "SET GLOBAL rpl_semi_sync_source_enabled = 0",
        "SET sql_log_bin = 0",
        "SET gtid_next = '00000000-0000-0000-0000-000000000001:1'",
        "STOP REPLICA",
        "CHANGE REPLICATION SOURCE TO SOURCE_HOST = '127.0.0.1'",
        "RESET BINARY LOGS AND GTIDS",
        "PURGE BINARY LOGS BEFORE NOW()",
        "FLUSH BINARY LOGS",
        "SHUTDOWN",
        "RESTART",
        "LOCK INSTANCE FOR BACKUP",
        "CLONE LOCAL DATA DIRECTORY '/tmp/hyades-root-clone'",
        "INSTALL PLUGIN rewriter SONAME 'rewriter.so'",
        "UNINSTALL PLUGIN clone",
        "INSTALL COMPONENT 'file://component_validate_password'",
        "CREATE TABLESPACE ts ADD DATAFILE 'ts.ibd'",
        // Files.
        "SELECT 1 INTO OUTFILE '/tmp/hyades-root-file'",
        "CREATE TABLE shop.d (id INT) DATA DIRECTORY = '/tmp'",
        // System schemas.
        "DELETE FROM mysql.user",
        "CREATE TABLE mysql.t (id INT)",
        "DROP DATABASE sys",
        "DROP VIEW sys.client_sessions",
        "TRUNCATE TABLE performance_schema.events_statements_summary_by_digest",
        "UPDATE performance_schema.setup_consumers SET enabled = 'NO'",
    ] {
        assert_ne!(error_of(conn, statement).await, 0, "{statement}");
    }
    let file = value(conn, "SELECT LOAD_FILE('/etc/passwd')").await;
    assert_eq!(file, "");
}

async fn sees_no_internal_account(conn: &mut Conn) {
    for query in [
        "SELECT user FROM mysql.user",
        "SELECT * FROM information_schema.user_privileges",
        "SELECT * FROM information_schema.user_attributes",
        "SHOW GRANTS FOR 'hyades_admin'@'localhost'",
        "SHOW GRANTS FOR 'hyades_monitor'@'localhost'",
        "SHOW CREATE USER 'hyades_admin'@'localhost'",
        "SHOW PROCESSLIST",
        "SELECT user FROM information_schema.processlist",
        "SELECT user FROM performance_schema.processlist",
        "SELECT processlist_user FROM performance_schema.threads",
        "SELECT user FROM performance_schema.accounts",
        "SELECT user FROM performance_schema.users",
        "SELECT * FROM performance_schema.replication_connection_configuration",
        "SELECT user FROM sys.session",
        "SELECT user FROM sys.client_sessions",
        "SHOW CREATE VIEW sys.client_sessions",
        "SELECT view_definition FROM information_schema.views",
        "SELECT digest_text FROM performance_schema.events_statements_summary_by_digest",
        "SHOW REPLICAS",
        "SELECT definer FROM information_schema.views",
        "SHOW GRANTS",
    ] {
        let text = shown(conn, query).await;
        for name in ["hyades", "mysql.session", "mysql.infoschema"] {
            let line = text.lines().find(|line| line.contains(name));
            assert_eq!(line, None, "{query} shows {name}");
        }
    }
    assert!(
        shown(conn, "SELECT user FROM sys.client_sessions")
            .await
            .contains("root")
    );
}

/// A dump of a database with everything in it.
async fn dumps(primary: &NodeSpec) {
    let Some(program) = find_mysqldump() else {
        return eprintln!("no mysqldump: not tried");
    };
    let output = tokio::process::Command::new(program)
        .args([
            format!("--host={}", primary.backend.address),
            format!("--port={}", primary.backend.port),
            "--user=root".to_owned(),
            format!("--password={ROOT_PASSWORD}"),
        ])
        .args([
            "--single-transaction",
            "--routines",
            "--events",
            "--triggers",
            "shop",
        ])
        .output()
        .await
        .unwrap();
    let dump = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    for part in [
        "INSERT INTO `t`",
        "PROCEDURE `p`",
        "TRIGGER `tr`",
        "EVENT `e`",
        "Dump completed",
    ] {
        assert!(dump.contains(part), "{part}");
    }
}

fn find_mysqldump() -> Option<std::path::PathBuf> {
    let prefixes = std::fs::read_dir(engine_dir()?).ok()?.flatten();
    prefixes
        .map(|prefix| prefix.path().join("bin/mysqldump"))
        .find(|path| path.is_file())
}

async fn kills_only_customers(world: &World, primary: &NodeSpec, conn: &mut Conn) {
    let mut app = connect_as(primary.backend, "app", "App-pass1")
        .await
        .unwrap();
    let session = "SELECT id FROM sys.client_sessions WHERE user = 'app' ORDER BY id DESC LIMIT 1";
    let id = value(conn, session).await;
    works(conn, &format!("KILL {id}")).await;
    assert!(app.query_drop("SELECT 1").await.is_err());

    // The agent's own session is one of these numbers.
    for id in 1..id.parse::<u64>().unwrap() {
        let own = value(conn, "SELECT CONNECTION_ID()").await;
        if id.to_string() != own {
            error_of(conn, &format!("KILL {id}")).await;
        }
    }
    let before = world.agent.node_observe(&primary.node).await.unwrap();
    assert!(before.gtid_executed.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_password_changes_and_replicas_follow() {
    let Some(world) = World::start().await else {
        return;
    };
    let primary = world.ready_primary().await;
    let replica = world.replica_of(&primary, 2);
    world.ensure(&replica).await;

    let refused = Secret::new("x");
    let on_replica = world
        .agent
        .root_account_ensure(&replica.node, &refused, DEADLINE)
        .await;
    assert!(on_replica.is_err());

    let new = Secret::new("Another-1'\\");
    world
        .agent
        .root_account_ensure(&primary.node, &new, DEADLINE)
        .await
        .unwrap();
    world.ensure(&replica).await;
    assert!(
        connect_as(primary.backend, "root", ROOT_PASSWORD)
            .await
            .is_err()
    );
    connect_as(primary.backend, "root", new.expose())
        .await
        .unwrap();
    let mut conn = connect_as(replica.backend, "root", new.expose())
        .await
        .unwrap();
    assert_eq!(value(&mut conn, "SELECT @@super_read_only").await, "1");
    for statement in [
        "CREATE DATABASE d",
        "STOP REPLICA",
        "SET GLOBAL super_read_only = 0",
        "SET GLOBAL read_only = 0",
        "RESET REPLICA ALL",
        "START REPLICA",
    ] {
        assert_ne!(error_of(&mut conn, statement).await, 0, "{statement}");
    }
    // The account's name is the one thing that stays visible.
    let status = shown(&mut conn, "SHOW REPLICA STATUS").await;
    assert!(
        !status.contains("hyades_admin") && !status.contains("pass"),
        "{status}"
    );
}
