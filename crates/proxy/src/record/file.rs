//! A file of records while it grows.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use hyades_types::record::RecordName;
use hyades_types::time::Timestamp;
use zstd::bulk::Compressor;

use super::Source;
use super::line::write_gap;

/// Text from which a frame is written, in bytes.
const FRAME: usize = 512 << 10;

/// What stands behind the name of a file that is not complete.
pub(super) const PART: &str = ".part";

/// A file that records are appended to. It is locked as long as it is open.
#[derive(Debug)]
pub(super) struct RecordFile {
    pub(super) source: Arc<Source>,
    file: File,
    path: PathBuf,
    /// Lines that are not in the file yet, and how many of them are statements.
    pub(super) text: Vec<u8>,
    pub(super) lines: u64,
    pub(super) written: u64,
    pub(super) since: Instant,
}

impl RecordFile {
    /// Begins a new file in the directory of its instance, which has to be there: who removes that ends
    /// the recording of a deleted instance, also for processes that do not know it yet.
    pub(super) fn create(directory: &Path, source: Arc<Source>) -> io::Result<Self> {
        let name = RecordName::new(Timestamp::now(), &source.instance, &source.node);
        let path = directory
            .join(source.instance.as_str())
            .join(format!("{name}{PART}"));
        let file = OpenOptions::new()
            .create_new(true)
            .append(true)
            .mode(0o600)
            .open(&path)?;
        file.try_lock()?;
        Ok(Self {
            source,
            file,
            path,
            text: Vec::new(),
            lines: 0,
            written: 0,
            since: Instant::now(),
        })
    }

    pub(super) const fn is_frame_full(&self) -> bool {
        self.text.len() >= FRAME
    }

    /// Writes what has not been written, and how many statements of the node have been lost meanwhile.
    /// What cannot be written is lost, and counted.
    pub(super) fn flush(&mut self, compressor: &mut Compressor<'_>) -> io::Result<()> {
        let dropped = self.source.say();
        if dropped > 0 {
            tracing::warn!(node = %self.source.node, dropped, "statements were not recorded");
            write_gap(&mut self.text, &self.source.node, dropped);
        }
        if self.text.is_empty() {
            return Ok(());
        }
        let written = self.write(compressor);
        let lines = std::mem::take(&mut self.lines);
        self.text.clear();
        match written {
            Ok(length) => {
                self.written += length;
                self.source.kept(lines, length);
                Ok(())
            }
            Err(error) => {
                self.source.unsay(dropped);
                self.source.lost(lines);
                // Half a frame would make everything behind it unreadable.
                self.file.set_len(self.written)?;
                Err(error)
            }
        }
    }

    fn write(&mut self, compressor: &mut Compressor<'_>) -> io::Result<u64> {
        let frame = compressor.compress(&self.text)?;
        self.file.write_all(&frame)?;
        Ok(frame.len() as u64)
    }

    /// Gives the file its final name.
    pub(super) fn finish(mut self, compressor: &mut Compressor<'_>) -> io::Result<()> {
        let flushed = self.flush(compressor);
        complete(&self.path)?;
        flushed
    }
}

/// Gives a file the name of a complete one, or removes it if there is nothing in it.
pub(super) fn complete(path: &Path) -> io::Result<()> {
    if fs::metadata(path)?.len() == 0 {
        return fs::remove_file(path);
    }
    let text = path.as_os_str().to_string_lossy();
    match text.strip_suffix(PART) {
        Some(name) => fs::rename(path, name),
        None => Ok(()),
    }
}
