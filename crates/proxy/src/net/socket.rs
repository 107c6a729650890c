//! A non-blocking socket of either kind.

use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr};
use std::os::fd::{AsFd, BorrowedFd};
use std::time::Duration;

use mio::net::{TcpStream, UnixStream};
use socket2::{SockRef, TcpKeepalive};

/// A server that vanished without a word is noticed after a minute and a half.
const KEEPALIVE: TcpKeepalive = TcpKeepalive::new()
    .with_time(Duration::from_secs(60))
    .with_interval(Duration::from_secs(10))
    .with_retries(3);

/// So is a client after this time, whether or not something is on the way to it: the number of probes does not
/// count then (`TCP_USER_TIMEOUT` in tcp(7)). It also ends the connection of a client that lives but reads
/// nothing; servers wait for 60 s (`net_write_timeout`), and are often told to wait for longer.
const UNREAD: Duration = Duration::from_secs(300);

/// A non-blocking socket.
#[derive(Debug)]
pub(crate) enum Socket {
    Tcp(TcpStream),
    Unix(UnixStream),
}

impl Socket {
    /// Takes over an accepted connection.
    pub(crate) fn accepted(stream: std::net::TcpStream) -> io::Result<Self> {
        stream.set_nonblocking(true)?;
        stream.set_nodelay(true)?;
        let socket = SockRef::from(&stream);
        socket.set_tcp_keepalive(&KEEPALIVE)?;
        socket.set_tcp_user_timeout(Some(UNREAD))?;
        Ok(Self::Tcp(TcpStream::from_std(stream)))
    }

    /// The other side's address; none if it is gone, or has none.
    pub(crate) fn peer(&self) -> Option<SocketAddr> {
        match self {
            Self::Tcp(stream) => stream.peer_addr().ok(),
            Self::Unix(_) => None,
        }
    }

    /// Settings of a TCP connection to a server.
    pub(super) fn tune(&self) -> io::Result<()> {
        match self {
            Self::Tcp(stream) => {
                stream.set_nodelay(true)?;
                SockRef::from(stream).set_tcp_keepalive(&KEEPALIVE)
            }
            Self::Unix(_) => Ok(()),
        }
    }

    /// The error that a connection attempt has ended in, if any.
    pub(super) fn take_error(&self) -> io::Result<Option<io::Error>> {
        match self {
            Self::Tcp(stream) => stream.take_error(),
            Self::Unix(stream) => stream.take_error(),
        }
    }

    /// Ends sending; what was written is still delivered.
    pub(super) fn shutdown(&self) {
        // A peer that is gone does not matter.
        let _ = match self {
            Self::Tcp(stream) => stream.shutdown(Shutdown::Write),
            Self::Unix(stream) => stream.shutdown(Shutdown::Write),
        };
    }

    /// Whether dropping this resets a TCP connection: the peer then notices at once, and what has
    /// not left this host is discarded.
    pub(crate) fn reset_on_drop(&self, reset: bool) {
        if let Self::Tcp(stream) = self {
            // Without it, it is closed in the ordinary way, which is slower but no worse.
            let _ = SockRef::from(stream).set_linger(reset.then_some(Duration::ZERO));
        }
    }
}

impl Read for &Socket {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Socket::Tcp(stream) => (&*stream).read(buffer),
            Socket::Unix(stream) => (&*stream).read(buffer),
        }
    }
}

impl Write for &Socket {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Socket::Tcp(stream) => (&*stream).write(bytes),
            Socket::Unix(stream) => (&*stream).write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl AsFd for Socket {
    fn as_fd(&self) -> BorrowedFd<'_> {
        match self {
            Self::Tcp(stream) => stream.as_fd(),
            Self::Unix(stream) => stream.as_fd(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_that_vanishes_is_noticed() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let _client = std::net::TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        let socket = Socket::accepted(listener.accept().unwrap().0).unwrap();
        let options = SockRef::from(&socket);
        assert!(options.keepalive().unwrap());
        assert_eq!(options.tcp_keepalive_time().unwrap().as_secs(), 60);
        assert_eq!(options.tcp_keepalive_interval().unwrap().as_secs(), 10);
        assert_eq!(options.tcp_keepalive_retries().unwrap(), 3);
        assert_eq!(options.tcp_user_timeout().unwrap(), Some(UNREAD));
    }
}
