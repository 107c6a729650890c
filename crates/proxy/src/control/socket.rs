//! The control socket as a file: taking it over from a dead process, never from a live one.

use std::fs::{File, OpenOptions, Permissions, TryLockError};
use std::io;
use std::os::unix::fs::{FileTypeExt, OpenOptionsExt, PermissionsExt};
use std::os::unix::net::UnixStream as StdUnixStream;
use std::path::{Path, PathBuf};

use tokio::net::{UnixListener, UnixSocket};

use crate::Error;

const BACKLOG: u32 = 64;

/// The control socket of this process. The file goes away when this is dropped.
#[derive(Debug)]
pub(crate) struct ControlSocket {
    pub(crate) listener: UnixListener,
    path: PathBuf,
    /// Locked as long as the process lives. Without it, two processes that start at once could
    /// both find a dead socket, and the second would remove the socket of the first.
    _lock: File,
}

impl ControlSocket {
    /// Listens, unless another process does.
    pub(crate) fn bind(path: &Path) -> Result<Self, Error> {
        let socket = path.to_owned();
        let failed = |source| Error::ControlSocket {
            socket: socket.clone(),
            source,
        };
        let lock = open_lock(path).map_err(failed)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(Error::AlreadyRunning { socket }),
            Err(TryLockError::Error(source)) => return Err(failed(source)),
        }
        // The lock rules out another proxy; only something else could answer here.
        if StdUnixStream::connect(path).is_ok() {
            return Err(Error::AlreadyRunning { socket });
        }
        let listener = remove_dead(path)
            .and_then(|()| listen(path))
            .map_err(failed)?;
        Ok(Self {
            listener,
            path: path.to_owned(),
            _lock: lock,
        })
    }
}

impl Drop for ControlSocket {
    fn drop(&mut self) {
        // A file that stays is taken for what it is by the next process.
        let _ = std::fs::remove_file(&self.path);
    }
}

fn open_lock(path: &Path) -> io::Result<File> {
    let mut name = path.as_os_str().to_owned();
    name.push(".lock");
    OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .mode(0o600)
        .open(name)
}

/// Removes the socket of a process that is gone; any other file is left where it is.
fn remove_dead(path: &Path) -> io::Result<()> {
    match std::fs::symlink_metadata(path) {
        Ok(metadata) if metadata.file_type().is_socket() => std::fs::remove_file(path),
        _ => Ok(()),
    }
}

/// The permissions are set before anyone can connect, that is before it listens.
fn listen(path: &Path) -> io::Result<UnixListener> {
    let socket = UnixSocket::new_stream()?;
    socket.bind(path)?;
    std::fs::set_permissions(path, Permissions::from_mode(0o600))?;
    socket.listen(BACKLOG)
}
