//! Where things are below the data directory.

use std::path::{Path, PathBuf};

use hyades_types::engine::EngineVersion;
use hyades_types::id::{InstanceId, NodeId, ProxyId};

use crate::proxy::Key;

/// The layout of one data directory.
#[derive(Debug, Clone)]
pub(crate) struct Layout {
    root: PathBuf,
}

/// The layout of one node's directory.
#[derive(Debug, Clone)]
pub(crate) struct NodePaths {
    dir: PathBuf,
}

/// The layout of the directory of one proxy process.
#[derive(Debug, Clone)]
pub(crate) struct ProxyPaths {
    dir: PathBuf,
}

impl Layout {
    pub(crate) fn new(root: &Path) -> Self {
        Self {
            root: root.to_owned(),
        }
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// Locked by the agent that acts on the directory.
    pub(crate) fn lock(&self) -> PathBuf {
        self.root.join("agent.lock")
    }

    pub(crate) fn nodes(&self) -> PathBuf {
        self.root.join("nodes")
    }

    pub(crate) fn node(&self, node: &NodeId) -> NodePaths {
        NodePaths {
            dir: self.nodes().join(node.as_str()),
        }
    }

    /// Where a node's directory goes before it is deleted.
    pub(crate) fn trash(&self, node: &NodeId) -> PathBuf {
        self.nodes().join(format!("{TRASH_PREFIX}{node}"))
    }

    pub(crate) fn engines(&self) -> PathBuf {
        self.root.join("engines")
    }

    pub(crate) fn templates(&self) -> PathBuf {
        self.root.join("templates")
    }

    pub(crate) fn template(&self, version: EngineVersion, lower_case: u8) -> PathBuf {
        self.templates().join(format!("{version}-lctn{lower_case}"))
    }

    /// The process that serves the gateways.
    pub(crate) fn gateways(&self) -> ProxyPaths {
        ProxyPaths {
            dir: self.root.join("proxy"),
        }
    }

    /// The whole snapshot that the host keeps.
    pub(crate) fn topology(&self) -> PathBuf {
        self.gateways().dir.join("whole.json")
    }

    pub(crate) fn proxies(&self) -> PathBuf {
        self.root.join("proxies")
    }

    pub(crate) fn database_proxy(&self, proxy: &ProxyId) -> PathBuf {
        self.proxies().join(proxy.as_str())
    }

    /// Where all proxy processes write the statements of recorded instances.
    pub(crate) fn records(&self) -> PathBuf {
        self.root.join("records")
    }

    pub(crate) fn records_of(&self, instance: &InstanceId) -> PathBuf {
        self.records().join(instance.as_str())
    }

    pub(crate) fn proxy_node(&self, key: &Key) -> ProxyPaths {
        ProxyPaths {
            dir: self.database_proxy(&key.proxy).join(key.name()),
        }
    }
}

impl ProxyPaths {
    pub(crate) fn dir(&self) -> &Path {
        &self.dir
    }

    /// What the process serves. It is an argument, too, by which the process is found.
    pub(crate) fn snapshot(&self) -> PathBuf {
        self.dir.join("topology.json")
    }

    pub(crate) fn record(&self) -> PathBuf {
        self.dir.join("pid.json")
    }

    pub(crate) fn log(&self) -> PathBuf {
        self.dir.join("proxy.log")
    }
}

/// Names in `nodes/` and `records/` that begin so are leftovers.
pub(crate) const TRASH_PREFIX: &str = ".trash-";

impl NodePaths {
    pub(crate) fn dir(&self) -> &Path {
        &self.dir
    }

    pub(crate) fn spec(&self) -> PathBuf {
        self.dir.join("spec.json")
    }

    pub(crate) fn config(&self) -> PathBuf {
        self.dir.join("my.cnf")
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.dir.join("data")
    }

    /// Exists once `data` is whole; a data directory without it is made again.
    pub(crate) fn seeded(&self) -> PathBuf {
        self.dir.join("seeded")
    }

    /// The directory of the server that receives a clone.
    pub(crate) fn receiver(&self) -> NodePaths {
        NodePaths {
            dir: self.dir.join("clone"),
        }
    }

    pub(crate) fn tls(&self) -> PathBuf {
        self.dir.join("tls")
    }

    pub(crate) fn tmp(&self) -> PathBuf {
        self.dir.join("tmp")
    }

    pub(crate) fn log(&self) -> PathBuf {
        self.dir.join("log")
    }

    pub(crate) fn error_log(&self) -> PathBuf {
        self.log().join("error.log")
    }

    /// Statements that the server runs before it takes connections; holds passwords, so it is
    /// there only while the server starts.
    pub(crate) fn init_file(&self) -> PathBuf {
        self.dir.join("init.sql")
    }

    pub(crate) fn record(&self) -> PathBuf {
        self.dir.join("pid.json")
    }
}
