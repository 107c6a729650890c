//! Starting a process that shall outlive the agent.

use std::ffi::OsString;
use std::fs::OpenOptions;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use hyades_agent_api::AgentError;
use hyades_types::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::handle::Process;
use super::identity::Identity;
use super::os::into_own_session;
use crate::error::During;
use crate::files;

/// What to start.
#[derive(Debug)]
pub(crate) struct Launch {
    pub(crate) program: PathBuf,
    pub(crate) arguments: Vec<OsString>,
    /// The whole environment: nothing of the agent's is handed on.
    pub(crate) environment: Vec<(&'static str, OsString)>,
    /// Gets what the program prints.
    pub(crate) log: PathBuf,
    /// Where the process is written down.
    pub(crate) record: PathBuf,
    /// What the process was started for; a later agent compares it with what it would start.
    pub(crate) purpose: String,
}

/// A started process, as written down.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Record {
    #[serde(flatten)]
    pub(crate) identity: Identity,
    pub(crate) started_at: Timestamp,
    pub(crate) purpose: String,
}

impl Record {
    pub(crate) fn read(path: &Path) -> Option<Self> {
        // A malformed record is like a lost one: the process is found by its argument.
        files::read_json(path).ok().flatten()
    }
}

impl Launch {
    /// Starts the process and writes it down.
    pub(crate) fn start(&self) -> Result<Process, AgentError> {
        // Taken before the start, so that a restart that was asked for earlier counts as done.
        let started_at = Timestamp::now();
        let pid = self.spawn().during_file("start", &self.program)?;
        let gone = || AgentError::failed("start the program", "it ended at once");
        let identity = Identity::of(pid).ok_or_else(gone)?;
        let record = Record {
            identity,
            started_at,
            purpose: self.purpose.clone(),
        };
        let text = serde_json::to_vec(&record).during_file("render", &self.record)?;
        files::write_unsynced(&self.record, &text)?;
        Process::open(record.identity, started_at).ok_or_else(gone)
    }

    /// The remains of the child are taken away by `Process::exited`.
    fn spawn(&self) -> std::io::Result<u32> {
        let log = OpenOptions::new()
            .create(true)
            .append(true)
            .mode(0o600)
            .open(&self.log)?;
        let mut command = Command::new(&self.program);
        command
            .args(&self.arguments)
            .env_clear()
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .current_dir("/")
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log);
        into_own_session(&mut command);
        command.spawn().map(|child| child.id())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn sleeper(dir: &Path) -> Launch {
        Launch {
            program: "/bin/sleep".into(),
            arguments: vec!["300".into()],
            environment: vec![("PATH", "/bin".into())],
            log: dir.join("log"),
            record: dir.join("pid.json"),
            purpose: "test".to_owned(),
        }
    }

    #[tokio::test]
    async fn a_process_is_found_again_and_stopped() {
        let dir = tempfile::tempdir().unwrap();
        let launch = sleeper(dir.path());
        let first = launch.start().unwrap();
        let session = rustix::process::Pid::from_raw(first.identity.pid as i32);
        assert_eq!(rustix::process::getsid(session).ok(), session);

        let record = Record::read(&launch.record).unwrap();
        assert_eq!(record.purpose, "test");
        let second = Process::find(Some(&record), "300").unwrap();
        assert_eq!(second.identity, first.identity);
        assert!(Process::find(Some(&record), "301").is_none());

        assert!(second.stop(Duration::from_secs(5)).await.unwrap());
        first.exited().await;
        assert!(!first.is_running());
        assert!(Process::find(Some(&record), "300").is_none());
        assert!(first.stop(Duration::from_secs(5)).await.unwrap());
    }

    #[tokio::test]
    async fn a_program_that_does_not_exist_is_an_error() {
        let dir = tempfile::tempdir().unwrap();
        let launch = Launch {
            program: "/nowhere/mysqld".into(),
            ..sleeper(dir.path())
        };
        let error = launch.start().unwrap_err().to_string();
        assert!(error.contains("/nowhere/mysqld"), "{error}");
    }
}
