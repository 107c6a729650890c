//! Servers behind the proxy, and how a client talks to them.

use hyades_types::net::Endpoint;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

use crate::world::{endpoint, free_endpoint, within};

/// A server that hands its connections to the test.
pub(crate) struct Manual {
    pub(crate) endpoint: Endpoint,
    listener: TcpListener,
}

impl Manual {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind(free_endpoint().to_socket_addr())
            .await
            .unwrap();
        Self {
            endpoint: endpoint(listener.local_addr().unwrap()),
            listener,
        }
    }

    pub(crate) async fn accept(&self) -> TcpStream {
        within("a connection", self.listener.accept())
            .await
            .unwrap()
            .0
    }
}

/// A server that greets with a letter and then sends back what it gets. It reports the end of each
/// of its connections.
pub(crate) struct Echo {
    pub(crate) endpoint: Endpoint,
    pub(crate) ends: mpsc::UnboundedReceiver<()>,
}

impl Echo {
    pub(crate) async fn start(letter: u8) -> Self {
        let server = Manual::start().await;
        let endpoint = server.endpoint;
        let (ended, ends) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            loop {
                let (client, ended) = (server.accept().await, ended.clone());
                tokio::spawn(async move {
                    let _ = echo(client, letter).await;
                    let _ = ended.send(());
                });
            }
        });
        Self { endpoint, ends }
    }
}

async fn echo(mut client: TcpStream, letter: u8) -> std::io::Result<()> {
    client.write_all(&hello(letter)).await?;
    let (mut reader, mut writer) = client.split();
    tokio::io::copy(&mut reader, &mut writer).await?;
    writer.shutdown().await
}

/// A packet that is no greeting of MySQL's: what follows it is passed through without a look.
pub(crate) fn hello(letter: u8) -> [u8; 5] {
    [1, 0, 0, 0, letter]
}

/// Reads the greeting of an echo server.
pub(crate) async fn greeting(client: &mut TcpStream) -> u8 {
    let mut packet = [0; 5];
    client.read_exact(&mut packet).await.unwrap();
    packet[4]
}

/// Whether the client reaches an echo server and back.
pub(crate) async fn answers(client: &mut TcpStream) -> bool {
    let mut answer = [0; 4];
    client.write_all(b"ping").await.is_ok()
        && client.read_exact(&mut answer).await.is_ok()
        && &answer == b"ping"
}

/// Waits until the connection is closed, in whatever way.
pub(crate) async fn closed(client: &mut TcpStream) {
    let mut rest = Vec::new();
    let _ = within("the connection is closed", client.read_to_end(&mut rest)).await;
}
