//! The process: everything wired together.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::timeout;

use crate::connection::Shared;
use crate::control::server::{self, Call};
use crate::control::socket::ControlSocket;
use crate::control::{ControlReply, ControlRequest};
use crate::log_limit::LogLimit;
use crate::stats::Connections;
use crate::supervisor::Supervisor;
use crate::{Error, Options, limits};

/// How long closing everything may take; what is left then is closed by the end of the process.
const STOP_LIMIT: Duration = Duration::from_secs(1);
/// Commands that may wait for their turn.
const WAITING_CALLS: usize = 16;

/// Runs a proxy process until `shutdown` resolves (SIGTERM, say) or the control socket says stop.
///
/// Raises the process's limit of open files. Fails only if the control socket cannot be served;
/// once that answers, every listener of the snapshot has been tried.
pub async fn run(options: Options, shutdown: impl Future<Output = ()>) -> Result<(), Error> {
    let socket = ControlSocket::bind(&options.control_socket)?;
    let mut supervisor = Supervisor::new(options.snapshot.clone(), Arc::new(shared(&options)));
    if let Err(error) = supervisor.reload().await {
        tracing::error!(%error, "serving nothing until there is a good snapshot");
    }
    let (calls, received) = mpsc::channel(WAITING_CALLS);
    let server = tokio::spawn(server::serve(socket, calls));
    tracing::info!(socket = %options.control_socket.display(), "proxy is up");

    tokio::select! {
        () = obey(&mut supervisor, received) => {}
        () = shutdown => {}
    }
    let _ = timeout(STOP_LIMIT, supervisor.stop()).await;
    // `received` is gone, which ends the server; a panic in it must not keep us from ending.
    let _ = server.await;
    tracing::info!("proxy has stopped");
    Ok(())
}

fn shared(options: &Options) -> Shared {
    let open_files = limits::raise_open_files().unwrap_or_else(|error| {
        tracing::warn!(%error, "cannot raise the limit of open files");
        1024
    });
    let limit = options
        .max_connections
        .unwrap_or_else(|| limits::connections_for(open_files));
    Shared {
        connections: Connections::new(limit),
        buffers: Default::default(),
        connect_timeout: options.connect_timeout,
        full: LogLimit::default(),
    }
}

/// Carries out the commands of the control socket, one at a time, until one says stop.
async fn obey(supervisor: &mut Supervisor, mut calls: mpsc::Receiver<Call>) {
    while let Some(Call { request, answer }) = calls.recv().await {
        let reply = match request {
            ControlRequest::Reload => match supervisor.reload().await {
                Ok(()) => ControlReply::Status(supervisor.status()),
                Err(error) => ControlReply::Error {
                    error: error.to_string(),
                },
            },
            ControlRequest::Status | ControlRequest::Stop => {
                ControlReply::Status(supervisor.status())
            }
        };
        // A client that did not wait for its answer does not matter.
        let _ = answer.send(reply);
        if request == ControlRequest::Stop {
            return;
        }
    }
}
