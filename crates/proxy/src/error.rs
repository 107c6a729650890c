//! Why a proxy process does not start.

use std::io;
use std::path::PathBuf;

/// Why a proxy process does not start. Everything that goes wrong later (a broken snapshot, an
/// address that cannot be bound) is reported, and the process lives on.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The control socket belongs to another process.
    #[error("another process serves the control socket {}", socket.display())]
    AlreadyRunning {
        /// The socket.
        socket: PathBuf,
    },
    /// The threads of the data path cannot be started.
    #[error("cannot start the workers")]
    Workers {
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The control socket cannot be served.
    #[error("cannot listen on the control socket {}", socket.display())]
    ControlSocket {
        /// The socket.
        socket: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
}
