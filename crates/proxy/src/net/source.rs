//! Connecting from a client's address, so that servers see who it is.
//!
//! An address of this host can be bound by everybody. One of another host takes CAP_NET_ADMIN
//! (`IP_TRANSPARENT`), and a way back: what a server of this host answers to that address has to stay on
//! this host. So these connections carry a mark, which their other end inherits, and a rule sends what
//! has the mark to the loopback device:
//!
//! ```text
//! sysctl -w net.ipv4.tcp_fwmark_accept=1
//! ip rule add fwmark 0x4879 lookup 18553
//! ip route add local default dev lo table 18553
//! ```
//!
//! (and the same with `ip -6`). Replication and everything else has no mark and is not touched.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use nix::libc::EINPROGRESS;
use nix::sys::socket::{setsockopt, sockopt};
use socket2::{Domain, Protocol, Socket, Type};

/// Marks connections from addresses of other hosts; "Hy".
const MARK: u32 = 0x4879;
/// How long the trial may take. On the loopback device an answer comes at once or never.
const TRIAL: Duration = Duration::from_millis(200);
/// Addresses that nobody has: they are for documentation.
const NOBODY: [(IpAddr, IpAddr); 2] = [
    (
        IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1)),
    ),
    (
        IpAddr::V6(Ipv6Addr::LOCALHOST),
        IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1)),
    ),
];

/// Whether connections can come from addresses of other hosts, with IPv4 and IPv6.
#[derive(Debug, Default)]
pub(crate) struct Sources {
    v4: AtomicBool,
    v6: AtomicBool,
}

impl Sources {
    /// Tries what has not worked so far. Takes up to half a second.
    pub(crate) fn try_out(&self) {
        for (server, nobody) in NOBODY {
            if !self.is_open(nobody) && is_way_back(server, nobody) {
                tracing::info!(%server, "clients of other hosts keep their addresses");
                self.of(nobody).store(true, Ordering::Relaxed);
            }
        }
    }

    /// Whether a connection to a server of this host can come from this address of another host.
    pub(super) fn is_open(&self, source: IpAddr) -> bool {
        self.of(source).load(Ordering::Relaxed)
    }

    /// Nothing came back.
    pub(super) fn has_failed(&self, source: IpAddr) {
        if self.of(source).swap(false, Ordering::Relaxed) {
            tracing::warn!(%source, "clients of other hosts do not keep their addresses any more");
        }
    }

    const fn of(&self, source: IpAddr) -> &AtomicBool {
        match source {
            IpAddr::V4(_) => &self.v4,
            IpAddr::V6(_) => &self.v6,
        }
    }
}

/// Whether a process with the rights of this one can connect from addresses of other hosts, with IPv4 and
/// with IPv6. Takes up to half a second.
pub fn keeps_client_addresses() -> [bool; 2] {
    NOBODY.map(|(server, nobody)| is_way_back(server, nobody))
}

/// Begins to connect from an address of this host.
pub(super) fn begin_from_own(server: SocketAddr, source: IpAddr) -> io::Result<Socket> {
    let socket = socket(server)?;
    begin(socket, server, source)
}

/// The same from an address of another host.
pub(super) fn begin_from_foreign(server: SocketAddr, source: IpAddr) -> io::Result<Socket> {
    let socket = socket(server)?;
    // Of both families.
    setsockopt(&socket, sockopt::IpTransparent, &true)?;
    socket.set_mark(MARK)?;
    begin(socket, server, source)
}

/// Whether this is an address of this host.
pub(super) fn is_own(address: IpAddr) -> bool {
    std::net::UdpSocket::bind((address, 0)).is_ok()
}

fn socket(server: SocketAddr) -> io::Result<Socket> {
    let socket = Socket::new(
        Domain::for_address(server),
        Type::STREAM,
        Some(Protocol::TCP),
    )?;
    socket.set_nonblocking(true)?;
    Ok(socket)
}

fn begin(socket: Socket, server: SocketAddr, source: IpAddr) -> io::Result<Socket> {
    // The kernel chooses the port when it knows both ends, so that one port serves many servers.
    setsockopt(&socket, sockopt::IpBindAddressNoPort, &true)?;
    socket.bind(&SocketAddr::new(source, 0).into())?;
    match socket.connect(&server.into()) {
        Err(error) if error.raw_os_error() != Some(EINPROGRESS) => Err(error),
        _ => Ok(socket),
    }
}

fn is_way_back(server: IpAddr, nobody: IpAddr) -> bool {
    let trial = || -> io::Result<()> {
        let listener = TcpListener::bind((server, 0))?;
        let socket = socket(listener.local_addr()?)?;
        setsockopt(&socket, sockopt::IpTransparent, &true)?;
        socket.set_mark(MARK)?;
        socket.bind(&SocketAddr::new(nobody, 0).into())?;
        socket.connect_timeout(&listener.local_addr()?.into(), TRIAL)
    };
    trial().is_ok()
}
