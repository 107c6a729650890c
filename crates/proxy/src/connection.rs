//! One client's connection, from its acceptance to its end.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use hyades_types::topology::Gateway;
use socket2::{SockRef, TcpKeepalive};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::buffers::BufferPool;
use crate::log_limit::LogLimit;
use crate::refusal::{Refusal, refuse};
use crate::relay::relay;
use crate::stats::Connections;

/// A peer that vanished without a word is noticed after a minute and a half.
const KEEPALIVE: TcpKeepalive = TcpKeepalive::new()
    .with_time(Duration::from_secs(60))
    .with_interval(Duration::from_secs(10))
    .with_retries(3);

/// What all connections of the process share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) connections: Connections,
    pub(crate) buffers: BufferPool,
    pub(crate) connect_timeout: Duration,
    /// Of the message that there is no place for another connection.
    pub(crate) full: LogLimit,
}

/// Where the connections of a gateway go.
#[derive(Debug)]
pub(crate) struct Route {
    pub(crate) gateway: Gateway,
    /// Of the message that the server cannot be reached.
    unreachable: LogLimit,
}

impl Route {
    pub(crate) fn new(gateway: Gateway) -> Self {
        Self {
            gateway,
            unreachable: LogLimit::default(),
        }
    }
}

/// Serves a client until it or its server is done. To end the connection earlier, drop the future:
/// the server then gets a reset, which also discards what was sent but has not left this host.
pub(crate) async fn serve(mut client: TcpStream, route: Arc<Route>, shared: Arc<Shared>) {
    let Some(_place) = shared.connections.open() else {
        log_full(&shared);
        return refuse(client, Refusal::TooManyConnections).await;
    };
    let Gateway {
        instance,
        listen,
        backend,
        ..
    } = &route.gateway;
    let Some(backend) = backend else {
        return refuse(client, Refusal::NoServer(instance)).await;
    };
    match connect(backend.endpoint.to_socket_addr(), shared.connect_timeout).await {
        Ok(mut server) => {
            // The end of a connection is no event of ours, however it comes.
            let _ = pass(&mut client, &mut server, &shared.buffers).await;
        }
        Err(error) => {
            if route.unreachable.admits() {
                let server = backend.endpoint;
                tracing::warn!(%listen, %instance, %server, %error, "cannot connect to the server");
            }
            refuse(client, Refusal::Unreachable(instance)).await;
        }
    }
}

fn log_full(shared: &Shared) {
    if shared.full.admits() {
        let limit = shared.connections.limit();
        tracing::warn!(limit, "refusing clients: too many connections");
    }
}

async fn connect(server: SocketAddr, limit: Duration) -> io::Result<TcpStream> {
    let stream = timeout(limit, TcpStream::connect(server)).await??;
    // Without a listener, a connection to a local port of the ephemeral range can end up connected
    // to itself.
    if stream.local_addr()? == server {
        return Err(io::ErrorKind::ConnectionRefused.into());
    }
    Ok(stream)
}

async fn pass(
    client: &mut TcpStream,
    server: &mut TcpStream,
    buffers: &BufferPool,
) -> io::Result<()> {
    tune(client)?;
    tune(server)?;
    server.set_zero_linger()?;
    let end = relay(client, server, buffers).await;
    // Not cut off by dropping: close in the ordinary way, which delivers what was written.
    SockRef::from(&*server).set_linger(None)?;
    end
}

fn tune(stream: &TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)?;
    SockRef::from(stream).set_tcp_keepalive(&KEEPALIVE)
}
