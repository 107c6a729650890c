//! Ending everything of a data directory, without a server.

use std::path::Path;
use std::time::Duration;

use futures::future;
use hyades_agent_api::AgentError;
use hyades_types::id::{NodeId, ProxyNodeId};
use tokio::time::Instant;

use crate::boot;
use crate::config;
use crate::paths::Layout;
use crate::process::{Process, Record};
use crate::proxy::{self, Key};

/// What [`stop_all`] ended.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// In no particular order; empty when nothing ran.
    pub stopped: Vec<Stopped>,
}

/// A process that was ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stopped {
    /// What it did.
    pub purpose: Purpose,
    /// Its process id.
    pub pid: u32,
    /// Whether it ended by itself; the others were killed at the deadline.
    pub clean: bool,
}

/// What a process did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Purpose {
    /// Served the gateways.
    Gateways,
    /// Was a node of a database proxy.
    ProxyNode(ProxyNodeId),
    /// Was a node's server.
    Node(NodeId),
}

/// Ends the proxies and every server of a data directory: asks them to, and kills those that still
/// run at the deadline. The next agent starts them again.
///
/// # Errors
/// When an agent acts on the data directory: it would start them again at once.
pub async fn stop_all(data_dir: &Path, deadline: Duration) -> Result<Report, AgentError> {
    let layout = Layout::new(data_dir);
    if !layout.nodes().is_dir() {
        return Ok(Report::default());
    }
    let _lock = boot::lock(&layout)?;
    let end = Instant::now() + deadline;
    // Proxies first, so that clients see closed connections rather than a server that ends.
    let mut stopped = stop_each(proxies(&layout), end).await?;
    let servers = boot::ids(&layout)?.into_iter().flat_map(|node| {
        let found = servers(&layout, &node).into_iter();
        found.map(move |process| (Purpose::Node(node.clone()), process))
    });
    stopped.extend(stop_each(servers.collect(), end).await?);
    Ok(Report { stopped })
}

fn proxies(layout: &Layout) -> Vec<(Purpose, Process)> {
    let gateways = proxy::find(&layout.gateways()).map(|process| (Purpose::Gateways, process));
    let nodes = Key::on_disk(layout).into_iter().filter_map(|key| {
        let process = proxy::find(&layout.proxy_node(&key))?;
        Some((Purpose::ProxyNode(key.node), process))
    });
    gateways.into_iter().chain(nodes).collect()
}

/// A node's server, and the one that receives a clone for it.
fn servers(layout: &Layout, node: &NodeId) -> Vec<Process> {
    let paths = layout.node(node);
    [paths.receiver(), paths]
        .iter()
        .filter_map(|paths| {
            let record = Record::read(&paths.record());
            Process::find(record.as_ref(), &config::argument(&paths.config()))
        })
        .collect()
}

async fn stop_each(
    running: Vec<(Purpose, Process)>,
    end: Instant,
) -> Result<Vec<Stopped>, AgentError> {
    let ends = running.into_iter().map(|(purpose, process)| async move {
        let left = end.saturating_duration_since(Instant::now());
        Ok(Stopped {
            purpose,
            pid: process.identity.pid,
            clean: process.stop(left).await?,
        })
    });
    future::join_all(ends).await.into_iter().collect()
}
