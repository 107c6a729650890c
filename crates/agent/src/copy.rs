//! Copying a directory of data files: shared blocks where the file system can, else a copy that
//! keeps holes. Most of an empty server's files are holes, so that little is read and written.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom};
use std::os::unix::fs::{DirBuilderExt, FileExt, OpenOptionsExt};
use std::path::Path;

use rustix::fs::{FallocateFlags, SeekFrom as HoleSeek};

/// Copies a directory to a name that is not taken. Nothing is synced.
pub(crate) fn tree(from: &Path, to: &Path) -> io::Result<()> {
    fs::DirBuilder::new().mode(0o700).create(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            tree(&entry.path(), &target)?;
        } else {
            file(&entry.path(), &target)?;
        }
    }
    Ok(())
}

fn file(from: &Path, to: &Path) -> io::Result<()> {
    if reflink_copy::reflink(from, to).is_ok() {
        return Ok(());
    }
    let source = File::open(from)?;
    let target = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(to)?;
    let size = source.metadata()?.len();
    target.set_len(size)?;
    copy_data(&source, &target, size)
}

/// Copies what is not a hole.
fn copy_data(mut source: &File, mut target: &File, size: u64) -> io::Result<()> {
    let mut at = 0;
    while at < size {
        let start = match rustix::fs::seek(source, HoleSeek::Data(at)) {
            Ok(start) => start,
            // No more data behind this position.
            Err(rustix::io::Errno::NXIO) => break,
            Err(error) => return Err(error.into()),
        };
        let end = rustix::fs::seek(source, HoleSeek::Hole(start))?;
        source.seek(SeekFrom::Start(start))?;
        target.seek(SeekFrom::Start(start))?;
        io::copy(&mut source.take(end - start), &mut target)?;
        at = end;
    }
    Ok(())
}

/// Turns stretches of zeros in the files of a directory into holes.
pub(crate) fn dig_holes(dir: &Path) -> io::Result<()> {
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            dig_holes(&entry.path())?;
        } else {
            dig_holes_in_file(&entry.path())?;
        }
    }
    Ok(())
}

/// InnoDB's page size: what is zero for a whole page becomes a hole.
const PAGE: u64 = 16 * 1024;

fn dig_holes_in_file(path: &Path) -> io::Result<()> {
    let file = OpenOptions::new().read(true).write(true).open(path)?;
    let size = file.metadata()?.len();
    let mut page = [0u8; PAGE as usize];
    let mut at = 0;
    while at + PAGE <= size {
        file.read_exact_at(&mut page, at)?;
        if page.iter().all(|byte| *byte == 0) && !punch(&file, at, PAGE)? {
            return Ok(());
        }
        at += PAGE;
    }
    Ok(())
}

/// Makes a whole file one hole, without changing its size.
pub(crate) fn empty_file(path: &Path) -> io::Result<()> {
    let file = OpenOptions::new().write(true).open(path)?;
    let size = file.metadata()?.len();
    punch(&file, 0, size).map(|_| ())
}

/// Says whether the file system can do it.
fn punch(file: &File, at: u64, len: u64) -> io::Result<bool> {
    let mode = FallocateFlags::PUNCH_HOLE | FallocateFlags::KEEP_SIZE;
    match rustix::fs::fallocate(file, mode, at, len) {
        Ok(()) => Ok(true),
        Err(error) if io::Error::from(error).kind() == ErrorKind::Unsupported => Ok(false),
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::MetadataExt;

    use super::*;

    #[test]
    fn a_copy_has_the_same_bytes_and_keeps_holes() {
        let dir = tempfile::tempdir().unwrap();
        let from = dir.path().join("from");
        fs::create_dir_all(from.join("sub")).unwrap();
        let mut content = vec![0u8; 4 << 20];
        content[1 << 20] = 7;
        content.push(9);
        fs::write(from.join("sub/data"), &content).unwrap();
        fs::write(from.join("empty"), b"").unwrap();
        dig_holes(&from).unwrap();

        let to = dir.path().join("to");
        tree(&from, &to).unwrap();
        assert_eq!(fs::read(to.join("sub/data")).unwrap(), content);
        assert_eq!(fs::read(to.join("empty")).unwrap(), b"");
        let blocks = |dir: &Path| dir.join("sub/data").metadata().unwrap().blocks();
        assert!(blocks(&to) <= blocks(&from) + 64);
        assert!(
            tree(&from, &to).is_err(),
            "an existing directory is never written into"
        );
    }

    #[test]
    fn an_emptied_file_keeps_its_size() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("redo");
        fs::write(&path, vec![1u8; 100_000]).unwrap();
        empty_file(&path).unwrap();
        let content = fs::read(&path).unwrap();
        assert_eq!(content.len(), 100_000);
    }
}
