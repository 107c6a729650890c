//! A socket with its readiness and, perhaps, TLS.

use std::io::{self, ErrorKind, Read, Write};
use std::mem::MaybeUninit;
use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ServerConfig};
use socket2::SockRef;

use super::tls::Tls;
use super::{Buffers, Chunk, Socket};
use crate::reactor::{Core, Registered, timeout};

/// One connection.
#[derive(Debug)]
pub(crate) struct Stream {
    // Before the socket, so that it is gone from the reactor when the file number is free again.
    registered: Registered,
    socket: Socket,
    tls: Option<Box<Tls>>,
}

impl Stream {
    /// A connected socket whose events wake the task that runs.
    pub(crate) fn new(core: &Core, socket: Socket) -> io::Result<Self> {
        let stream = Self::connecting(core, socket)?;
        stream.begin()?;
        Ok(stream)
    }

    /// A socket that is not connected yet.
    pub(super) fn connecting(core: &Core, socket: Socket) -> io::Result<Self> {
        let registered = core.register(&socket)?;
        Ok(Self {
            registered,
            socket,
            tls: None,
        })
    }

    /// Begins to read, now that the socket is connected.
    pub(super) fn begin(&self) -> io::Result<()> {
        self.registered.begin(&self.socket)
    }

    pub(crate) fn registered(&self) -> &Registered {
        &self.registered
    }

    pub(crate) fn socket(&self) -> &Socket {
        &self.socket
    }

    /// Whether bytes are encrypted.
    pub(crate) fn is_encrypted(&self) -> bool {
        self.tls.is_some()
    }

    /// Goes on with TLS as its server. `received` is what the client has sent of it already.
    pub(crate) async fn accept_tls(
        &mut self,
        config: Arc<ServerConfig>,
        received: &[u8],
    ) -> io::Result<()> {
        self.tls = Some(Box::new(Tls::server(config, received)?));
        self.handshake().await
    }

    /// Goes on with TLS as its client.
    pub(crate) async fn connect_tls(
        &mut self,
        config: Arc<ClientConfig>,
        name: ServerName<'static>,
    ) -> io::Result<()> {
        self.tls = Some(Box::new(Tls::client(config, name)?));
        self.handshake().await
    }

    async fn handshake(&mut self) -> io::Result<()> {
        loop {
            self.flush().await?;
            let Some(tls) = &mut self.tls else {
                return Ok(());
            };
            if !tls.is_handshaking() {
                return Ok(());
            }
            self.registered.readable().await;
            let mut wire = Wire(&self.socket, &self.registered);
            match tls.receive(&mut wire) {
                Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
                Ok(_) => {}
                Err(error) if is_transient(&error) => {}
                Err(error) => {
                    // The alert that says why. Whether it arrives does not matter.
                    let _ = tls.send(&mut wire);
                    return Err(error);
                }
            }
        }
    }

    /// Whether reading may find something without waiting.
    pub(crate) fn is_readable(&self) -> bool {
        self.registered.is_readable() || self.tls.as_ref().is_some_and(|tls| tls.has_plaintext())
    }

    /// Waits until reading may find something.
    pub(crate) async fn readable(&self) {
        if !self.is_readable() {
            self.registered.readable().await;
        }
    }

    /// Reads what is there: `None` is nothing yet, 0 the end.
    pub(crate) fn try_read(&mut self, buffer: &mut [u8]) -> io::Result<Option<usize>> {
        let mut wire = Wire(&self.socket, &self.registered);
        let result = match &mut self.tls {
            Some(tls) => tls.read(&mut wire, buffer),
            None => wire.read(buffer),
        };
        match result {
            Ok(length) => Ok(Some(length)),
            Err(error) if is_transient(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The same, without a copy if that can be.
    pub(crate) fn try_read_chunk(&mut self, buffers: &Buffers) -> io::Result<Option<Chunk>> {
        if self.tls.is_none()
            && let Some(lent) = self.registered.lend()
        {
            return Ok(Some(Chunk::Lent(lent)));
        }
        let mut buffer = buffers.take();
        let length = self.try_read(&mut buffer)?;
        Ok(length.map(|length| Chunk::Read(buffer, length)))
    }

    /// Reads what comes next; 0 is the end.
    pub(crate) async fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            self.readable().await;
            if let Some(length) = self.try_read(buffer)? {
                return Ok(length);
            }
        }
    }

    /// Writes what there is room for, which may be nothing.
    pub(crate) fn try_write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut wire = Wire(&self.socket, &self.registered);
        let result = match &mut self.tls {
            Some(tls) => tls.write(&mut wire, bytes),
            None => wire.write(bytes),
        };
        match result {
            Err(error) if is_transient(&error) => Ok(0),
            Ok(length) => Ok(length),
            Err(error) => Err(error),
        }
    }

    /// Whether a chunk can be written without waiting.
    pub(crate) fn takes_at_once(&self) -> bool {
        self.tls.is_none() && self.registered.is_writable()
    }

    /// Writes all of it.
    pub(crate) async fn write_all(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            let written = self.try_write(bytes)?;
            bytes = &bytes[written..];
            if !bytes.is_empty() {
                self.registered.writable().await?;
            }
        }
        if self.tls.is_some() {
            self.flush().await
        } else {
            Ok(())
        }
    }

    /// Has everything that TLS holds back leave.
    pub(crate) async fn flush(&mut self) -> io::Result<()> {
        while !self.try_flush()? {
            self.registered.writable().await?;
        }
        Ok(())
    }

    /// Has what TLS holds back leave as far as there is room. Returns whether that is all.
    pub(super) fn try_flush(&mut self) -> io::Result<bool> {
        while let Some(tls) = &mut self.tls
            && tls.wants_write()
        {
            match tls.send(&mut Wire(&self.socket, &self.registered)) {
                Ok(_) => {}
                Err(error) if is_transient(&error) => return Ok(false),
                Err(error) => return Err(error),
            }
        }
        Ok(true)
    }

    /// Whether TLS has something to send that there was no room for.
    pub(super) fn holds_back(&self) -> bool {
        self.tls.as_ref().is_some_and(|tls| tls.wants_write())
    }

    /// Whether everything that was written has left.
    pub(super) fn has_sent(&self) -> bool {
        !self.holds_back() && self.registered.has_sent()
    }

    /// Ends sending when everything that was written has left. What is in the way for longer than a
    /// moment is given up.
    pub(crate) async fn shutdown(&mut self) {
        let core = self.registered.core().clone();
        // Whether it was sent, the socket is shut down either way.
        let _ = timeout(&core, FAREWELL, self.registered.sent()).await;
        if let Some(tls) = &mut self.tls {
            tls.close(&mut Wire(&self.socket, &self.registered));
            let _ = timeout(&core, FAREWELL, self.registered.sent()).await;
        }
        self.socket.shutdown();
    }

    /// Whether nothing has come that nobody has read: a server that speaks unasked is leaving. With
    /// TLS something may always come.
    pub(crate) fn is_quiet(&self) -> bool {
        if self.registered.has_ended() {
            return false;
        }
        if !self.registered.is_readable() || self.is_encrypted() {
            return true;
        }
        if self.registered.has_received().is_some() {
            return false;
        }
        let peeked = SockRef::from(&self.socket).peek(&mut [MaybeUninit::uninit()]);
        let is_empty = peeked.is_err_and(|error| error.kind() == ErrorKind::WouldBlock);
        if is_empty {
            self.registered.clear_readable();
        }
        is_empty
    }

    /// Whether dropping this resets the connection and discards what has not left this host.
    pub(crate) fn reset_on_drop(&self, reset: bool) {
        self.socket.reset_on_drop(reset);
        self.registered.discard_on_drop(reset);
    }
}

/// How long a last message may take to leave.
const FAREWELL: Duration = Duration::from_secs(2);

/// A socket as the reactor's way to the kernel reads and writes it.
struct Wire<'a>(&'a Socket, &'a Registered);

impl Read for Wire<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.1.read(self.0, buffer)
    }
}

impl Write for Wire<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.1.write(self.0, bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn is_transient(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted)
}
