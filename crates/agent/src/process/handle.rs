//! A running process.

use std::os::fd::{AsFd, OwnedFd};
use std::time::Duration;

use hyades_agent_api::AgentError;
use hyades_types::time::Timestamp;
use rustix::process::{Pid, PidfdFlags, Signal, WaitId, WaitIdOptions};
use tokio::io::unix::AsyncFd;

use super::identity::{Identity, find_by_argument, has_argument};
use super::launch::Record;
use super::os;
use crate::error::During;

/// A process that this agent, or one before it, started.
#[derive(Debug)]
pub(crate) struct Process {
    pub(crate) identity: Identity,
    pub(crate) started_at: Timestamp,
    pidfd: AsyncFd<OwnedFd>,
}

impl Process {
    /// Takes hold of a process if it is still the one that is meant.
    pub(crate) fn open(identity: Identity, started_at: Timestamp) -> Option<Self> {
        let pid = Pid::from_raw(i32::try_from(identity.pid).ok()?)?;
        let pidfd = rustix::process::pidfd_open(pid, PidfdFlags::NONBLOCK).ok()?;
        // Checked after opening: whatever the pidfd names now, it was this process a moment ago,
        // and a pidfd never comes to name another one.
        if !identity.is_running() {
            return None;
        }
        let pidfd = os::watch(pidfd).ok()?;
        Some(Self {
            identity,
            started_at,
            pidfd,
        })
    }

    /// Finds the process that a record tells of. One whose record got lost (the agent was killed
    /// right after it started the process) is found by its argument.
    pub(crate) fn find(record: Option<&Record>, argument: &str) -> Option<Self> {
        let recorded = record.and_then(|record| {
            let known = has_argument(record.identity.pid, argument);
            known
                .then(|| Self::open(record.identity.clone(), record.started_at))
                .flatten()
        });
        recorded.or_else(|| {
            let identity = find_by_argument(argument)?;
            let started_at = identity.started_at();
            Self::open(identity, started_at)
        })
    }

    pub(crate) fn is_running(&self) -> bool {
        self.identity.is_running()
    }

    /// Waits until the process has ended, and takes its remains away if it is a child.
    pub(crate) async fn exited(&self) {
        // An error cannot happen short of a broken runtime; then polling still ends the wait.
        while self.pidfd.readable().await.is_err() && self.is_running() {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        // Fails for a process that an earlier agent started: its remains go to init.
        let _ = rustix::process::waitid(
            WaitId::PidFd(self.pidfd.get_ref().as_fd()),
            WaitIdOptions::EXITED | WaitIdOptions::NOHANG,
        );
    }

    /// Asks the process to end, and kills it when it has not done so in time. Says whether it
    /// ended by itself.
    pub(crate) async fn stop(&self, grace: Duration) -> Result<bool, AgentError> {
        self.signal(Signal::TERM)?;
        if tokio::time::timeout(grace, self.exited()).await.is_ok() {
            return Ok(true);
        }
        self.kill().await?;
        Ok(false)
    }

    /// Kills the process and waits until it is gone.
    pub(crate) async fn kill(&self) -> Result<(), AgentError> {
        self.signal(Signal::KILL)?;
        self.exited().await;
        Ok(())
    }

    fn signal(&self, signal: Signal) -> Result<(), AgentError> {
        match rustix::process::pidfd_send_signal(self.pidfd.get_ref(), signal) {
            Ok(()) | Err(rustix::io::Errno::SRCH) => Ok(()),
            Err(error) => Err(error).during("signal a process"),
        }
    }
}
