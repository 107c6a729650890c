//! CPU and memory limits through control groups (version 2), where the host lets the agent.
//!
//! Groups are `hyades/<node>` below the root of the hierarchy. Where that cannot be written,
//! nothing is limited and nothing is said: `HostFacts::limits_enforced` tells.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use hyades_types::engine::Resources;
use hyades_types::id::NodeId;

/// The group that holds those of all nodes; `None` where limits do not work.
#[derive(Debug, Clone)]
pub(crate) struct Limits(Option<PathBuf>);

impl Limits {
    /// Tries whether groups with both controllers can be made below `root` (`/sys/fs/cgroup`).
    pub(crate) fn detect(root: &Path) -> Self {
        Self(prepare(root).ok())
    }

    pub(crate) fn are_enforced(&self) -> bool {
        self.0.is_some()
    }

    /// Puts a server's process into its group.
    pub(crate) fn apply(&self, node: &NodeId, resources: Resources, pid: u32) {
        let Some(parent) = &self.0 else { return };
        if let Err(error) = confine(&parent.join(node.as_str()), resources, pid) {
            tracing::warn!(%node, %error, "cannot limit the server's CPU and memory");
        }
    }

    /// Removes a node's group, once its process is gone.
    pub(crate) fn remove(&self, node: &NodeId) {
        if let Some(parent) = &self.0 {
            // There may be none; and an empty one that stays harms nobody.
            let _ = fs::remove_dir(parent.join(node.as_str()));
        }
    }
}

fn prepare(root: &Path) -> io::Result<PathBuf> {
    let controllers = fs::read_to_string(root.join("cgroup.controllers"))?;
    let has = |name| {
        controllers
            .split_whitespace()
            .any(|controller| controller == name)
    };
    if !has("cpu") || !has("memory") {
        return Err(io::ErrorKind::Unsupported.into());
    }
    let parent = root.join("hyades");
    fs::write(root.join("cgroup.subtree_control"), "+cpu +memory")?;
    match fs::create_dir(&parent) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    fs::write(parent.join("cgroup.subtree_control"), "+cpu +memory")?;
    Ok(parent)
}

fn confine(group: &Path, resources: Resources, pid: u32) -> io::Result<()> {
    match fs::create_dir(group) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    // Microseconds of CPU time per period of 100 ms.
    let quota = u64::from(resources.vcpus) * 100_000;
    fs::write(group.join("cpu.max"), format!("{quota} 100000"))?;
    fs::write(
        group.join("memory.max"),
        resources.memory.as_bytes().to_string(),
    )?;
    fs::write(group.join("cgroup.procs"), pid.to_string())
}

#[cfg(test)]
mod tests {
    use hyades_types::units::ByteSize;

    use super::*;

    #[test]
    fn a_host_without_the_controllers_enforces_nothing() {
        let root = tempfile::tempdir().unwrap();
        assert!(!Limits::detect(root.path()).are_enforced());
        fs::write(root.path().join("cgroup.controllers"), "cpuset io\n").unwrap();
        assert!(!Limits::detect(root.path()).are_enforced());
    }

    #[test]
    fn a_node_gets_its_group() {
        let root = tempfile::tempdir().unwrap();
        fs::write(root.path().join("cgroup.controllers"), "cpu io memory\n").unwrap();
        let limits = Limits::detect(root.path());
        assert!(limits.are_enforced());
        let node = NodeId::generate();
        let resources = Resources {
            vcpus: 2,
            memory: ByteSize::mib(1),
            buffer_pool: ByteSize::mib(1),
            max_connections: 1,
        };
        limits.apply(&node, resources, 4711);
        let group = root.path().join("hyades").join(node.as_str());
        assert_eq!(
            fs::read_to_string(group.join("cpu.max")).unwrap(),
            "200000 100000"
        );
        assert_eq!(
            fs::read_to_string(group.join("memory.max")).unwrap(),
            "1048576"
        );
        assert_eq!(
            fs::read_to_string(group.join("cgroup.procs")).unwrap(),
            "4711"
        );
    }
}
