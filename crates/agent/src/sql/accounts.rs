//! The accounts that Hyades itself uses.
//!
//! A server makes them right at each start, before it takes connections, from a file of
//! statements. Nothing of it is written to the binary log: every node has the accounts of its own,
//! and a new server's GTID set is empty.

use hyades_agent_api::InternalAccounts;

use super::monitor;
use super::quote::literal;

/// Administers a server, over its unix socket only.
pub(crate) const ADMIN: &str = "hyades_admin";

/// Replicates and clones, over TLS only.
pub(crate) const REPLICATION: &str = "hyades_replication";

/// Where replicas connect from. MySQL takes the account with the narrowest host, and a customer may
/// create accounts: were the address of this host left free, an account of the same name on it
/// would shut replicas out.
const REPLICATION_HOSTS: &[&str] = &["%", "127.0.0.1"];

/// What `REPLICATION` may do: read the binary log, be a donor's reader, and be out of reach for
/// whoever is no `SYSTEM_USER` itself.
const REPLICATION_RIGHTS: &str = "REPLICATION SLAVE, BACKUP_ADMIN, SYSTEM_USER";

/// The statements of a server's start. One line each, as the server wants it.
pub(crate) fn init_file(accounts: &InternalAccounts) -> String {
    let admin = literal(accounts.admin.expose());
    let replication = literal(accounts.replication.expose());
    [
        "SET SESSION sql_log_bin = 0;".to_owned(),
        format!("CREATE USER IF NOT EXISTS '{ADMIN}'@'localhost';"),
        format!(
            "ALTER USER '{ADMIN}'@'localhost' IDENTIFIED WITH caching_sha2_password BY {admin} \
             PASSWORD EXPIRE NEVER ACCOUNT UNLOCK;"
        ),
        format!("GRANT ALL ON *.* TO '{ADMIN}'@'localhost' WITH GRANT OPTION;"),
    ]
    .into_iter()
    .chain(
        REPLICATION_HOSTS
            .iter()
            .flat_map(|host| replication_account(host, &replication)),
    )
    .chain(monitor::statements(&accounts.monitor))
    .collect::<Vec<_>>()
    .join("\n")
        + "\n"
}

fn replication_account(host: &str, password: &str) -> [String; 3] {
    let account = format!("'{REPLICATION}'@'{host}'");
    [
        format!("CREATE USER IF NOT EXISTS {account};"),
        format!(
            "ALTER USER {account} IDENTIFIED WITH caching_sha2_password BY {password} \
             REQUIRE SSL PASSWORD EXPIRE NEVER ACCOUNT UNLOCK;"
        ),
        format!("GRANT {REPLICATION_RIGHTS} ON *.* TO {account};"),
    ]
}

/// The view that shows a customer's sessions and none of ours.
pub(crate) const SESSIONS_VIEW: &str = "sys.client_sessions";

/// The statements that a template is finished with. MySQL's own root goes: a customer's root is
/// made when the instance gets its password.
///
/// Customers have no PROCESS privilege, which would show them internal sessions; the view gives
/// back what they need of it. Its definer is MySQL's own locked account, as of all `sys` views, and
/// it names no account, since its text can be read.
pub(crate) fn template_file() -> String {
    [
        // A server that is being initialized has not read its accounts yet.
        "FLUSH PRIVILEGES;".to_owned(),
        "DROP USER IF EXISTS 'root'@'localhost';".to_owned(),
        "GRANT SELECT ON performance_schema.threads TO 'mysql.sys'@'localhost';".to_owned(),
        "GRANT SELECT ON mysql.global_grants TO 'mysql.sys'@'localhost';".to_owned(),
        format!(
            "CREATE DEFINER = 'mysql.sys'@'localhost' SQL SECURITY DEFINER VIEW {SESSIONS_VIEW} AS \
             SELECT processlist_id AS id, processlist_user AS user, processlist_host AS host, \
             processlist_db AS db, processlist_command AS command, processlist_time AS time, \
             processlist_state AS state, processlist_info AS info \
             FROM performance_schema.threads \
             WHERE name IN ('thread/sql/one_connection', 'thread/thread_pool/tp_one_connection') \
             AND processlist_user NOT IN \
             (SELECT user FROM mysql.global_grants WHERE priv = 'SYSTEM_USER');"
        ),
    ]
    .join("\n")
        + "\n"
}

#[cfg(test)]
mod tests {
    use hyades_types::Secret;

    use super::*;

    #[test]
    fn passwords_are_quoted_and_every_statement_is_one_line() {
        let accounts = InternalAccounts {
            admin: Secret::new("a'; DROP USER x; --"),
            replication: Secret::new("b\\\nc"),
            monitor: Secret::new("d'\n"),
        };
        let text = init_file(&accounts);
        assert!(text.contains("BY 'a''; DROP USER x; --' "), "{text}");
        assert!(text.contains("BY 'b\\\\\\nc' "), "{text}");
        assert!(text.contains("BY 'd''\\n' "), "{text}");
        assert!(text.lines().all(|line| line.ends_with(';')), "{text}");
        assert!(template_file().lines().all(|line| line.ends_with(';')));
    }
}
