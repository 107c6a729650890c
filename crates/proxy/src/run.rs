//! The process: everything wired together.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::{Instant, sleep, timeout};

use crate::backend::PoolLimits;
use crate::connection::{Fronts, Shared};
use crate::control::inspect::Inspector;
use crate::control::server::{self, Call};
use crate::control::socket::ControlSocket;
use crate::control::{ControlReply, ControlRequest};
use crate::log_limit::LogLimit;
use crate::net::Sources;
use crate::observe::Watch;
use crate::supervisor::Supervisor;
use crate::worker::Workers;
use crate::{Error, Options, limits};

/// How long closing everything may take; what is left then is closed by the end of the process.
const STOP_LIMIT: Duration = Duration::from_secs(1);
/// How often a drained process looks whether its clients have left.
const PATIENCE: Duration = Duration::from_millis(20);
/// How often what a host does not let us do is tried again.
const TRY_SOURCES: Duration = Duration::from_secs(20);
/// Commands that may wait for their turn.
const WAITING_CALLS: usize = 16;

/// Runs a proxy process until `shutdown` resolves (SIGTERM, say) or the control socket says stop.
///
/// Raises the process's limit of open files. Fails only if the control socket cannot be served;
/// once that answers, every listener of the snapshot has been tried.
pub async fn run(options: Options, shutdown: impl Future<Output = ()>) -> Result<(), Error> {
    let socket = ControlSocket::bind(&options.control_socket)?;
    let threads = worker_count();
    let limits = PoolLimits {
        eager: options.eager_connections.div_ceil(threads),
        idle: options.idle_connections,
    };
    let watch = Arc::new(Watch::new(&options.control_socket, options.record.clone()));
    let sources = Arc::new(Sources::default());
    let workers = Workers::start(threads, options.io, limits, &sources, &watch);
    let workers = workers.map_err(|source| Error::Workers { source })?;
    let workers = Arc::new(workers);
    watch.set_workers(&workers);
    let shared = Arc::new(shared(&options, workers.clone(), watch.clone()));
    let mut supervisor = Supervisor::new(options.snapshot.clone(), shared);
    if let Err(error) = supervisor.reload().await {
        tracing::error!(%error, "serving nothing until there is a good snapshot");
    }
    let (calls, received) = mpsc::channel(WAITING_CALLS);
    let inspector = Inspector::new(workers.clone(), watch.clone(), &options.control_socket);
    let trying = tokio::spawn(try_sources(sources));
    let server = tokio::spawn(server::serve(socket, calls, Arc::new(inspector)));
    tracing::info!(socket = %options.control_socket.display(), "proxy is up");

    tokio::select! {
        () = obey(&mut supervisor, received) => {}
        () = shutdown => {}
    }
    trying.abort();
    let _ = timeout(STOP_LIMIT, supervisor.stop()).await;
    drop(supervisor);
    // `received` is gone, which ends the server; a panic in it must not keep us from ending.
    let _ = server.await;
    workers.stop();
    // Only when nobody records any more; a disk that hangs must not keep us, either.
    let recording = tokio::task::spawn_blocking(move || watch.recorder.stop());
    let _ = timeout(STOP_LIMIT, recording).await;
    tracing::info!("proxy has stopped");
    Ok(())
}

/// Finds out whether clients of other hosts can keep their addresses, which changes with the host's
/// routing.
async fn try_sources(sources: Arc<Sources>) {
    loop {
        let sources = sources.clone();
        // It ends with an error only with the process.
        let _ = tokio::task::spawn_blocking(move || sources.try_out()).await;
        sleep(TRY_SOURCES).await;
    }
}

/// Waits until the last client has left, or until then.
async fn drained(supervisor: &Supervisor, by: Option<Instant>) {
    while supervisor.status().connections > 0 && by.is_none_or(|by| Instant::now() < by) {
        sleep(PATIENCE).await;
    }
}

/// One for each processor.
fn worker_count() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

fn shared(options: &Options, workers: Arc<Workers>, watch: Arc<Watch>) -> Shared {
    let open_files = limits::raise_open_files().unwrap_or_else(|error| {
        tracing::warn!(%error, "cannot raise the limit of open files");
        1024
    });
    let limit = options
        .max_connections
        .unwrap_or_else(|| limits::connections_for(open_files));
    Shared {
        workers,
        watch,
        connections: Arc::default(),
        limit,
        connect_timeout: options.connect_timeout,
        full: LogLimit::default(),
        fronts: Fronts::default(),
    }
}

/// Carries out the commands of the control socket, one at a time, until one says stop, or until a
/// drained process has no client any more.
async fn obey(supervisor: &mut Supervisor, mut calls: mpsc::Receiver<Call>) {
    let mut drained_by = None;
    loop {
        let call = tokio::select! {
            call = calls.recv() => call,
            () = drained(supervisor, drained_by), if drained_by.is_some() => return,
        };
        let Some(Call { request, answer }) = call else {
            return;
        };
        if let ControlRequest::Drain { seconds } = request {
            let by = Instant::now() + Duration::from_secs(seconds.into());
            drained_by = Some(drained_by.map_or(by, |known: Instant| known.min(by)));
            supervisor.listen_no_more().await;
        }
        let reply = match request {
            ControlRequest::Reload => match supervisor.reload().await {
                Ok(()) => ControlReply::Status(supervisor.status()),
                Err(error) => ControlReply::Error {
                    error: error.to_string(),
                },
            },
            ControlRequest::Status | ControlRequest::Stop | ControlRequest::Drain { .. } => {
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
