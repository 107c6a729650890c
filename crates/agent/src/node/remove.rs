//! Removing a node from the host.

use std::fs;
use std::io::ErrorKind;
use std::time::Duration;

use hyades_agent_api::AgentError;

use super::server::Server;
use super::{goal, seed};
use crate::error::{During, blocking};
use crate::files;

/// Stops the server and removes everything of the node. What there is not need not be removed.
pub(crate) async fn remove(server: &Server, grace: Duration) -> Result<(), AgentError> {
    if let Some(process) = server.process() {
        match goal::kept(&server.paths) {
            Ok(Some(spec)) => server.stop(&process, &spec.accounts.admin, grace).await?,
            // Nobody can log in to it.
            _ => process.stop(grace).await.map(|_| ())?,
        }
    }
    seed::discard_receiver(server).await?;
    server.remove_sockets()?;
    server.context.limits.remove(&server.node);
    let dir = server.paths.dir().to_owned();
    let trash = server.context.layout.trash(&server.node);
    blocking(move || {
        // Renamed first: from here on no half of it can be taken for a node.
        files::remove(&trash)?;
        match fs::rename(&dir, &trash) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            renamed => {
                renamed.during_file("remove", &dir)?;
                files::remove(&trash)
            }
        }
    })
    .await
}
