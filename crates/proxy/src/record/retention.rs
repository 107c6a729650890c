//! What becomes of files that are complete, and of those that a dead process has left.

use std::fs::{self, DirEntry, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use hyades_types::record::RecordName;

use super::RecordOptions;
use super::file::{PART, complete};

/// A file that is younger may just be being made.
const YOUNG: Duration = Duration::from_secs(10);

/// Age, size and path of a complete file.
type Complete = (Duration, u64, PathBuf);

/// Completes what dead processes have left, and removes what is too old or too much. What another
/// process does at the same time does not matter.
pub(super) fn tidy(options: &RecordOptions) -> io::Result<()> {
    let now = SystemTime::now();
    let mut all = Vec::new();
    for instance in entries(&options.directory)? {
        let mut files = Vec::new();
        for entry in entries(&instance.path())? {
            files.extend(look_at(&entry, now));
        }
        files.sort();
        all.push(files);
    }
    for files in &mut all {
        remove_old(files, options.keep);
    }
    make_room(all, options.keep_bytes);
    Ok(())
}

/// What is in a directory; nothing when it is none.
fn entries(directory: &Path) -> io::Result<Vec<DirEntry>> {
    match fs::read_dir(directory) {
        Ok(entries) => entries.collect(),
        Err(error) => match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Ok(Vec::new()),
            _ => Err(error),
        },
    }
}

/// A file if it is complete; one that a dead process has left will be.
fn look_at(entry: &DirEntry, now: SystemTime) -> Option<Complete> {
    let name = entry.file_name();
    let name = name.to_str()?;
    let meta = entry.metadata().ok().filter(fs::Metadata::is_file)?;
    let age = now
        .duration_since(meta.modified().ok()?)
        .unwrap_or_default();
    let is_record = |name: &str| name.parse::<RecordName>().is_ok();
    if name.strip_suffix(PART).is_some_and(is_record) {
        adopt(&entry.path(), age);
    }
    is_record(name).then(|| (age, meta.len(), entry.path()))
}

/// Completes a file if nobody writes it any more.
fn adopt(path: &Path, age: Duration) {
    let is_locked = || File::open(path).is_ok_and(|file| file.try_lock().is_err());
    if age > YOUNG && !is_locked() {
        // It is tried again the next time.
        let _ = complete(path);
    }
}

/// Removes files by age; they are in its order.
fn remove_old(files: &mut Vec<Complete>, keep: Duration) {
    let young = files.partition_point(|(age, ..)| *age <= keep);
    for (.., path) in files.drain(young..) {
        remove(&path);
    }
}

/// Removes the oldest file of the instance that has most, until all are not too much together: an
/// instance with many statements does not cost the others theirs.
fn make_room(mut all: Vec<Vec<Complete>>, most: u64) {
    let size = |files: &Vec<Complete>| files.iter().map(|(_, length, _)| length).sum::<u64>();
    while all.iter().map(size).sum::<u64>() > most
        && let Some((.., path)) = all
            .iter_mut()
            .max_by_key(|files| size(files))
            .and_then(Vec::pop)
    {
        remove(&path);
    }
}

fn remove(path: &Path) {
    if let Err(error) = fs::remove_file(path)
        && error.kind() != io::ErrorKind::NotFound
    {
        tracing::error!(path = %path.display(), %error, "cannot remove a file of records");
    }
}
