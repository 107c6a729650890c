//! What a proxy process is told at its start.

use std::path::PathBuf;
use std::time::Duration;

/// The settings of one proxy process.
#[derive(Debug, Clone)]
pub struct Options {
    /// The file with the topology snapshot, written by the agent (whole, then renamed into place).
    pub snapshot: PathBuf,
    /// The unix socket for commands; at most 107 bytes long.
    pub control_socket: PathBuf,
    /// How long a server may take to accept a connection.
    pub connect_timeout: Duration,
    /// The most client connections at a time; `None` derives it from the limit of open files.
    pub max_connections: Option<usize>,
}

impl Options {
    /// Options with the defaults: 3 s to connect, as many connections as open files allow.
    pub fn new(snapshot: impl Into<PathBuf>, control_socket: impl Into<PathBuf>) -> Self {
        Self {
            snapshot: snapshot.into(),
            control_socket: control_socket.into(),
            connect_timeout: Duration::from_secs(3),
            max_connections: None,
        }
    }
}
