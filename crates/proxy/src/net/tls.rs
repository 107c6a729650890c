//! TLS between a socket and its stream.

use std::io::{self, Read, Write};
use std::sync::Arc;

use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, Connection, ServerConfig, ServerConnection};

/// Encrypted bytes that may wait to be sent.
const UNSENT: usize = 64 * 1024;

/// One TLS session.
#[derive(Debug)]
pub(super) struct Tls {
    connection: Connection,
}

impl Tls {
    /// The server's side; the client's first bytes may have been read already.
    pub(super) fn server(config: Arc<ServerConfig>, received: &[u8]) -> io::Result<Self> {
        let connection = ServerConnection::new(config).map_err(io::Error::other)?;
        let mut tls = Self::new(Connection::Server(connection));
        let mut received = received;
        while !received.is_empty() {
            tls.connection.read_tls(&mut received)?;
            tls.process()?;
        }
        Ok(tls)
    }

    /// The client's side.
    pub(super) fn client(config: Arc<ClientConfig>, name: ServerName<'static>) -> io::Result<Self> {
        let connection = ClientConnection::new(config, name).map_err(io::Error::other)?;
        Ok(Self::new(Connection::Client(connection)))
    }

    fn new(mut connection: Connection) -> Self {
        connection.set_buffer_limit(Some(UNSENT));
        Self { connection }
    }

    pub(super) fn is_handshaking(&self) -> bool {
        self.connection.is_handshaking()
    }

    pub(super) fn wants_write(&self) -> bool {
        self.connection.wants_write()
    }

    /// Whether bytes have been decrypted and not been read.
    pub(super) fn has_plaintext(&self) -> bool {
        // Data that comes in is decrypted only by reading, which takes all of it; what does not
        // fit into the reader's buffer stays here.
        !self.connection.wants_read() && !self.connection.is_handshaking()
    }

    /// Takes encrypted bytes from the socket; 0 is the end.
    pub(super) fn receive(&mut self, socket: &mut impl Read) -> io::Result<usize> {
        let length = self.connection.read_tls(socket)?;
        self.process()?;
        Ok(length)
    }

    fn process(&mut self) -> io::Result<()> {
        let processed = self.connection.process_new_packets();
        processed
            .map(drop)
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
    }

    /// Sends encrypted bytes.
    pub(super) fn send(&mut self, socket: &mut impl Write) -> io::Result<usize> {
        self.connection.write_tls(socket)
    }

    /// Reads decrypted bytes.
    pub(super) fn read(&mut self, socket: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.connection.reader().read(buffer) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                // A client that cuts the connection without saying so is gone all the same.
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(0),
                other => return other,
            }
            if self.receive(socket)? == 0 {
                return Ok(0);
            }
        }
    }

    /// Encrypts what there is room for and sends what the socket takes.
    pub(super) fn write(&mut self, socket: &mut impl Write, bytes: &[u8]) -> io::Result<usize> {
        loop {
            let taken = self.connection.writer().write(bytes)?;
            match self.send_all(socket) {
                Ok(()) if taken == 0 && !bytes.is_empty() => {}
                Ok(()) => return Ok(taken),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock && taken > 0 => {
                    return Ok(taken);
                }
                Err(error) => return Err(error),
            }
        }
    }

    fn send_all(&mut self, socket: &mut impl Write) -> io::Result<()> {
        while self.connection.wants_write() {
            self.send(socket)?;
        }
        Ok(())
    }

    /// Tells the peer that nothing follows, if that can be sent at once.
    pub(super) fn close(&mut self, socket: &mut impl Write) {
        self.connection.send_close_notify();
        let _ = self.send(socket);
    }
}
