//! Passing bytes through, in both directions, without looking at them.

use std::future::poll_fn;
use std::io;
use std::task::Poll;

use super::{Buffers, Stream};

/// Passes bytes on until both sides have ended, or one is broken. What has been read on one side has
/// been written on the other when this returns.
pub(crate) async fn pass_through(
    client: &mut Stream,
    server: &mut Stream,
    buffers: &Buffers,
) -> io::Result<()> {
    let (mut client_open, mut server_open) = (true, true);
    while client_open || server_open {
        poll_fn(|_| {
            let is_ready =
                client_open && client.is_readable() || server_open && server.is_readable();
            if is_ready {
                Poll::Ready(())
            } else {
                Poll::Pending
            }
        })
        .await;
        if client_open && client.is_readable() {
            client_open = pass(client, server, buffers).await?;
        }
        if server_open && server.is_readable() {
            server_open = pass(server, client, buffers).await?;
        }
    }
    Ok(())
}

/// Passes on what is there. Returns whether more may come.
async fn pass(from: &mut Stream, to: &mut Stream, buffers: &Buffers) -> io::Result<bool> {
    let mut buffer = buffers.take();
    match from.try_read(&mut buffer)? {
        None => Ok(true),
        Some(0) => {
            to.shutdown().await;
            Ok(false)
        }
        Some(length) => {
            to.write_all(&buffer[..length]).await?;
            Ok(true)
        }
    }
}
