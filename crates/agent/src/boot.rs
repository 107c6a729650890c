//! Taking over a host: the data directory, and everything that was kept in it.

use std::fs::{self, File, OpenOptions};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use hyades_agent_api::AgentError;
use hyades_types::id::NodeId;
use rustix::fs::FlockOperation;

use crate::cgroup::Limits;
use crate::config;
use crate::context::Context;
use crate::error::{During, blocking};
use crate::files;
use crate::node::{self, Node, Server, goal};
use crate::options::Options;
use crate::paths::{Layout, TRASH_PREFIX};
use crate::run_dir::RunDir;
use crate::template;
use crate::tls::Authority;

/// Makes the data directory ready and locks it: two agents must not act on the same one.
pub(crate) fn take(options: Options) -> Result<(Context, File), AgentError> {
    config::check_path(&options.data_dir)?;
    config::check_path(&options.tls.ca_certificate)?;
    let layout = Layout::new(&options.data_dir);
    files::make_dir(layout.root())?;
    let lock = lock(&layout)?;
    let dirs = [layout.nodes(), layout.proxies()];
    for dir in dirs
        .iter()
        .map(PathBuf::as_path)
        .chain([layout.gateways().dir()])
    {
        files::make_dir(dir)?;
    }
    let run = RunDir::make(&layout, options.run_dir.as_deref())?;
    let authority = Authority::read(&options.tls)?;
    let limits = Limits::detect(Path::new("/sys/fs/cgroup"));
    Ok((Context::new(options, layout, run, authority, limits), lock))
}

/// Locks the data directory for as long as the answer lives.
pub(crate) fn lock(layout: &Layout) -> Result<File, AgentError> {
    let path = layout.lock();
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false).mode(0o600);
    let file = options.open(&path).during_file("open", &path)?;
    rustix::fs::flock(&file, FlockOperation::NonBlockingLockExclusive)
        .map_err(|_| "another process acts on this data directory")
        .during_file("lock", &path)?;
    Ok(file)
}

/// Begins to keep every node that the host has a goal for.
pub(crate) fn nodes(context: &Arc<Context>) -> Result<Vec<Node>, AgentError> {
    let mut kept = Vec::new();
    for id in ids(&context.layout)? {
        match goal::kept(&context.layout.node(&id)) {
            Ok(Some(spec)) => kept.push(Node::keep(context.clone(), spec)),
            Ok(None) => {
                let server = Server::new(context.clone(), id);
                tokio::spawn(async move { remove_leftover(&server).await });
            }
            // Its data may be worth something: left for a human.
            Err(error) => tracing::error!(node = %id, %error, "cannot keep the node"),
        }
    }
    Ok(kept)
}

/// The nodes that have a directory.
pub(crate) fn ids(layout: &Layout) -> Result<Vec<NodeId>, AgentError> {
    let names = names(layout)?;
    Ok(names.iter().filter_map(|name| name.parse().ok()).collect())
}

fn names(layout: &Layout) -> Result<Vec<String>, AgentError> {
    let dir = layout.nodes();
    let entries = fs::read_dir(&dir).during_file("read", &dir)?;
    Ok(entries
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect())
}

/// Deletes what was about to be deleted when the agent before this one ended.
pub(crate) async fn empty_trash(context: Arc<Context>) {
    let names = names(&context.layout).unwrap_or_default();
    for name in names.iter().filter(|name| name.starts_with(TRASH_PREFIX)) {
        let path = context.layout.nodes().join(name);
        if let Err(error) = blocking(move || files::remove(&path)).await {
            tracing::warn!(%error, "cannot delete what is left of a node");
        }
    }
}

/// A directory without a goal: the agent was killed while it made or dropped the node.
async fn remove_leftover(server: &Server) {
    if let Err(error) = node::remove(server, std::time::Duration::from_secs(10)).await {
        tracing::warn!(node = %server.node, %error, "cannot remove what is left of the node");
    }
}

/// Makes the template that most instances will ask for, ahead of need.
pub(crate) async fn prepare_template(context: Arc<Context>) {
    // Table names in lower case: the API's default.
    const LOWER_CASE: u8 = 1;
    let Some(newest) = context.builds().await.pop() else {
        tracing::warn!("no MySQL build is installed");
        return;
    };
    if let Err(error) = template::ensure(&context, &newest, LOWER_CASE).await {
        tracing::warn!(version = %newest.version, %error, "cannot make a template");
    }
}
