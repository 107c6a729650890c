//! Connecting to a server.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use mio::net::{TcpStream, UnixStream};
use nix::sys::socket::{setsockopt, sockopt};
use socket2::{Domain, Protocol, SockAddr, Type};

use super::{Socket, Stream};
use crate::reactor::Core;

/// Where a server listens, and how to get there.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Target {
    /// Over its unix socket.
    Unix(PathBuf),
    /// Over TCP, from this address if there is one.
    Tcp {
        /// The server.
        server: SocketAddr,
        /// The address that the server sees.
        source: Option<IpAddr>,
    },
}

/// Connects. The caller sets the deadline.
pub(crate) async fn connect(core: &Core, target: &Target) -> io::Result<Stream> {
    let socket = match target {
        Target::Unix(path) => Socket::Unix(UnixStream::connect(path)?),
        Target::Tcp { server, source } => Socket::Tcp(begin(*server, *source)?),
    };
    let stream = Stream::connecting(core, socket)?;
    stream.registered().clear_writable();
    stream.registered().writable().await?;
    if let Some(error) = stream.socket().take_error()? {
        return Err(error);
    }
    if let (Target::Tcp { server, .. }, Socket::Tcp(tcp)) = (target, stream.socket()) {
        // Without a listener, a connection to a local port of the ephemeral range can end up
        // connected to itself.
        if tcp.local_addr()? == *server {
            return Err(io::ErrorKind::ConnectionRefused.into());
        }
    }
    stream.socket().tune()?;
    stream.begin()?;
    Ok(stream)
}

/// Connects to the server that is behind a gateway, so that it sees the client's address if that can
/// be. The caller sets the deadline.
pub(crate) async fn connect_from(
    core: &Core,
    server: SocketAddr,
    peer: IpAddr,
) -> io::Result<Stream> {
    let target = |source| Target::Tcp { server, source };
    // Any address of the loopback network is this host's own, and can be the source of a connection.
    let own = (peer.is_loopback() && server.ip().is_loopback()).then_some(peer);
    if own.is_some()
        && let Ok(stream) = connect(core, &target(own)).await
    {
        return Ok(stream);
    }
    connect(core, &target(None)).await
}

fn begin(server: SocketAddr, source: Option<IpAddr>) -> io::Result<TcpStream> {
    let Some(source) = source else {
        return TcpStream::connect(server);
    };
    let socket = socket2::Socket::new(
        Domain::for_address(server),
        Type::STREAM,
        Some(Protocol::TCP),
    )?;
    socket.set_nonblocking(true)?;
    // The kernel chooses the port when it knows both ends, so that one port serves many servers.
    setsockopt(&socket, sockopt::IpBindAddressNoPort, &true)?;
    socket.bind(&SockAddr::from(SocketAddr::new(source, 0)))?;
    match socket.connect(&SockAddr::from(server)) {
        Ok(()) => {}
        Err(error) if error.raw_os_error() == Some(nix::libc::EINPROGRESS) => {}
        Err(error) => return Err(error),
    }
    Ok(TcpStream::from_std(socket.into()))
}
