//! Which process of which node of which database proxy: the name of its directory.

use std::fs;

use hyades_types::id::{ProxyId, ProxyNodeId};
use hyades_types::topology::DatabaseProxy;

use crate::paths::Layout;

/// One process of a proxy node. A node that is replaced has two for a while.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key {
    pub(crate) proxy: ProxyId,
    pub(crate) node: ProxyNodeId,
    pub(crate) generation: u64,
}

impl Key {
    /// The processes that a proxy shall have, in the order of its nodes.
    pub(crate) fn wanted(proxy: &DatabaseProxy) -> Vec<Self> {
        let keys = proxy.nodes.iter().map(|node| Self {
            proxy: proxy.id.clone(),
            node: node.id.clone(),
            generation: node.generation,
        });
        keys.collect()
    }

    /// The processes that have a directory, whether or not they run.
    pub(crate) fn on_disk(layout: &Layout) -> Vec<Self> {
        let proxies = names(&layout.proxies());
        let proxies = proxies.iter().filter_map(|name| name.parse().ok());
        proxies
            .flat_map(|proxy| Self::of_proxy(layout, &proxy))
            .collect()
    }

    /// Those of one proxy.
    pub(crate) fn of_proxy(layout: &Layout, proxy: &ProxyId) -> Vec<Self> {
        let names = names(&layout.database_proxy(proxy));
        names
            .iter()
            .filter_map(|name| {
                let (node, generation) = name.split_once('-')?;
                Some(Self {
                    proxy: proxy.clone(),
                    node: node.parse().ok()?,
                    generation: generation.parse().ok()?,
                })
            })
            .collect()
    }

    /// The name of the process's directory in that of its proxy.
    pub(crate) fn name(&self) -> String {
        format!("{}-{}", self.node, self.generation)
    }
}

/// What is in a directory; nothing when there is none.
fn names(dir: &std::path::Path) -> Vec<String> {
    let entries = fs::read_dir(dir).into_iter().flatten().flatten();
    entries
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn processes_are_found_by_their_directories() {
        let dir = tempfile::tempdir().unwrap();
        let layout = Layout::new(dir.path());
        assert_eq!(Key::on_disk(&layout), []);
        let proxy = ProxyId::generate();
        let node = ProxyNodeId::generate();
        let keys = [3, 12].map(|generation| Key {
            proxy: proxy.clone(),
            node: node.clone(),
            generation,
        });
        for key in &keys {
            fs::create_dir_all(layout.proxy_node(key).dir()).unwrap();
        }
        fs::create_dir(layout.database_proxy(&proxy).join("tls")).unwrap();
        fs::create_dir(layout.proxies().join("stray")).unwrap();
        let mut found = Key::on_disk(&layout);
        found.sort();
        assert_eq!(found, keys);
    }
}
