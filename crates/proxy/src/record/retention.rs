//! What becomes of files that are complete, and of those that a dead process has left.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::RecordOptions;
use super::file::{COMPLETE, MARK, PART, complete};

/// A file that is younger may just be being made.
const YOUNG: Duration = Duration::from_secs(10);

/// Completes what dead processes have left, and removes what is too old or too much. What another
/// process does at the same time does not matter.
pub(super) fn tidy(options: &RecordOptions) -> io::Result<()> {
    let now = SystemTime::now();
    let mut files = Vec::new();
    for entry in match fs::read_dir(&options.directory) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    } {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let Ok(meta) = entry.metadata() else {
            continue;
        };
        if !name.contains(MARK) || !meta.is_file() {
            continue;
        }
        let age = meta
            .modified()
            .ok()
            .and_then(|at| now.duration_since(at).ok());
        let age = age.unwrap_or_default();
        if name.ends_with(PART) {
            adopt(&entry.path(), age);
        } else if name.ends_with(COMPLETE) {
            files.push((age, meta.len(), entry.path()));
        }
    }
    remove(files, options);
    Ok(())
}

/// Completes a file if nobody writes it any more.
fn adopt(path: &Path, age: Duration) {
    let is_locked = || File::open(path).is_ok_and(|file| file.try_lock().is_err());
    if age > YOUNG && !is_locked() {
        // It is tried again the next time.
        let _ = complete(path);
    }
}

/// Removes files by age, then the oldest until the others are not too much.
fn remove(mut files: Vec<(Duration, u64, PathBuf)>, options: &RecordOptions) {
    files.sort();
    let mut kept = 0_u64;
    for (age, length, path) in files {
        kept = kept.saturating_add(length);
        if age > options.keep || kept > options.keep_bytes {
            let removed = fs::remove_file(&path);
            if let Err(error) = removed
                && error.kind() != io::ErrorKind::NotFound
            {
                tracing::error!(path = %path.display(), %error, "cannot remove a file of records");
            }
        }
    }
}
