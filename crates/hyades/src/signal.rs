//! The signals that end a process.

use tokio::signal::unix::{SignalKind, signal};

/// A future that is done when the process is told to end (SIGTERM, or Ctrl-C).
///
/// # Errors
/// When the system does not let the signals be caught.
pub(crate) fn end() -> std::io::Result<impl Future<Output = ()>> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}
