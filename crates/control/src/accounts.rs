//! The accounts that Hyades itself has on an instance's servers.

use hyades_agent_api::InternalAccounts;
use hyades_iam::{DeploymentKey, derive_password};
use hyades_types::Secret;
use hyades_types::id::InstanceId;
use hyades_types::topology::InternalLogin;

/// The account with which database proxies look at the servers.
const MONITOR: &str = "hyades_monitor";

/// The passwords of an instance's internal accounts. Derived, so that none is stored.
pub(crate) fn internal(key: &DeploymentKey, instance: &InstanceId) -> InternalAccounts {
    let password = |account| derive_password(key.bytes(), account, &[instance.as_str()]);
    InternalAccounts {
        admin: password("mysql-admin-account"),
        replication: password("mysql-replication-account"),
        monitor: monitor_password(key, instance),
    }
}

/// With what database proxies log in to look at the servers.
pub(crate) fn monitor(key: &DeploymentKey, instance: &InstanceId) -> InternalLogin {
    InternalLogin {
        user: MONITOR.to_owned(),
        password: monitor_password(key, instance),
    }
}

fn monitor_password(key: &DeploymentKey, instance: &InstanceId) -> Secret {
    derive_password(key.bytes(), "mysql-monitor-account", &[instance.as_str()])
}
