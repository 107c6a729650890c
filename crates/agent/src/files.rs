//! Files that nobody else may read, written so that a crash leaves the old or the new content.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;

use hyades_agent_api::AgentError;
use hyades_types::units::ByteSize;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::During;

/// Writes a file of mode 0600: a temporary name, then synced, then renamed.
pub(crate) fn write(path: &Path, content: &[u8]) -> Result<(), AgentError> {
    write_io(path, content, true).during_file("write", path)
}

/// The same without syncing, for what is written anew after the machine went down.
pub(crate) fn write_unsynced(path: &Path, content: &[u8]) -> Result<(), AgentError> {
    write_io(path, content, false).during_file("write", path)
}

fn write_io(path: &Path, content: &[u8], sync: bool) -> io::Result<()> {
    let parent = path.parent().ok_or(ErrorKind::InvalidInput)?;
    let name = path.file_name().ok_or(ErrorKind::InvalidInput)?;
    let mut hidden = std::ffi::OsString::from(".");
    hidden.push(name);
    hidden.push(".tmp");
    let temporary = parent.join(hidden);
    let mut file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&temporary)?;
    file.write_all(content)?;
    if !sync {
        return fs::rename(&temporary, path);
    }
    file.sync_all()?;
    fs::rename(&temporary, path)?;
    File::open(parent)?.sync_all()
}

/// Makes a whole directory durable. Files that vanish meanwhile are skipped: a server that is
/// starting in it removes some.
pub(crate) fn sync_tree(dir: &Path) -> io::Result<()> {
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        let synced = if path.is_dir() {
            sync_tree(&path)
        } else {
            sync_file(&path)
        };
        match synced {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    sync_file(dir)
}

fn sync_file(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

/// Writes a value as JSON.
pub(crate) fn write_json<T: Serialize>(path: &Path, value: &T) -> Result<(), AgentError> {
    let text = serde_json::to_vec_pretty(value).during_file("render", path)?;
    write(path, &text)
}

/// Reads a value; `None` when there is no such file.
///
/// An error does not say what the file holds, since it may hold passwords.
pub(crate) fn read_json<T: DeserializeOwned>(path: &Path) -> Result<Option<T>, AgentError> {
    let text = match fs::read(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error).during_file("read", path),
    };
    serde_json::from_slice(&text)
        .map(Some)
        .map_err(|error| {
            format!(
                "malformed at line {}, column {}",
                error.line(),
                error.column()
            )
        })
        .during_file("read", path)
}

/// Makes a directory of mode 0700, and its parents.
pub(crate) fn make_dir(path: &Path) -> Result<(), AgentError> {
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(path)
        .during_file("make", path)?;
    fs::set_permissions(path, fs::Permissions::from_mode(0o700)).during_file("close", path)
}

/// Removes a file or a whole directory; nothing there is fine.
pub(crate) fn remove(path: &Path) -> Result<(), AgentError> {
    let is_dir = fs::symlink_metadata(path).is_ok_and(|meta| meta.is_dir());
    let removed = if is_dir {
        fs::remove_dir_all(path)
    } else {
        fs::remove_file(path)
    };
    match removed {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error).during_file("remove", path),
        _ => Ok(()),
    }
}

/// Disk space that a directory takes (holes do not count). Files that vanish meanwhile are
/// skipped: servers rotate theirs.
pub(crate) fn space_used(dir: &Path) -> ByteSize {
    ByteSize::bytes(bytes_used(dir))
}

fn bytes_used(dir: &Path) -> u64 {
    let Ok(entries) = fs::read_dir(dir) else {
        return 0;
    };
    entries
        .flatten()
        .filter_map(|entry| {
            let meta = entry.metadata().ok()?;
            let own = meta.blocks() * 512;
            Some(if meta.is_dir() {
                own + bytes_used(&entry.path())
            } else {
                own
            })
        })
        .sum()
}

/// Size and free space of the file system that a path is on.
pub(crate) fn disk(path: &Path) -> Result<(ByteSize, ByteSize), AgentError> {
    let stat = rustix::fs::statvfs(path).during_file("ask for the free space of", path)?;
    let bytes = |blocks: u64| ByteSize::bytes(blocks.saturating_mul(stat.f_frsize));
    Ok((bytes(stat.f_blocks), bytes(stat.f_bavail)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_files_are_private_and_replace_the_old_ones() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("value.json");
        assert_eq!(read_json::<u32>(&path).unwrap(), None);
        write_json(&path, &1u32).unwrap();
        write_json(&path, &2u32).unwrap();
        assert_eq!(read_json::<u32>(&path).unwrap(), Some(2));
        assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_malformed_file_is_an_error_that_quotes_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("spec.json");
        write(&path, b"{\"password\": hunter2").unwrap();
        let error = read_json::<serde_json::Value>(&path)
            .unwrap_err()
            .to_string();
        assert!(error.contains("malformed at line 1"), "{error}");
        assert!(!error.contains("hunter2"), "{error}");
    }

    #[test]
    fn removing_nothing_is_fine() {
        let dir = tempfile::tempdir().unwrap();
        remove(&dir.path().join("nothing")).unwrap();
        make_dir(&dir.path().join("a/b")).unwrap();
        remove(&dir.path().join("a")).unwrap();
        assert!(!dir.path().join("a").exists());
    }
}
