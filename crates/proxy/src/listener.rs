//! One listening socket.

use std::future::poll_fn;
use std::io;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use hyades_types::net::Endpoint;
use socket2::{SockFilter, SockRef};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::time::{Instant, sleep_until};

use crate::log_limit::LogLimit;

/// Connections that may wait to be accepted; the kernel caps it at `net.core.somaxconn`.
const BACKLOG: u32 = 1024;
/// How long accepting rests when the process has run out of something.
const REST: Duration = Duration::from_millis(100);

/// How long a client may take to finish a handshake that has begun when a listener leaves.
const HANDSHAKE: Duration = Duration::from_millis(100);
/// Drops what begins a connection: loads the byte with the flags, and takes the packet unless SYN is
/// among them.
const NO_SYN: [(u16, u8, u8, u32); 4] = [
    (LOAD_BYTE, 0, 0, 13),
    (JUMP_IF_SET, 1, 0, 0x02),
    (RETURN, 0, 0, u32::MAX),
    (RETURN, 0, 0, 0),
];
/// `BPF_LD | BPF_B | BPF_ABS`.
const LOAD_BYTE: u16 = 0x30;
/// `BPF_JMP | BPF_JSET | BPF_K`.
const JUMP_IF_SET: u16 = 0x45;
/// `BPF_RET | BPF_K`.
const RETURN: u16 = 0x06;

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
    leaves_at: Option<Instant>,
    log_limit: LogLimit,
}

impl Acceptor {
    pub(crate) fn new(listener: TcpListener, listen: Endpoint) -> Self {
        Self {
            listen,
            listener,
            rest_until: None,
            leaves_at: None,
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

    /// Says that this listener is about to leave an endpoint that others listen on, too, until
    /// [`last`](Self::last) has no client any more. The kernel resets what has come to a listener that closes;
    /// so it takes no new connections first. Who is turned away tries again after a second, and finds
    /// another one.
    pub(crate) fn begin_to_leave(&mut self) {
        let filter = NO_SYN.map(|(code, jt, jf, k)| SockFilter::new(code, jt, jf, k));
        if let Err(error) = SockRef::from(&self.listener).attach_filter(&filter) {
            tracing::warn!(listen = %self.listen, %error, "clients that connect just now are reset");
        }
        self.leaves_at = Some(Instant::now() + HANDSHAKE);
    }

    /// The next connection before the listener leaves. Cancel safe.
    pub(crate) async fn last(&mut self) -> Option<TcpStream> {
        let leaves_at = self.leaves_at?;
        let mut accepting = pin!(self.accept());
        let mut leaving = pin!(sleep_until(leaves_at));
        poll_fn(|context| {
            // Those that have come in time are served in any case.
            if let Poll::Ready(client) = accepting.as_mut().poll(context) {
                return Poll::Ready(Some(client));
            }
            leaving.as_mut().poll(context).map(|()| None)
        })
        .await
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
