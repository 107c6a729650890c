//! The account with which database proxies look at the servers of their host.
//!
//! It sees who is connected and what they run, how far replication is, and which accounts there
//! are, but no password hashes and no data. SYSTEM_USER gives it no rights: it keeps customers
//! from changing it, and its sessions out of their sight.

use std::time::Duration;

use hyades_agent_api::{AgentError, NodeGoal, NodeSpec};
use hyades_types::Secret;

use super::quote::literal;
use super::session::Session;

/// Over the unix socket only.
const ACCOUNT: &str = "'hyades_monitor'@'localhost'";

/// How long one statement may take.
const LIMIT: Duration = Duration::from_secs(10);

const RIGHTS: &[&str] = &[
    "REPLICATION CLIENT, SYSTEM_USER ON *.*",
    "SELECT (Host, User, plugin, ssl_type, account_locked) ON mysql.user",
    // Everybody's sessions; `processlist` would show its own only.
    "SELECT ON performance_schema.threads",
    "SELECT ON performance_schema.replication_connection_configuration",
    "SELECT ON performance_schema.replication_connection_status",
    "SELECT ON performance_schema.replication_applier_configuration",
    "SELECT ON performance_schema.replication_applier_status",
    "SELECT ON performance_schema.replication_applier_status_by_coordinator",
    "SELECT ON performance_schema.replication_applier_status_by_worker",
];

/// The statements that make the account right, one line each; none when there is no password.
/// It is locked until its rights are whole, which tells an account that is finished.
pub(super) fn statements(password: &Secret) -> Vec<String> {
    if password.expose().is_empty() {
        return Vec::new();
    }
    let identified = format!(
        "{ACCOUNT} IDENTIFIED WITH caching_sha2_password BY {} PASSWORD EXPIRE NEVER",
        literal(password.expose())
    );
    let mut statements = vec![
        format!("CREATE USER IF NOT EXISTS {ACCOUNT} ACCOUNT LOCK;"),
        format!("ALTER USER {ACCOUNT} ACCOUNT LOCK;"),
        // A customer may have made one of that name before it was ours.
        format!("REVOKE ALL PRIVILEGES, GRANT OPTION FROM {ACCOUNT};"),
    ];
    let grants = RIGHTS.iter();
    statements.extend(grants.map(|rights| format!("GRANT {rights} TO {ACCOUNT};")));
    statements.push(format!("ALTER USER {identified} ACCOUNT UNLOCK;"));
    statements
}

/// Makes the account on a server that was started when there was none. A replica, which nobody
/// can write to, gets it at its next start.
pub(crate) async fn ensure(session: &mut Session, spec: &NodeSpec) -> Result<(), AgentError> {
    let what = "make the monitoring account";
    let statements = statements(&spec.accounts.monitor);
    if statements.is_empty() || spec.goal != NodeGoal::Primary {
        return Ok(());
    }
    let finished = "SELECT 1 FROM mysql.user WHERE user = 'hyades_monitor' \
                    AND host = 'localhost' AND account_locked = 'N'";
    if session.row(what, finished).await?.is_some() {
        return Ok(());
    }
    // As at a start: every server has the account of its own.
    session.run(what, "SET SESSION sql_log_bin = 0").await?;
    for statement in statements {
        session
            .run_secret(what, &Secret::new(statement), LIMIT)
            .await?;
    }
    session.run(what, "SET SESSION sql_log_bin = 1").await
}
