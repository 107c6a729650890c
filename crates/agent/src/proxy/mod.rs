//! The host's proxy process: its snapshot, its process, its control socket.

mod control;
mod keeper;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use hyades_agent_api::AgentError;
use hyades_types::topology::{ProxyStatus, TopologySnapshot};
use tokio::task::JoinHandle;

use crate::context::Context;
use crate::error::blocking;
use crate::files;

pub(crate) use keeper::Keeper;

/// How often a proxy that is starting is asked again.
const PATIENCE: Duration = Duration::from_millis(20);

/// The gateways of the host.
pub(crate) struct Gateways {
    context: Arc<Context>,
    /// The snapshot that is kept; locked while one is applied.
    kept: tokio::sync::Mutex<Option<TopologySnapshot>>,
    keeper: Mutex<Option<JoinHandle<()>>>,
}

impl Gateways {
    /// Takes over the proxy process if there ever was something to serve.
    pub(crate) fn take(context: Arc<Context>) -> Result<Self, AgentError> {
        let kept: Option<TopologySnapshot> = files::read_json(&context.layout.topology())?;
        let was_used = kept.is_some();
        let kept = tokio::sync::Mutex::new(kept);
        let gateways = Self {
            context,
            kept,
            keeper: Mutex::new(None),
        };
        if was_used {
            gateways.keep_running();
        }
        Ok(gateways)
    }

    /// Writes the snapshot down, has the process serve it, and waits until it does.
    pub(crate) async fn apply(
        &self,
        snapshot: &TopologySnapshot,
    ) -> Result<ProxyStatus, AgentError> {
        let mut kept = self.kept.lock().await;
        if let Some(kept) = &*kept {
            check_newer(kept, snapshot)?;
        }
        if kept.as_ref() != Some(snapshot) {
            let (path, owned) = (self.context.layout.topology(), snapshot.clone());
            blocking(move || files::write_json(&path, &owned)).await?;
            *kept = Some(snapshot.clone());
        }
        self.keep_running();
        self.reload(snapshot.epoch).await
    }

    /// Asks until the process serves this epoch. The caller's deadline ends it.
    async fn reload(&self, epoch: u64) -> Result<ProxyStatus, AgentError> {
        let socket = self.context.run.proxy_socket();
        loop {
            match control::reload(&socket).await {
                Ok(control::Answer::Status(status)) if status.epoch >= epoch => return Ok(status),
                Ok(control::Answer::Refused { error }) => {
                    return Err(AgentError::failed(
                        "have the proxy serve the snapshot",
                        error,
                    ));
                }
                // Starting, or about to be started again.
                Ok(control::Answer::Status(_)) | Err(_) => tokio::time::sleep(PATIENCE).await,
            }
        }
    }

    fn keep_running(&self) {
        let mut keeper = self.keeper.lock().unwrap_or_else(PoisonError::into_inner);
        if keeper.is_none() {
            *keeper = Some(tokio::spawn(Keeper::new(self.context.clone()).run()));
        }
    }

    /// Stops keeping the process; it goes on.
    pub(crate) async fn let_go(&self) {
        let keeper = self
            .keeper
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(keeper) = keeper {
            keeper.abort();
            // Aborted is how it ends.
            let _ = keeper.await;
        }
    }
}

fn check_newer(kept: &TopologySnapshot, offered: &TopologySnapshot) -> Result<(), AgentError> {
    if offered.epoch < kept.epoch {
        return Err(AgentError::Stale {
            offered: offered.epoch,
            kept: kept.epoch,
        });
    }
    if offered.epoch == kept.epoch && offered != kept {
        return Err(AgentError::failed(
            "apply the snapshot",
            format!(
                "it differs from the one kept, and both are of epoch {}",
                kept.epoch
            ),
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn epochs_never_go_back() {
        let snapshot = |epoch| TopologySnapshot {
            epoch,
            gateways: Vec::new(),
        };
        assert!(check_newer(&snapshot(3), &snapshot(4)).is_ok());
        assert!(check_newer(&snapshot(3), &snapshot(3)).is_ok());
        let error = check_newer(&snapshot(3), &snapshot(2)).unwrap_err();
        assert_eq!(
            error,
            AgentError::Stale {
                offered: 2,
                kept: 3
            }
        );
    }
}
