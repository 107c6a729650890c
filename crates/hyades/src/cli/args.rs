//! Options that several commands share.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};

/// Options of every command.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Global options")]
pub(crate) struct GlobalArgs {
    /// Tables for people, or the API's own objects for programs
    #[arg(long, global = true, value_enum, default_value_t = Format::Table, value_name = "FORMAT")]
    pub(crate) output: Format,

    /// Credentials file [default: $HYADES_CREDENTIALS, or $HYADES_DATA_DIR/credentials.json, or
    /// ~/.local/share/hyades/credentials.json]
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) credentials: Option<PathBuf>,

    /// Server to talk to (for tokens, too), instead of the one in the credentials file
    #[arg(long, global = true, value_name = "URL")]
    pub(crate) endpoint: Option<String>,

    /// Certificates to trust, in PEM form, when the server is https
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) cacert: Option<PathBuf>,

    /// Print results and errors only: no progress, no confirmations of what was done
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
}

/// How results are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    Table,
    Json,
}

/// Whether to wait for the job that a command starts.
#[derive(Debug, Clone, Args)]
pub(crate) struct WaitArgs {
    /// Print the job's id at once instead of waiting for its end
    #[arg(long)]
    pub(crate) no_wait: bool,

    #[command(flatten)]
    pub(crate) limit: TimeoutArgs,
}

/// How long to wait for a job.
#[derive(Debug, Clone, Args)]
pub(crate) struct TimeoutArgs {
    /// Give up waiting after so many seconds; the job goes on
    #[arg(long, value_name = "SECONDS", default_value_t = 600)]
    timeout: u64,
}

impl TimeoutArgs {
    /// The limit.
    pub(crate) const fn duration(&self) -> Duration {
        Duration::from_secs(self.timeout)
    }
}

/// Where a password comes from; never from the command line itself.
#[derive(Debug, Clone, Args)]
pub(crate) struct PasswordArgs {
    /// Read the password from the first line of standard input (asks without echo on a terminal);
    /// without this and --password-file one is generated and shown once
    #[arg(long, conflicts_with = "password_file")]
    pub(crate) password_stdin: bool,

    /// Read the password from the first line of a file
    #[arg(long, value_name = "FILE")]
    pub(crate) password_file: Option<PathBuf>,
}

/// How an instance is spread over availability zones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum AzMode {
    Single,
    Multi,
}

impl AzMode {
    /// The API's spelling.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Single => "single",
            Self::Multi => "multi",
        }
    }
}
