//! [`LocalAgent`]: the agent contract on this host.

mod contract;

use std::collections::HashMap;
use std::fs::File;
use std::sync::{Arc, Mutex, Weak};

use hyades_agent_api::AgentError;
use hyades_types::id::NodeId;
use tokio::sync::OwnedMutexGuard;
use tokio::task::JoinHandle;

use crate::boot;
use crate::context::Context;
use crate::held::held;
use crate::node::Node;
use crate::options::Options;
use crate::proxy::DataPlane;

/// Acts on the host that it runs on.
pub struct LocalAgent {
    context: Arc<Context>,
    nodes: Mutex<HashMap<NodeId, Arc<Node>>>,
    turns: Mutex<HashMap<NodeId, Weak<tokio::sync::Mutex<()>>>>,
    data_plane: Arc<DataPlane>,
    background: Mutex<Vec<JoinHandle<()>>>,
    /// Holds the data directory until supervision stops.
    lock: Mutex<Option<File>>,
}

impl LocalAgent {
    /// Takes over the host: finds the servers and the proxies that run, starts those that do not,
    /// and from then on keeps all of them.
    ///
    /// Servers come up in the background; a call about a node waits for it.
    ///
    /// # Errors
    /// When the data directory or the certificate authority cannot be used, or another agent acts
    /// on the same data directory.
    pub async fn start(options: Options) -> Result<Arc<Self>, AgentError> {
        // Connections to replication sources need a provider; the program may have chosen one.
        if rustls::crypto::CryptoProvider::get_default().is_none() {
            // Fails when another thread was faster, which is as good.
            let _ = rustls::crypto::ring::default_provider().install_default();
        }
        let (context, lock) = boot::take(options)?;
        let context = Arc::new(context);
        context.builds().await;
        let nodes = boot::nodes(&context)?
            .into_iter()
            .map(|node| (node.server.node.clone(), Arc::new(node)))
            .collect();
        let data_plane = DataPlane::take(context.clone())?;
        let mut background = vec![tokio::spawn(boot::empty_trash(context.clone()))];
        if context.options.prepare_templates {
            background.push(tokio::spawn(boot::prepare_template(context.clone())));
        }
        Ok(Arc::new(Self {
            context,
            nodes: Mutex::new(nodes),
            turns: Mutex::default(),
            data_plane,
            background: Mutex::new(background),
            lock: Mutex::new(Some(lock)),
        }))
    }

    /// Stops keeping things as they should be, and frees the data directory for another agent.
    /// Servers and proxies go on.
    pub async fn stop_supervising(&self) {
        for task in std::mem::take(&mut *held(&self.background)) {
            task.abort();
        }
        let nodes = std::mem::take(&mut *held(&self.nodes));
        for node in nodes.into_values() {
            node.let_go().await;
        }
        self.data_plane.let_go().await;
        held(&self.lock).take();
    }

    fn node(&self, node: &NodeId) -> Result<Arc<Node>, AgentError> {
        let known = held(&self.nodes).get(node).cloned();
        known.ok_or_else(|| AgentError::NoSuchNode { node: node.clone() })
    }

    /// One call at a time changes whether there is a node.
    async fn turn(&self, node: &NodeId) -> OwnedMutexGuard<()> {
        let turn = {
            let mut turns = held(&self.turns);
            turns.retain(|_, turn| turn.strong_count() > 0);
            let known = turns.get(node).and_then(Weak::upgrade);
            known.unwrap_or_else(|| {
                let turn = Arc::default();
                turns.insert(node.clone(), Arc::downgrade(&turn));
                turn
            })
        };
        turn.lock_owned().await
    }
}
