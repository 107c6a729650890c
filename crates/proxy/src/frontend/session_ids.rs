//! The ids of sessions, which also tell where a session is.
//!
//! Each process of the host has a place, which is part of its ids, and a link with the number of the
//! place beside the control sockets, which leads to its own.

use std::collections::HashSet;
use std::io;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::throttle::HostFile;

/// Set in every id of a session. Servers count from 1, and do not get that far.
const SESSION: u32 = 1 << 31;
/// Bits of an id that number the sessions of a process; those above tell processes apart.
const NUMBER_BITS: u32 = 21;

/// The ids of a process's sessions. No other process of the host has one of them at the same time.
#[derive(Debug)]
pub(crate) struct SessionIds {
    /// Holds the place among the processes.
    _file: Option<HostFile>,
    process: u32,
    /// Where the links are.
    directory: PathBuf,
    used: Mutex<Used>,
}

#[derive(Debug, Default)]
struct Used {
    last: u32,
    all: HashSet<u32>,
}

/// An id as long as it is used.
#[derive(Debug)]
pub(crate) struct SessionId {
    ids: Arc<SessionIds>,
    id: u32,
}

impl SessionIds {
    /// Takes a place. Control sockets of all processes of a host are in one directory.
    pub(crate) fn new(control_socket: &Path) -> Self {
        let directory = control_socket.parent().unwrap_or(Path::new("."));
        let file = HostFile::open(&directory.join("sessions.ids"));
        if let Err(error) = &file {
            tracing::warn!(%error, "ids of sessions may be those of other processes, too");
        }
        let file = file.ok();
        let ids = Self {
            process: file.as_ref().map_or(0, HostFile::process),
            _file: file,
            directory: directory.to_owned(),
            used: Mutex::default(),
        };
        if ids._file.is_some()
            && let Err(error) = ids.link(control_socket)
        {
            tracing::warn!(%error, "other processes cannot kill sessions of this one");
        }
        ids
    }

    /// The link of an earlier process in this place leads nowhere.
    fn link(&self, control_socket: &Path) -> io::Result<()> {
        let link = self.link_of(self.process);
        match std::fs::remove_file(&link) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => symlink(control_socket.file_name().unwrap_or_default(), link),
        }
    }

    fn link_of(&self, process: u32) -> PathBuf {
        self.directory.join(format!("sessions.{process}"))
    }

    /// The control socket of the process that a session's id is of, unless that is this one. It may be
    /// gone.
    pub(crate) fn elsewhere(&self, id: u32) -> Option<PathBuf> {
        let process = (id & !SESSION) >> NUMBER_BITS;
        (process != self.process).then(|| self.link_of(process))
    }

    /// An id for a client that begins to log in.
    pub(crate) fn take(self: &Arc<Self>) -> SessionId {
        let mut used = self.used();
        loop {
            used.last = (used.last + 1) % (1 << NUMBER_BITS);
            let id = SESSION | self.process << NUMBER_BITS | used.last;
            // There are far fewer sessions than ids.
            if used.last != 0 && used.all.insert(id) {
                return SessionId {
                    ids: self.clone(),
                    id,
                };
            }
        }
    }

    fn used(&self) -> MutexGuard<'_, Used> {
        self.used.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl SessionId {
    pub(crate) const fn get(&self) -> u32 {
        self.id
    }
}

impl Drop for SessionId {
    fn drop(&mut self) {
        self.ids.used().all.remove(&self.id);
    }
}

/// The id of a session, if `KILL` names one rather than a server's connection.
pub(crate) fn session_id(id: u64) -> Option<u32> {
    u32::try_from(id).ok().filter(|id| id & SESSION != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_those_of_one_session() {
        let directory = tempfile::tempdir().unwrap();
        let ids = |name| Arc::new(SessionIds::new(&directory.path().join(name)));
        let (one, other) = (ids("a.sock"), ids("b.sock"));
        let (a, b, c) = (one.take(), one.take(), other.take());
        assert_eq!(
            [a.get(), b.get(), c.get()],
            [0x8000_0001, 0x8000_0002, 0x8020_0001]
        );
        assert_eq!(session_id(u64::from(c.get())), Some(c.get()));
        assert_eq!(session_id(5), None);
        assert_eq!(session_id(0x1_8000_0001), None);
        one.used().last = (1 << NUMBER_BITS) - 1;
        assert_eq!(one.take().get(), 0x8000_0003);
        drop(a);
        one.used().last = 0;
        assert_eq!(one.take().get(), 0x8000_0001);
    }

    #[test]
    fn a_link_leads_to_the_process_of_an_id() {
        let directory = tempfile::tempdir().unwrap();
        let socket = |name| directory.path().join(name);
        let target = |link: PathBuf| std::fs::read_link(link).unwrap();
        let one = Arc::new(SessionIds::new(&socket("a.sock")));
        let other = Arc::new(SessionIds::new(&socket("b.sock")));
        let id = other.take();
        assert_eq!(other.elsewhere(id.get()), None);
        assert_eq!(
            target(one.elsewhere(id.get()).unwrap()),
            Path::new("b.sock")
        );
        // Another process in the same place.
        let number = id.get();
        drop((id, other));
        let _next = SessionIds::new(&socket("c.sock"));
        assert_eq!(target(one.elsewhere(number).unwrap()), Path::new("c.sock"));
    }
}
