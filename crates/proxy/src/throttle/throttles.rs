//! The gates of all nodes.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hyades_mysql::sql::Pattern;
use hyades_types::id::NodeId;
use hyades_types::topology::{NodeThrottle, ThrottleRule};

use super::host::{HostCount, HostFile};
use super::{Gate, Rule};

/// The gates of the nodes that the process knows.
#[derive(Debug)]
pub(crate) struct Throttles {
    /// Shared by the processes of the host.
    directory: PathBuf,
    nodes: Mutex<BTreeMap<NodeId, Node>>,
}

#[derive(Debug, Default)]
struct Node {
    gate: Arc<Gate>,
    /// Opened with the first rule.
    host: Option<Arc<HostFile>>,
}

/// A node and its rules.
pub(crate) type GateReport = (NodeId, Arc<[Arc<Rule>]>);

impl Throttles {
    /// No rules yet. The directory is the one in which all processes of the host have files.
    pub(crate) fn new(directory: impl Into<PathBuf>) -> Self {
        Self {
            directory: directory.into(),
            nodes: Mutex::default(),
        }
    }

    /// A node's gate, the same as long as the process lives.
    pub(crate) fn gate(&self, node: &NodeId) -> Arc<Gate> {
        self.lock().entry(node.clone()).or_default().gate.clone()
    }

    /// These are the rules now. What runs under a rule that stays goes on counting, also when its
    /// limit or its place has changed.
    pub(crate) fn apply(&self, throttles: &[NodeThrottle]) {
        let mut nodes = self.lock();
        for (id, node) in nodes.iter() {
            if !throttles.iter().any(|throttle| throttle.node == *id) && node.gate.is_limited() {
                node.gate.set(Vec::new());
            }
        }
        for throttle in throttles {
            let node = nodes.entry(throttle.node.clone()).or_default();
            if node.host.is_none() && !throttle.rules.is_empty() {
                node.host = self.open(&throttle.node);
            }
            let old = node.gate.rules();
            let rules = throttle
                .rules
                .iter()
                .filter_map(|rule| node.rule(throttle, rule, &old));
            let rules = rules.collect();
            node.gate.set(rules);
        }
    }

    /// The nodes that have rules.
    pub(crate) fn report(&self) -> Vec<GateReport> {
        let nodes = self.lock();
        let limited = nodes.iter().filter(|(_, node)| node.gate.is_limited());
        limited
            .map(|(id, node)| (id.clone(), node.gate.rules()))
            .collect()
    }

    fn open(&self, node: &NodeId) -> Option<Arc<HostFile>> {
        let path = self.directory.join(format!("{node}.limits"));
        match HostFile::open(&path) {
            Ok(file) => Some(Arc::new(file)),
            Err(error) => {
                tracing::error!(%node, %error, "limits on statements hold for this process only");
                None
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<NodeId, Node>> {
        self.nodes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Node {
    fn rule(
        &self,
        throttle: &NodeThrottle,
        wanted: &ThrottleRule,
        old: &[Arc<Rule>],
    ) -> Option<Arc<Rule>> {
        let node = &throttle.node;
        let is_same =
            |rule: &&Arc<Rule>| rule.kind == wanted.kind && rule.pattern.as_str() == wanted.pattern;
        if let Some(rule) = old.iter().find(is_same) {
            rule.allow(wanted.max_concurrency);
            return Some(rule.clone());
        }
        let pattern = match Pattern::parse(&wanted.pattern) {
            Ok(pattern) => pattern,
            Err(error) => {
                tracing::error!(%node, pattern = wanted.pattern, %error, "left out a rule");
                return None;
            }
        };
        let name = (wanted.kind.as_str(), &wanted.pattern);
        let host = self.host.clone().map(|file| HostCount::new(file, &name));
        let limit = wanted.max_concurrency;
        Some(Arc::new(Rule::new(
            node.clone(),
            wanted.kind,
            pattern,
            limit,
            host,
        )))
    }
}
