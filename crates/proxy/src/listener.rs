//! One listening socket.

use std::io;
use std::time::Duration;

use hyades_types::net::Endpoint;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::time::{Instant, sleep_until};

use crate::log_limit::LogLimit;

/// Connections that may wait to be accepted; the kernel caps it at `net.core.somaxconn`.
const BACKLOG: u32 = 1024;
/// How long accepting rests when the process has run out of something.
const REST: Duration = Duration::from_millis(100);

/// Listens on an endpoint. SO_REUSEADDR, because connections of an earlier listener may still be in
/// TIME_WAIT; it does not let two listeners share the endpoint.
pub(crate) fn bind(endpoint: Endpoint) -> io::Result<TcpListener> {
    socket(endpoint)?.listen(BACKLOG)
}

/// The same, with other processes: the nodes of a database proxy share their endpoints, and the
/// kernel shares the clients out among them.
pub(crate) fn bind_shared(endpoint: Endpoint) -> io::Result<TcpListener> {
    let socket = socket_for(endpoint)?;
    socket.set_reuseport(true)?;
    socket.bind(endpoint.to_socket_addr())?;
    socket.listen(BACKLOG)
}

fn socket(endpoint: Endpoint) -> io::Result<TcpSocket> {
    let socket = socket_for(endpoint)?;
    socket.bind(endpoint.to_socket_addr())?;
    Ok(socket)
}

fn socket_for(endpoint: Endpoint) -> io::Result<TcpSocket> {
    let address = endpoint.to_socket_addr();
    let socket = if address.is_ipv4() {
        TcpSocket::new_v4()?
    } else {
        TcpSocket::new_v6()?
    };
    socket.set_reuseaddr(true)?;
    Ok(socket)
}

/// Accepts connections, whatever happens.
#[derive(Debug)]
pub(crate) struct Acceptor {
    listen: Endpoint,
    listener: TcpListener,
    rest_until: Option<Instant>,
    log_limit: LogLimit,
}

impl Acceptor {
    pub(crate) fn new(listener: TcpListener, listen: Endpoint) -> Self {
        Self {
            listen,
            listener,
            rest_until: None,
            log_limit: LogLimit::default(),
        }
    }

    /// The next connection. Cancel safe.
    pub(crate) async fn accept(&mut self) -> TcpStream {
        loop {
            if let Some(rest_until) = self.rest_until {
                sleep_until(rest_until).await;
                self.rest_until = None;
            }
            match self.listener.accept().await {
                Ok((client, _)) => return client,
                Err(error) if concerns_one_client(&error) => {}
                Err(error) => self.rest(&error),
            }
        }
    }

    /// Most often there are no open files left. The connection stays in the queue, so accepting
    /// again at once would fail again at once, in a loop that keeps a core busy.
    fn rest(&mut self, error: &io::Error) {
        self.rest_until = Some(Instant::now() + REST);
        if self.log_limit.admits() {
            tracing::error!(listen = %self.listen, %error, "cannot accept connections");
        }
    }
}

/// Whether only the connection that was to be accepted is lost.
fn concerns_one_client(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionReset, Interrupted};
    matches!(
        error.kind(),
        ConnectionAborted | ConnectionReset | Interrupted
    )
}
