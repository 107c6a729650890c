//! Waiting until a replica has what its source had.

use std::path::Path;
use std::time::Duration;

use hyades_agent_api::{AgentError, NodeSpec};
use hyades_types::net::Endpoint;
use tokio::time::Instant;

use super::replication::{self, Channel};
use super::session::{Session, Target};
use crate::node::Server;

const PATIENCE: Duration = Duration::from_millis(20);

/// Waits until both threads run and the replica has applied what the source has now.
pub(crate) async fn wait(
    server: &Server,
    spec: &NodeSpec,
    source: Endpoint,
    limit: Duration,
) -> Result<(), AgentError> {
    // Ends before the caller does, who could not say what kept the replica.
    let end = Instant::now() + limit.mul_f64(0.95);
    let ca_certificate = server.context.ca_certificate();
    let gtids = loop {
        match source_gtids(spec, source, &ca_certificate, limit).await {
            Ok(gtids) => break gtids,
            Err(error) if Instant::now() >= end => return Err(error),
            Err(_) => tokio::time::sleep(PATIENCE).await,
        }
    };
    // A little more than the statement gets: it ends by itself.
    let longest = limit + Duration::from_secs(5);
    let mut session = server.connect(&spec.accounts.admin, longest).await?;
    let done = async {
        replicating(&mut session, end).await?;
        let left = end.saturating_duration_since(Instant::now());
        replication::wait_applied(&mut session, &gtids, left).await
    };
    let done = done.await;
    session.close().await;
    done
}

async fn source_gtids(
    spec: &NodeSpec,
    source: Endpoint,
    ca_certificate: &Path,
    limit: Duration,
) -> Result<String, AgentError> {
    let password = &spec.accounts.replication;
    let target = Target::Backend {
        endpoint: source,
        password,
        ca_certificate,
    };
    let what = format!("read what the source at {source} has");
    let asked = async {
        let mut session = Session::open(target, limit).await?;
        let gtids = replication::executed(&mut session).await;
        session.close().await;
        gtids
    };
    asked.await.map_err(|error| AgentError::failed(what, error))
}

/// Waits until both threads run; one that stopped does not start by itself.
async fn replicating(session: &mut Session, end: Instant) -> Result<(), AgentError> {
    loop {
        let channel = Channel::read(session).await?.unwrap_or_default();
        let seen = channel.observation();
        if seen.as_ref().is_some_and(|seen| seen.is_running()) {
            return Ok(());
        }
        if !channel.is_started() || Instant::now() >= end {
            let error = seen.and_then(|seen| seen.last_error);
            let detail = error.unwrap_or_else(|| "it does not run".to_owned());
            return Err(AgentError::failed("replicate", detail));
        }
        tokio::time::sleep(PATIENCE).await;
    }
}
