//! The customer's administrator, `'root'@'%'`.
//!
//! It owns the customer's databases and accounts, and nothing of the server: no SUPER, FILE,
//! SHUTDOWN, RELOAD (which includes RESET BINARY LOGS), SYSTEM_USER or SYSTEM_VARIABLES_ADMIN.
//! What it may not see or touch is cut out by partial revokes, which the accounts that it makes
//! inherit:
//!
//! - `mysql`: the accounts. SHOW GRANTS and SHOW CREATE USER for others go with it.
//! - `performance_schema`: tables that name accounts. Those that diagnose statements and locks are
//!   given back one by one.
//! - `sys`: may be read, not changed.
//!
//! Without PROCESS it sees its own sessions only; `sys.client_sessions` shows those of all
//! customers, and CONNECTION_ADMIN lets it kill them (not those of a SYSTEM_USER).
//!
//! What stays visible are two names, to those who may read the binary log (REPLICATION CLIENT and
//! REPLICATION SLAVE, which tools for change data capture need): SHOW REPLICA STATUS tells the
//! replication account, and the grants to root are logged with the account that gave them.

use std::time::Duration;

use hyades_agent_api::AgentError;
use hyades_types::Secret;

use super::accounts::ADMIN;
use super::quote::literal;
use super::session::Session;

const ACCOUNT: &str = "'root'@'%'";

const RIGHTS: &str = "SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, REFERENCES, INDEX, ALTER, \
    SHOW DATABASES, CREATE TEMPORARY TABLES, LOCK TABLES, EXECUTE, REPLICATION SLAVE, \
    REPLICATION CLIENT, CREATE VIEW, SHOW VIEW, CREATE ROUTINE, ALTER ROUTINE, CREATE USER, \
    EVENT, TRIGGER, CREATE ROLE, DROP ROLE";

/// Given as far as the version has them.
const DYNAMIC_RIGHTS: &[&str] = &[
    "APPLICATION_PASSWORD_ADMIN",
    "CONNECTION_ADMIN",
    "FLUSH_OPTIMIZER_COSTS",
    "FLUSH_PRIVILEGES",
    "FLUSH_STATUS",
    "FLUSH_TABLES",
    "FLUSH_USER_RESOURCES",
    "ROLE_ADMIN",
    "SET_ANY_DEFINER",
    "SET_USER_ID",
    "SHOW_ROUTINE",
    "XA_RECOVER_ADMIN",
];

const CUTS: &[&str] = &[
    "SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, REFERENCES, INDEX, ALTER, \
     CREATE TEMPORARY TABLES, LOCK TABLES, EXECUTE, CREATE VIEW, SHOW VIEW, CREATE ROUTINE, \
     ALTER ROUTINE, EVENT, TRIGGER ON mysql.*",
    "INSERT, UPDATE, DELETE, CREATE, DROP, REFERENCES, INDEX, ALTER, CREATE TEMPORARY TABLES, \
     LOCK TABLES, CREATE VIEW, SHOW VIEW, CREATE ROUTINE, ALTER ROUTINE, EVENT, TRIGGER ON sys.*",
    "SELECT, INSERT, UPDATE, DELETE, DROP, LOCK TABLES ON performance_schema.*",
];

const DIAGNOSIS: &[&str] = &[
    "data_locks",
    "data_lock_waits",
    "metadata_locks",
    "events_statements_summary_by_digest",
    "table_io_waits_summary_by_table",
    "table_io_waits_summary_by_index_usage",
];

/// Makes the account exist with this password and these rights. Written to the binary log, so
/// that replicas follow.
pub(crate) async fn ensure(session: &mut Session, password: &Secret) -> Result<(), AgentError> {
    let identified = format!(
        "{ACCOUNT} IDENTIFIED WITH caching_sha2_password BY {}",
        literal(password.expose())
    );
    // Locked until its rights are complete: for a moment it has more than it shall keep.
    let create = format!("CREATE USER IF NOT EXISTS {identified} ACCOUNT LOCK");
    secret(session, "make the root account", create).await?;
    for statement in rights(session).await? {
        session
            .run("give the root account its rights", &statement)
            .await?;
    }
    let unlock = format!("ALTER USER {identified} ACCOUNT UNLOCK");
    secret(session, "set the root account's password", unlock).await
}

async fn secret(session: &mut Session, what: &str, statement: String) -> Result<(), AgentError> {
    session
        .run_secret(what, &Secret::new(statement), Duration::from_secs(30))
        .await
}

async fn rights(session: &mut Session) -> Result<Vec<String>, AgentError> {
    let known: Vec<String> = session
        .all(
            "list privileges",
            &format!(
                "SELECT privilege_type FROM information_schema.user_privileges \
                 WHERE grantee = '\\'{ADMIN}\\'@\\'localhost\\''"
            ),
        )
        .await?;
    let dynamic: Vec<&str> = DYNAMIC_RIGHTS
        .iter()
        .copied()
        .filter(|right| known.iter().any(|known| known == right))
        .collect();
    let mut statements = vec![
        format!("GRANT {RIGHTS} ON *.* TO {ACCOUNT} WITH GRANT OPTION"),
        format!(
            "GRANT {} ON *.* TO {ACCOUNT} WITH GRANT OPTION",
            dynamic.join(", ")
        ),
    ];
    statements.extend(
        CUTS.iter()
            .map(|cut| format!("REVOKE {cut} FROM {ACCOUNT}")),
    );
    statements.extend(
        DIAGNOSIS
            .iter()
            .map(|table| format!("GRANT SELECT ON performance_schema.{table} TO {ACCOUNT}")),
    );
    Ok(statements)
}
