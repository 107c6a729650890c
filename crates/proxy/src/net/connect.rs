//! Connecting to a server.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use mio::net::{TcpStream, UnixStream};

use super::source::{self, Sources};
use super::{Socket, Stream};
use crate::reactor::{Core, timeout};

/// How long a connection from the address of another host may take: the server is on this one.
const FOREIGN: Duration = Duration::from_secs(1);

/// Where a server listens, and how to get there.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Target {
    /// Over its unix socket.
    Unix(PathBuf),
    /// Over TCP.
    Tcp(SocketAddr),
}

/// Connects. The caller sets the deadline.
pub(crate) async fn connect(core: &Core, target: &Target) -> io::Result<Stream> {
    match target {
        Target::Unix(path) => established(core, Socket::Unix(UnixStream::connect(path)?)).await,
        Target::Tcp(server) => tcp(core, TcpStream::connect(*server)?, *server).await,
    }
}

/// Connects to a server so that it sees the client's address if that can be. Otherwise it sees its own
/// rather than 127.0.0.1, which accounts may be for. The caller sets the deadline.
pub(crate) async fn connect_from(
    core: &Core,
    sources: &Sources,
    server: SocketAddr,
    peer: IpAddr,
) -> io::Result<Stream> {
    let peer = peer.to_canonical();
    if peer.is_ipv4() == server.is_ipv4() {
        if let Ok(socket) = source::begin_from_own(server, peer) {
            return tcp(core, TcpStream::from_std(socket.into()), server).await;
        }
        if sources.is_open(peer)
            && source::is_own(server.ip())
            && let Ok(socket) = source::begin_from_foreign(server, peer)
        {
            let connecting = tcp(core, TcpStream::from_std(socket.into()), server);
            match timeout(core, FOREIGN, connecting).await {
                Ok(connected) => return connected,
                Err(_) => sources.has_failed(peer),
            }
        }
    }
    match source::begin_from_own(server, server.ip()) {
        Ok(socket) => tcp(core, TcpStream::from_std(socket.into()), server).await,
        Err(_) => connect(core, &Target::Tcp(server)).await,
    }
}

async fn tcp(core: &Core, socket: TcpStream, server: SocketAddr) -> io::Result<Stream> {
    let stream = established(core, Socket::Tcp(socket)).await?;
    // Without a listener, a connection to a local port of the ephemeral range can end up connected to
    // itself.
    match stream.socket() {
        Socket::Tcp(tcp) if tcp.local_addr()? == server => {
            Err(io::ErrorKind::ConnectionRefused.into())
        }
        _ => Ok(stream),
    }
}

async fn established(core: &Core, socket: Socket) -> io::Result<Stream> {
    let stream = Stream::connecting(core, socket)?;
    stream.registered().clear_writable();
    stream.registered().writable().await?;
    if let Some(error) = stream.socket().take_error()? {
        return Err(error);
    }
    stream.socket().tune()?;
    stream.begin()?;
    Ok(stream)
}
