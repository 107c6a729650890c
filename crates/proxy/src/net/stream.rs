//! A socket with its readiness and, perhaps, TLS.

use std::io::{self, ErrorKind, Read, Write};
use std::sync::Arc;

use rustls::{ClientConfig, ServerConfig};
use rustls::pki_types::ServerName;

use super::Socket;
use super::tls::Tls;
use crate::reactor::{Core, Registered};

/// One connection.
#[derive(Debug)]
pub(crate) struct Stream {
    // Before the socket, so that it is gone from the reactor when the file number is free again.
    registered: Registered,
    socket: Socket,
    tls: Option<Box<Tls>>,
}

impl Stream {
    /// A socket whose events wake the task that runs.
    pub(crate) fn new(core: &Core, socket: Socket) -> io::Result<Self> {
        let registered = core.register(&socket)?;
        Ok(Self {
            registered,
            socket,
            tls: None,
        })
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
            match tls.receive(&self.socket) {
                Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
                Ok(_) => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    self.registered.clear_readable();
                }
                Err(error) => {
                    // The alert that says why. Whether it arrives does not matter.
                    let _ = tls.send(&self.socket);
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
        let result = match &mut self.tls {
            Some(tls) => tls.read(&self.socket, buffer),
            None => (&self.socket).read(buffer),
        };
        match result {
            Ok(length) => {
                if self.tls.is_none() && length < buffer.len() && length > 0 {
                    self.registered.clear_readable();
                }
                Ok(Some(length))
            }
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                self.registered.clear_readable();
                Ok(None)
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => Ok(None),
            Err(error) => Err(error),
        }
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
        let result = match &mut self.tls {
            Some(tls) => tls.write(&self.socket, bytes),
            None => (&self.socket).write(bytes),
        };
        match result {
            Ok(length) => {
                if length < bytes.len() {
                    self.registered.clear_writable();
                }
                Ok(length)
            }
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                self.registered.clear_writable();
                Ok(0)
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => Ok(0),
            Err(error) => Err(error),
        }
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
        if self.tls.is_some() { self.flush().await } else { Ok(()) }
    }

    /// Has everything that TLS holds back leave.
    pub(crate) async fn flush(&mut self) -> io::Result<()> {
        while let Some(tls) = &mut self.tls
            && tls.wants_write()
        {
            match tls.send(&self.socket) {
                Ok(_) => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    self.registered.clear_writable();
                    self.registered.writable().await?;
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Ends sending. What was written is still delivered.
    pub(crate) fn shutdown(&mut self) {
        if let Some(tls) = &mut self.tls {
            tls.close(&self.socket);
        }
        self.socket.shutdown();
    }
}
