//! Where records go and how long they stay.

use std::path::PathBuf;
use std::time::Duration;

/// The settings of full-SQL recording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordOptions {
    /// The directory with a directory for each recorded instance, which whoever starts the process
    /// makes, and removes when the instance is gone. Several processes can share it.
    pub directory: PathBuf,
    /// The size, in bytes, from which a file is not written any more but a new one.
    pub file_bytes: u64,
    /// The same by its age.
    pub file_age: Duration,
    /// How long files are kept.
    pub keep: Duration,
    /// Bytes of all files together from which old ones are removed before that, of the instance that
    /// has most.
    pub keep_bytes: u64,
}

impl RecordOptions {
    /// The defaults: files of at most 64 MiB and 10 minutes, kept for 7 days and up to 20 GiB.
    pub fn new(directory: impl Into<PathBuf>) -> Self {
        Self {
            directory: directory.into(),
            file_bytes: 64 << 20,
            file_age: Duration::from_mins(10),
            keep: Duration::from_hours(7 * 24),
            keep_bytes: 20 << 30,
        }
    }
}
