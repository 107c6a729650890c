//! What steps act through.

use std::sync::Arc;

use hyades_agent_api::InternalAccounts;
use hyades_iam::{DeploymentKey, Sealer};
use hyades_store::Store;
use hyades_types::id::InstanceId;

use crate::accounts;
use crate::fleet::Fleet;
use crate::observations::Observations;
use crate::topology::Topology;

/// The ports of workflow steps.
#[derive(Clone)]
pub(crate) struct Context {
    pub(crate) store: Store,
    pub(crate) fleet: Arc<Fleet>,
    pub(crate) observations: Arc<Observations>,
    pub(crate) topology: Arc<Topology>,
    pub(crate) sealer: Arc<Sealer>,
    pub(crate) key: DeploymentKey,
}

impl Context {
    /// The passwords of an instance's internal accounts.
    pub(crate) fn internal_accounts(&self, instance: &InstanceId) -> InternalAccounts {
        accounts::internal(&self.key, instance)
    }
}

impl std::fmt::Debug for Context {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Context")
    }
}
