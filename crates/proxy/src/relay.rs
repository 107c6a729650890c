//! Passing bytes between a client and its server, both ways at once.

use std::future::poll_fn;
use std::io;
use std::pin::{Pin, pin};
use std::task::{Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWriteExt, ReadBuf};
use tokio::net::TcpStream;
use tokio::net::tcp::{ReadHalf, WriteHalf};
use tokio::time::timeout;

use crate::buffers::{Buffer, BufferPool};

/// How long a client may stay after its server has closed. mysqld closes only when it is done with
/// the session, and a pooled client may take hours to notice; the kernel forgets such a connection
/// after the same time when no gateway stands between (`net.ipv4.tcp_fin_timeout`).
const AFTER_SERVER_CLOSED: Duration = Duration::from_secs(60);

/// Passes bytes until both sides have closed or one has failed. When a side closes its sending
/// direction, so does the relay towards the other side.
pub(crate) async fn relay(
    client: &mut TcpStream,
    server: &mut TcpStream,
    buffers: &BufferPool,
) -> io::Result<()> {
    let (from_client, to_client) = client.split();
    let (from_server, to_server) = server.split();
    let mut requests = pin!(copy(from_client, to_server, buffers));
    let mut answers = pin!(copy(from_server, to_client, buffers));
    tokio::select! {
        done = &mut requests => { done?; answers.await }
        done = &mut answers => { done?; timeout(AFTER_SERVER_CLOSED, requests).await? }
    }
}

/// Copies until the end of `from`, then closes `to`.
async fn copy(
    mut from: ReadHalf<'_>,
    mut to: WriteHalf<'_>,
    buffers: &BufferPool,
) -> io::Result<()> {
    loop {
        let buffer = read(&mut from, buffers).await?;
        if buffer.filled == 0 {
            return to.shutdown().await;
        }
        to.write_all(buffer.filled()).await?;
    }
}

/// Waits for bytes and reads them. The buffer is taken anew for each attempt to read, so none is
/// held while there is nothing to read.
async fn read<'a>(from: &mut ReadHalf<'_>, buffers: &'a BufferPool) -> io::Result<Buffer<'a>> {
    poll_fn(|cx| {
        let mut buffer = buffers.take();
        let mut space = ReadBuf::new(&mut buffer.bytes);
        ready!(Pin::new(&mut *from).poll_read(cx, &mut space))?;
        buffer.filled = space.filled().len();
        Poll::Ready(Ok(buffer))
    })
    .await
}
