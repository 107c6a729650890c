//! What a server is started with: `my.cnf` and the environment.

mod render;
mod sizing;
#[cfg(test)]
mod tests;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use hyades_agent_api::{AgentError, NodeSpec};
use hyades_types::engine::Resources;
use hyades_types::units::ByteSize;
use sha2::{Digest, Sha256};

use crate::engine::Build;
use crate::paths::NodePaths;

pub(crate) use sizing::REDO_CAPACITY;

/// Everything that a server's configuration depends on.
#[derive(Debug)]
pub(crate) struct Server<'a> {
    pub(crate) build: &'a Build,
    pub(crate) spec: &'a NodeSpec,
    pub(crate) paths: &'a NodePaths,
    pub(crate) socket: &'a Path,
    pub(crate) ca_certificate: &'a Path,
}

impl Server<'_> {
    /// The text of `my.cnf`.
    pub(crate) fn render(&self) -> String {
        render::node(self)
    }

    /// The text of `my.cnf` of the short-lived server that receives a clone.
    pub(crate) fn render_receiver(&self) -> String {
        render::receiver(self)
    }

    /// A digest of what a running server cannot take over from a new spec: when it changes, the
    /// server has to be started again. Rendering differently in a new release changes nothing here, so
    /// that an upgrade of the agent restarts no server.
    pub(crate) fn purpose(&self) -> String {
        let spec = self.spec;
        let Resources {
            vcpus,
            memory,
            buffer_pool,
            max_connections,
        } = spec.resources;
        let text = format!(
            "{} {} {} {} {vcpus} {} {} {max_connections} {} {} {} {}",
            spec.engine,
            spec.backend,
            spec.server_id,
            spec.lower_case_table_names,
            memory.as_bytes(),
            buffer_pool.as_bytes(),
            spec.time_zone,
            self.socket.display(),
            // Random and long: their digest gives nothing away.
            spec.accounts.admin.expose(),
            spec.accounts.replication.expose(),
        );
        hex::encode(Sha256::digest(text))
    }
}

/// The whole environment of a server.
pub(crate) fn environment(memory: ByteSize) -> Vec<(&'static str, OsString)> {
    let mut environment = vec![
        ("LC_ALL", "C".into()),
        // Data files are for the server's user only.
        ("UMASK", "0600".into()),
        ("UMASK_DIR", "0700".into()),
        // For builds with the C library's allocator: an arena per thread costs a small server more
        // than it gains.
        ("MALLOC_ARENA_MAX", "2".into()),
    ];
    if sizing::is_small(memory) {
        // For builds with tcmalloc: what is freed goes back to the system.
        environment.push(("TCMALLOC_AGGRESSIVE_DECOMMIT", "1".into()));
    }
    environment
}

/// The program's argument that names the configuration; unique to a server, so that it is also how
/// a server is recognised.
pub(crate) fn argument(config: &Path) -> String {
    format!("--defaults-file={}", config.display())
}

/// Refuses a data directory whose path an option file cannot hold, or that other users could slip
/// into.
pub(crate) fn check_path(path: &Path) -> Result<(), AgentError> {
    let text = path.to_str().unwrap_or_default();
    let plain = !text
        .chars()
        .any(|c| c.is_control() || matches!(c, '"' | '\'' | '\\'));
    if plain && path.is_absolute() {
        Ok(())
    } else {
        let what = format!("use the directory {}", path.display());
        Err(AgentError::failed(
            what,
            "its path is not absolute or has quotes, backslashes or such",
        ))
    }
}

/// Files that let clients without TLS send their password encrypted.
pub(crate) fn rsa_pair(dir: &Path) -> (PathBuf, PathBuf) {
    (dir.join("private_key.pem"), dir.join("public_key.pem"))
}
