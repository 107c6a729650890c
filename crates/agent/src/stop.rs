//! Ending everything of a data directory, without a server.

use std::path::Path;
use std::time::Duration;

use futures::future;
use hyades_agent_api::AgentError;
use hyades_types::id::NodeId;
use tokio::time::Instant;

use crate::boot;
use crate::config;
use crate::paths::Layout;
use crate::process::{Process, Record};

/// What [`stop_all`] ended.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// In no particular order; empty when nothing ran.
    pub stopped: Vec<Stopped>,
}

/// A process that was ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stopped {
    /// The node whose server it was; `None` for the proxy.
    pub node: Option<NodeId>,
    /// Its process id.
    pub pid: u32,
    /// Whether it ended by itself; the others were killed at the deadline.
    pub clean: bool,
}

/// Ends the proxy and every server of a data directory: asks them to, and kills those that still
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
    // The proxy first, so that clients see closed connections rather than a server that ends.
    let proxy = proxy(&layout);
    let mut stopped: Vec<Stopped> = Vec::new();
    if let Some(process) = proxy {
        stopped.push(stop(None, &process, end).await?);
    }
    let running: Vec<_> = boot::ids(&layout)?
        .into_iter()
        .flat_map(|node| {
            servers(&layout, &node)
                .into_iter()
                .map(move |found| (node.clone(), found))
        })
        .collect();
    let ends = running
        .iter()
        .map(|(node, process)| stop(Some(node), process, end));
    for ended in future::join_all(ends).await {
        stopped.push(ended?);
    }
    Ok(Report { stopped })
}

fn proxy(layout: &Layout) -> Option<Process> {
    let record = Record::read(&layout.proxy_record());
    Process::find(record.as_ref(), &layout.topology().to_string_lossy())
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

async fn stop(
    node: Option<&NodeId>,
    process: &Process,
    end: Instant,
) -> Result<Stopped, AgentError> {
    let clean = process
        .stop(end.saturating_duration_since(Instant::now()))
        .await?;
    Ok(Stopped {
        node: node.cloned(),
        pid: process.identity.pid,
        clean,
    })
}
