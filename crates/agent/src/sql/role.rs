//! Giving a server its role.

use std::path::Path;
use std::time::Duration;

use hyades_agent_api::{AgentError, NodeGoal, NodeSpec};
use hyades_types::net::Endpoint;
use tokio::net::TcpStream;

use super::drain;
use super::replication::{self, Channel};
use super::session::Session;

/// Makes the server what its goal says: a writer without a source, or a read-only replica.
pub(crate) async fn apply(
    session: &mut Session,
    spec: &NodeSpec,
    ca_certificate: &Path,
) -> Result<(), AgentError> {
    let channel = Channel::read(session).await?;
    match &spec.goal {
        NodeGoal::Primary => {
            if channel.is_some() {
                replication::finish(session).await?;
            }
            // This order never leaves the stricter one on alone.
            session
                .run("allow writes", "SET GLOBAL super_read_only = OFF")
                .await?;
            session
                .run("allow writes", "SET GLOBAL read_only = OFF")
                .await
        }
        NodeGoal::Fenced { patience_millis } => {
            drain::drain(session, Duration::from_millis(*patience_millis)).await
        }
        NodeGoal::Replica { source } => {
            session
                .run("refuse writes", "SET GLOBAL super_read_only = ON")
                .await?;
            let right = channel
                .as_ref()
                .is_some_and(|channel| channel.is_from(*source));
            if !right {
                let version = spec.engine;
                replication::point_at(session, *source, ca_certificate, version).await?;
            }
            if right && channel.is_some_and(|channel| channel.is_started()) {
                return Ok(());
            }
            reachable(*source).await;
            replication::start(session, &spec.accounts.replication).await
        }
    }
}

/// Waits a little for a source that is just starting: a receiver that finds nobody tries again
/// only after a second.
async fn reachable(source: Endpoint) {
    let connected = async {
        while TcpStream::connect(source.to_socket_addr()).await.is_err() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    // The receiver goes on trying by itself.
    let _ = tokio::time::timeout(Duration::from_secs(3), connected).await;
}
