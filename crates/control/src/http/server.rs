//! Accepting connections, and speaking HTTP/1.1 on them.
//!
//! Everything that a client could drag out has an end: the TLS handshake, the head of a request
//! (and with it the pause between two), the body (see `body`), the reading of an answer. The number
//! of connections is bounded; further ones wait in the listen queue.

mod connection;
mod patience;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;

use connection::Connection;

/// The most connections at a time: half of the file descriptors that a process usually has.
const MOST_CONNECTIONS: usize = 512;

/// How long requests under way have to end when the service does.
const GRACE: Duration = Duration::from_secs(1);

/// How long to wait after a failed accept, which is for lack of file descriptors: trying again at
/// once would only burn time.
const BREATHER: Duration = Duration::from_millis(200);

/// Serves an API on a listener until `shutdown`, over TLS if there is a configuration for it (which
/// must not offer HTTP/2). Then takes no more connections, and returns when the requests under way
/// are answered, or a second later.
pub async fn serve(
    listener: TcpListener,
    tls: Option<Arc<ServerConfig>>,
    router: Router,
    shutdown: impl Future<Output = ()>,
) {
    let (stop, stopping) = watch::channel(());
    let template = Connection::new(tls.map(TlsAcceptor::from), router, stopping);
    let mut connections = JoinSet::new();
    tokio::select! {
        () = shutdown => {}
        () = accept_all(&listener, &template, &mut connections) => {}
    }
    drop((listener, template, stop));
    let ended = async { while connections.join_next().await.is_some() {} };
    // What is left after that is cut off: with the set, its tasks are dropped.
    let _ = timeout(GRACE, ended).await;
}

/// Accepts connections for ever.
async fn accept_all(listener: &TcpListener, template: &Connection, connections: &mut JoinSet<()>) {
    let places = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    loop {
        let (stream, place) = accept(listener, &places).await;
        let connection = template.clone();
        connections.spawn(async move {
            connection.run(stream).await;
            drop(place);
        });
        while connections.try_join_next().is_some() {}
    }
}

/// Waits for a free place, then for a client.
async fn accept(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> (TcpStream, Option<OwnedSemaphorePermit>) {
    // The semaphore is never closed.
    let place = Arc::clone(places).acquire_owned().await.ok();
    loop {
        match listener.accept().await {
            Ok((stream, _)) => return (stream, place),
            Err(error) if is_the_clients(&error) => {}
            Err(error) => {
                tracing::warn!(%error, "cannot accept a connection");
                sleep(BREATHER).await;
            }
        }
    }
}

/// Whether a client gave up before it was accepted.
fn is_the_clients(error: &std::io::Error) -> bool {
    use std::io::ErrorKind;
    matches!(
        error.kind(),
        ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset | ErrorKind::ConnectionRefused
    )
}
