//! The contract between the control plane and the agent of a host.
//!
//! Verbs say what must be true, not what to do: `node_ensure` may be called any number of times,
//! by two control planes in turn, before and after a crash, and leaves the same world. The
//! simulated agent of the test kit implements the same trait as the real one.
//!
//! Invariant: no I/O and no Tokio here; whoever implements or calls the trait brings its own.

mod error;
mod event;
mod host;
mod node;
mod observation;
mod proxy;
mod record;

use std::time::Duration;

use async_trait::async_trait;
use hyades_types::Secret;
use hyades_types::id::{InstanceId, NodeId};
use hyades_types::record::RecordName;
use hyades_types::time::Timestamp;
use hyades_types::topology::TopologySnapshot;

pub use error::AgentError;
pub use event::EventName;
pub use host::{EngineBuild, HostFacts};
pub use node::{InternalAccounts, NodeGoal, NodeSpec, Seed};
pub use observation::{NodeObservation, NodeState, ReplicationObservation};
pub use proxy::{DataPlaneStatus, ProxyNodeObservation};
pub use record::RecordFile;

/// What acts on one host.
///
/// Every call ends: the ones that wait take a deadline and fail with [`AgentError::Deadline`].
/// A call that fails may have got part of the way; repeating it, or dropping the node, is safe.
#[async_trait]
pub trait Agent: Send + Sync {
    /// What the host has: processors, memory, disk, installed MySQL builds.
    async fn host_facts(&self) -> Result<HostFacts, AgentError>;

    /// Makes the node's data directory, configuration, process, internal accounts and role be as
    /// `spec` says, and waits until the server answers in that role.
    ///
    /// The spec is kept on the host: from then on the agent starts the server again when it dies,
    /// with or without a control plane. A spec of an older generation than the one kept is
    /// refused. A data directory that exists is never seeded again.
    async fn node_ensure(
        &self,
        spec: &NodeSpec,
        deadline: Duration,
    ) -> Result<NodeObservation, AgentError>;

    /// Stops the node's server and removes everything of it from the host. `Ok` when there is
    /// nothing left, also when there was nothing.
    async fn node_drop(&self, node: &NodeId, deadline: Duration) -> Result<(), AgentError>;

    /// Restarts the node's server unless its process was started at or after `asked_at`, and
    /// waits until it answers in its role. The time makes a repeated call restart only once.
    async fn node_restart(
        &self,
        node: &NodeId,
        asked_at: Timestamp,
        deadline: Duration,
    ) -> Result<NodeObservation, AgentError>;

    /// Looks at the node's server now.
    async fn node_observe(&self, node: &NodeId) -> Result<NodeObservation, AgentError>;

    /// What the agent saw of every node of the host at its last look (about once a second).
    async fn nodes_observe(&self) -> Result<Vec<NodeObservation>, AgentError>;

    /// Makes `'root'@'%'` exist on this node, with this password and the rights a cloud gives
    /// its customers: no SUPER, FILE or SHUTDOWN, no sight of internal accounts (4.3.8).
    /// The node has to be a primary; replicas follow by replication.
    async fn root_account_ensure(
        &self,
        node: &NodeId,
        password: &Secret,
        deadline: Duration,
    ) -> Result<(), AgentError>;

    /// The scheduled events that are enabled on this node. None runs while the server refuses writes, and
    /// on a replica only those are that were when it was the primary, or was cloned from it.
    async fn events_enabled(
        &self,
        node: &NodeId,
        deadline: Duration,
    ) -> Result<Vec<EventName>, AgentError>;

    /// Makes scheduled events be enabled on this node, which has to be a primary, and by replication be
    /// disabled on its replicas. Those that are not there, or that somebody has disabled here, stay so.
    async fn events_enable(
        &self,
        node: &NodeId,
        events: &[EventName],
        deadline: Duration,
    ) -> Result<(), AgentError>;

    /// Makes the host's data plane run and serve this snapshot, and says what it serves: one process
    /// for the gateways, one for each node of a database proxy. Waits until every process serves it;
    /// what it names comes to be also when the caller does not wait that long. A node of a higher
    /// generation gets a new process before the old one stops listening. Processes that it does not
    /// name any more let their clients finish and end within half a minute, behind the call.
    /// A snapshot older than the one kept is refused with [`AgentError::Stale`].
    async fn topology_apply(
        &self,
        snapshot: &TopologySnapshot,
        deadline: Duration,
    ) -> Result<DataPlaneStatus, AgentError>;

    /// What the agent saw of every proxy node of the host at its last look (about once a second).
    async fn proxy_nodes_observe(&self) -> Result<Vec<ProxyNodeObservation>, AgentError>;

    /// The complete files with recorded statements of an instance, by name. None of an instance that the
    /// host does not know.
    async fn records_list(&self, instance: &InstanceId) -> Result<Vec<RecordFile>, AgentError>;

    /// A part of such a file: `limit` bytes from `offset` on, or what there is of them; nothing at and
    /// behind its end. A complete file does not change any more, but old ones are removed:
    /// [`AgentError::NoSuchRecord`].
    async fn record_read(
        &self,
        name: &RecordName,
        offset: u64,
        limit: usize,
    ) -> Result<Vec<u8>, AgentError>;

    /// Removes the recorded statements of an instance, for good. `Ok` when there is nothing left, also
    /// when there was nothing. The snapshot that is kept must not have it recorded any more.
    async fn records_drop(&self, instance: &InstanceId) -> Result<(), AgentError>;
}
