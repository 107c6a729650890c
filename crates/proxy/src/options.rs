//! What a proxy process is told at its start.

use std::path::PathBuf;
use std::time::Duration;

use crate::Io;
use crate::record::RecordOptions;

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
    /// Connections to a server, of all threads together, up to which a statement opens another one rather
    /// than wait a moment for one in use.
    pub eager_connections: usize,
    /// Idle connections of a thread to a server that are kept.
    pub idle_connections: usize,
    /// How the threads speak to the kernel.
    pub io: Io,
    /// Where statements are recorded; without it none are, whatever the snapshot says.
    pub record: Option<RecordOptions>,
}

impl Options {
    /// Options with the defaults: 3 s to connect, as many clients as open files allow. Few
    /// connections to servers keep these's caches warm: with many clients, this is where throughput
    /// comes from.
    pub fn new(snapshot: impl Into<PathBuf>, control_socket: impl Into<PathBuf>) -> Self {
        Self {
            snapshot: snapshot.into(),
            control_socket: control_socket.into(),
            connect_timeout: Duration::from_secs(3),
            max_connections: None,
            eager_connections: 128,
            idle_connections: 64,
            io: Io::Auto,
            record: None,
        }
    }
}
