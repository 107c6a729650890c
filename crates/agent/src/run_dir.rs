//! Where sockets live: a path that is short, private and always the same for a data directory.

use std::fs;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use hyades_agent_api::AgentError;
use hyades_types::id::NodeId;
use sha2::{Digest, Sha256};

use crate::error::During;
use crate::paths::Layout;
use crate::proxy::Key;

/// The longest path that a unix socket can have.
const LONGEST: usize = 107;

/// The longest name of a socket: 12 digits of the node's id and `.sock.lock`, mysqld's lock file.
const LONGEST_NAME: usize = 12 + ".sock.lock".len();

/// The control socket of the process of the gateways.
const GATEWAYS: &str = "proxy.sock";

/// The directory of sockets.
#[derive(Debug, Clone)]
pub(crate) struct RunDir(PathBuf);

impl RunDir {
    /// Chooses and makes the directory: the configured one, `run/` in the data directory, or, where
    /// that path is too long, one in `/tmp` named by a hash of the data directory.
    pub(crate) fn make(layout: &Layout, configured: Option<&Path>) -> Result<Self, AgentError> {
        let path = choose(layout.root(), configured)?;
        match fs::DirBuilder::new().mode(0o700).create(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => {
                return Err(error).during_file("make", &path);
            }
            _ => {}
        }
        check(&path)?;
        Ok(Self(path))
    }

    pub(crate) fn node_socket(&self, node: &NodeId) -> PathBuf {
        self.0.join(format!("{}.sock", short(node)))
    }

    /// The socket of the server that receives a clone for a node.
    pub(crate) fn receiver_socket(&self, node: &NodeId) -> PathBuf {
        self.0.join(format!("{}c.sock", &short(node)[..11]))
    }

    pub(crate) fn proxy_socket(&self) -> PathBuf {
        self.0.join(GATEWAYS)
    }

    /// The control socket of one process of a proxy node.
    pub(crate) fn proxy_node_socket(&self, key: &Key) -> PathBuf {
        let digest = hex::encode(Sha256::digest(key.name()));
        self.0.join(format!("p{}.sock", &digest[..16]))
    }
}

fn short(node: &NodeId) -> &str {
    &node.as_str()[..12]
}

/// Whether a file of this name is the control socket of a proxy process.
pub(crate) fn is_proxy_socket(path: &Path) -> bool {
    // Those of servers begin with a hexadecimal digit.
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.starts_with('p') && name.ends_with(".sock")
}

/// Whether it is that of the gateways.
pub(crate) fn is_of_gateways(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name == GATEWAYS)
}

/// Where the directory is.
pub(crate) fn choose(root: &Path, configured: Option<&Path>) -> Result<PathBuf, AgentError> {
    if let Some(path) = configured {
        return if fits(path) {
            Ok(path.to_owned())
        } else {
            Err(AgentError::failed(
                "use the run directory",
                "its path is too long for sockets",
            ))
        };
    }
    let inside = root.join("run");
    if fits(&inside) {
        return Ok(inside);
    }
    let digest = hex::encode(Sha256::digest(root.as_os_str().as_encoded_bytes()));
    let user = rustix::process::geteuid().as_raw();
    Ok(PathBuf::from(format!(
        "/tmp/hyades-{user}-{}",
        &digest[..12]
    )))
}

fn fits(dir: &Path) -> bool {
    dir.as_os_str().len() + 1 + LONGEST_NAME <= LONGEST
}

/// Refuses a directory that somebody else could have put there, and closes it to all others.
fn check(path: &Path) -> Result<(), AgentError> {
    let meta = fs::symlink_metadata(path).during_file("look at", path)?;
    if !meta.is_dir() || meta.uid() != rustix::process::geteuid().as_raw() {
        return Err(AgentError::failed(
            format!("use {}", path.display()),
            "it is no directory of this user",
        ));
    }
    fs::set_permissions(path, fs::Permissions::from_mode(0o700)).during_file("close", path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sockets_live_in_the_data_directory_when_the_path_is_short() {
        let chosen = choose(Path::new("/var/lib/hyades"), None).unwrap();
        assert_eq!(chosen, Path::new("/var/lib/hyades/run"));
    }

    #[test]
    fn a_long_data_directory_gets_a_stable_short_one() {
        let root = PathBuf::from(format!("/{}", "d".repeat(100)));
        let chosen = choose(&root, None).unwrap();
        assert!(fits(&chosen), "{chosen:?}");
        assert_eq!(chosen, choose(&root, None).unwrap());
        let other = PathBuf::from(format!("/{}", "e".repeat(100)));
        assert_ne!(chosen, choose(&other, None).unwrap());
    }

    #[test]
    fn a_configured_directory_that_is_too_long_is_refused() {
        let long = PathBuf::from(format!("/{}", "d".repeat(100)));
        assert!(choose(Path::new("/data"), Some(&long)).is_err());
        assert!(choose(Path::new("/data"), Some(Path::new("/run/h"))).is_ok());
    }

    #[test]
    fn the_directory_is_private_and_a_link_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let layout = Layout::new(dir.path());
        let path = dir.path().join("r");
        let run = RunDir::make(&layout, Some(&path)).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, 0o700);
        let socket = run.node_socket(&NodeId::generate());
        assert!(socket.as_os_str().len() <= LONGEST);
        let of = |generation| {
            let socket = run.proxy_node_socket(&Key {
                proxy: "0123456789abcdef0123456789abcdefpo01".parse().unwrap(),
                node: "0123456789abcdef0123456789abcdefpn01".parse().unwrap(),
                generation,
            });
            let name = socket.file_name().unwrap().len();
            assert!(name <= LONGEST_NAME, "{name}");
            socket
        };
        assert_ne!(of(1), of(u64::MAX));
        let link = dir.path().join("l");
        std::os::unix::fs::symlink("/tmp", &link).unwrap();
        assert!(RunDir::make(&layout, Some(&link)).is_err());
    }
}
