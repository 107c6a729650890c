//! Where and how `hyades proxy` records statements.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use hyades_proxy::RecordOptions;

const MIB: u64 = 1 << 20;
const DAY: u64 = 24 * 60 * 60;

/// Options of full-SQL recording.
#[derive(Debug, Args)]
#[command(next_help_heading = "Recording of statements")]
pub(super) struct RecordArgs {
    /// Directory for the statements of instances that are recorded; without it none are
    #[arg(long, value_name = "DIR")]
    record_dir: Option<PathBuf>,

    /// Begin a new file from this size (compressed, MiB) [default: 64]
    #[arg(long, value_name = "MIB", requires = "record_dir", value_parser = clap::value_parser!(u64).range(1..=65_536))]
    record_file_size: Option<u64>,

    /// Begin a new file after so many seconds [default: 600]
    #[arg(long, value_name = "SECONDS", requires = "record_dir", value_parser = clap::value_parser!(u64).range(1..=86_400))]
    record_file_age: Option<u64>,

    /// Remove files after so many days [default: 7]
    #[arg(long, value_name = "DAYS", requires = "record_dir", value_parser = clap::value_parser!(u64).range(1..=1830))]
    record_keep_days: Option<u64>,

    /// Remove the oldest files when all together are larger (MiB) [default: 20480]
    #[arg(long, value_name = "MIB", requires = "record_dir", value_parser = clap::value_parser!(u64).range(1..=1_073_741_824))]
    record_keep_size: Option<u64>,
}

impl RecordArgs {
    /// `None` when nothing is to be recorded.
    pub(super) fn options(self) -> Option<RecordOptions> {
        let mut options = RecordOptions::new(self.record_dir?);
        if let Some(size) = self.record_file_size {
            options.file_bytes = size * MIB;
        }
        if let Some(age) = self.record_file_age {
            options.file_age = Duration::from_secs(age);
        }
        if let Some(days) = self.record_keep_days {
            options.keep = Duration::from_secs(days * DAY);
        }
        if let Some(size) = self.record_keep_size {
            options.keep_bytes = size * MIB;
        }
        Some(options)
    }
}
