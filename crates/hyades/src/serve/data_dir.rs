//! The data directory: one server at a time, of a layout that this program knows.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};
use hyades_iam::DeploymentKey;
use hyades_types::id::HostId;

/// Version of the layout of the data directory.
const LAYOUT: u32 = 1;

const LOCK: &str = "lock";

/// A data directory that nobody else serves.
pub(super) struct DataDir {
    path: PathBuf,
    _lock: File,
}

impl DataDir {
    /// Makes the directory if need be, and takes it.
    pub(super) fn take(path: &Path) -> anyhow::Result<Self> {
        let shown = path.display();
        fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(path)
            .with_context(|| format!("cannot make the data directory {shown}"))?;
        let lock = open_lock(path).with_context(|| format!("cannot write into {shown}"))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(fs::TryLockError::WouldBlock) => {
                bail!("another hyades serve runs on the data directory {shown}")
            }
            Err(fs::TryLockError::Error(error)) => {
                return Err(error).with_context(|| format!("cannot lock {shown}"));
            }
        }
        let dir = Self {
            path: path.to_owned(),
            _lock: lock,
        };
        dir.check_layout()?;
        Ok(dir)
    }

    /// A file or directory in it.
    pub(super) fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.path.join(name)
    }

    /// Where the metadata is. The file is made here, private, before the database library would
    /// make it for everybody to read.
    pub(super) fn store_url(&self) -> anyhow::Result<String> {
        let file = self.path("hyades.db");
        OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(&file)
            .with_context(|| format!("cannot write {}", file.display()))?;
        Ok(format!("sqlite://{}?mode=rw", file.display()))
    }

    fn check_layout(&self) -> anyhow::Result<()> {
        let file = self.path("VERSION");
        let text = Self::read_or_write(&file, || format!("{LAYOUT}\n"))?;
        let found: u32 = text
            .trim()
            .parse()
            .with_context(|| format!("{} is broken", file.display()))?;
        ensure!(
            found <= LAYOUT,
            "the data directory {} was written by a newer hyades (layout {found}, this one knows \
             {LAYOUT})",
            self.path.display()
        );
        Ok(())
    }

    /// The deployment's key, made at the first start.
    pub(super) fn deployment_key(&self) -> anyhow::Result<DeploymentKey> {
        let file = self.path("deployment.key");
        let text = Self::read_or_write(&file, || {
            format!("{}\n", DeploymentKey::generate().to_hex().expose())
        })?;
        DeploymentKey::from_hex(&text).with_context(|| format!("{} is broken", file.display()))
    }

    /// This host's id, made at the first start.
    pub(super) fn host_id(&self) -> anyhow::Result<HostId> {
        let file = self.path("host-id");
        let text = Self::read_or_write(&file, || format!("{}\n", HostId::generate()))?;
        text.trim()
            .parse()
            .with_context(|| format!("{} is broken", file.display()))
    }

    fn read_or_write(file: &Path, make: impl FnOnce() -> String) -> anyhow::Result<String> {
        if !file.exists() {
            write_private(file, make().as_bytes())?;
        }
        fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))
    }
}

/// Writes a file of mode 0600 so that it is there whole, or not at all.
pub(super) fn write_private(file: &Path, content: &[u8]) -> anyhow::Result<()> {
    let temporary = file.with_added_extension("new");
    let written = || -> std::io::Result<()> {
        let mut out = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&temporary)?;
        out.write_all(content)?;
        out.sync_all()?;
        fs::rename(&temporary, file)?;
        match file.parent() {
            Some(dir) => File::open(dir)?.sync_all(),
            None => Ok(()),
        }
    };
    written().with_context(|| format!("cannot write {}", file.display()))
}

/// Whether somebody serves a data directory.
pub(super) fn is_locked(path: &Path) -> anyhow::Result<bool> {
    if !path.join(LOCK).exists() {
        return Ok(false);
    }
    let lock = open_lock(path).with_context(|| format!("cannot open {}", path.display()))?;
    Ok(matches!(lock.try_lock(), Err(fs::TryLockError::WouldBlock)))
}

fn open_lock(path: &Path) -> std::io::Result<File> {
    OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(path.join(LOCK))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_server_at_a_time() {
        let dir = tempfile::tempdir().unwrap();
        let taken = DataDir::take(dir.path()).unwrap();
        assert!(is_locked(dir.path()).unwrap());
        let error = DataDir::take(dir.path()).err().unwrap().to_string();
        assert!(error.contains("another hyades serve"), "{error}");
        drop(taken);
        assert!(!is_locked(dir.path()).unwrap());
        assert!(DataDir::take(dir.path()).is_ok());
    }

    #[test]
    fn a_newer_layout_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("VERSION"), "999\n").unwrap();
        let error = DataDir::take(dir.path()).err().unwrap().to_string();
        assert!(error.contains("newer"), "{error}");
    }

    #[test]
    fn key_and_host_stay_the_same() {
        let dir = tempfile::tempdir().unwrap();
        let taken = DataDir::take(dir.path()).unwrap();
        let first = *taken.deployment_key().unwrap().bytes();
        assert_eq!(first, *taken.deployment_key().unwrap().bytes());
        assert_eq!(taken.host_id().unwrap(), taken.host_id().unwrap());
    }
}
