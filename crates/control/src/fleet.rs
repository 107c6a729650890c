//! The hosts of the deployment, and the agents that act on them.

use std::sync::Arc;

use hyades_agent_api::{Agent, AgentError, HostFacts};
use hyades_types::id::HostId;

/// A machine with an agent.
#[derive(Clone)]
pub struct Host {
    /// Its id.
    pub id: HostId,
    /// What acts on it.
    pub agent: Arc<dyn Agent>,
}

/// Every host. A deployment has one today: the machine that the control plane runs on.
pub struct Fleet {
    host: Host,
}

impl Fleet {
    /// A fleet of one host.
    pub const fn of_one(host: Host) -> Self {
        Self { host }
    }

    /// The hosts.
    pub fn hosts(&self) -> impl Iterator<Item = &Host> {
        std::iter::once(&self.host)
    }

    /// The host that new nodes go to.
    pub const fn placement(&self) -> &Host {
        &self.host
    }

    /// The agent of a host.
    ///
    /// # Errors
    /// [`AgentError::Failed`] when no such host has joined.
    pub fn agent(&self, host: &HostId) -> Result<&Arc<dyn Agent>, AgentError> {
        if *host == self.host.id {
            Ok(&self.host.agent)
        } else {
            Err(AgentError::failed(
                "reach the host",
                format_args!("{host} has not joined"),
            ))
        }
    }

    /// What the host for new nodes has.
    ///
    /// # Errors
    /// What its agent says.
    pub async fn facts(&self) -> Result<HostFacts, AgentError> {
        self.host.agent.host_facts().await
    }
}
