//! One connection.

use std::pin::pin;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;

use super::patience::Patience;

/// How long a TLS handshake may take.
const HANDSHAKE: Duration = Duration::from_secs(10);

/// How long the head of a request may take, the time before its first byte included.
const HEAD: Duration = Duration::from_secs(30);

/// How long a client may leave an answer unread.
const READING: Duration = Duration::from_secs(30);

/// The most that the head of a request may have.
const MOST_HEAD: usize = 64 << 10;

/// How connections are served.
#[derive(Clone)]
pub(super) struct Connection {
    tls: Option<TlsAcceptor>,
    router: Router,
    /// Its sender is gone when the service ends.
    stopping: watch::Receiver<()>,
}

impl Connection {
    pub(super) const fn new(
        tls: Option<TlsAcceptor>,
        router: Router,
        stopping: watch::Receiver<()>,
    ) -> Self {
        Self {
            tls,
            router,
            stopping,
        }
    }

    /// Serves a connection until either side ends it.
    pub(super) async fn run(self, stream: TcpStream) {
        // Answers are written at once and whole: waiting for more gains nothing.
        let _ = stream.set_nodelay(true);
        let stream = Patience::new(stream, READING);
        let Some(tls) = self.tls.clone() else {
            return self.speak(stream).await;
        };
        match timeout(HANDSHAKE, tls.accept(stream)).await {
            Ok(Ok(stream)) => Box::pin(self.speak(stream)).await,
            Ok(Err(error)) => tracing::debug!(%error, "TLS handshake failed"),
            Err(_) => tracing::debug!("TLS handshake took too long"),
        }
    }

    async fn speak<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(mut self, stream: S) {
        let service = TowerToHyperService::new(self.router);
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD)
            .max_buf_size(MOST_HEAD)
            .serve_connection(TokioIo::new(stream), service);
        let mut connection = pin!(connection);
        let ended = tokio::select! {
            ended = connection.as_mut() => ended,
            _ = self.stopping.changed() => {
                connection.as_mut().graceful_shutdown();
                connection.await
            }
        };
        if let Err(error) = ended {
            tracing::debug!(%error, "connection ended");
        }
    }
}
