//! Passing bytes through, in both directions, without looking at them.

use std::io;

use super::{Buffer, Buffers, Stream};
use crate::reactor::until;

/// Passes bytes on until both sides have ended, or one is broken. What has been read on one side has
/// been written on the other when this returns.
///
/// Neither direction waits for the other: a peer may well read nothing before it has sent everything.
pub(crate) async fn pass_through(
    client: &mut Stream,
    server: &mut Stream,
    buffers: &Buffers,
) -> io::Result<()> {
    let (mut up, mut down) = (Way::default(), Way::default());
    loop {
        up.go_on(client, server, buffers).await?;
        down.go_on(server, client, buffers).await?;
        if up.is_over && down.is_over {
            return Ok(());
        }
        let (up_stuck, down_stuck) = (up.is_stuck(server), down.is_stuck(client));
        if up_stuck {
            server.registered().ask_for_room()?;
        }
        if down_stuck {
            client.registered().ask_for_room()?;
        }
        until(|| up.may_go_on(client, server) || down.may_go_on(server, client)).await;
        if up_stuck {
            server.registered().ask_no_more()?;
        }
        if down_stuck {
            client.registered().ask_no_more()?;
        }
    }
}

/// One of the two directions.
#[derive(Default)]
struct Way {
    /// What has been read and not been written.
    rest: Option<Rest>,
    /// There is nothing more to read.
    has_ended: bool,
    /// The end has been passed on, too.
    is_over: bool,
}

struct Rest {
    buffer: Buffer,
    start: usize,
    end: usize,
}

impl Way {
    /// Passes on what there is, as far as there is room.
    async fn go_on(
        &mut self,
        from: &mut Stream,
        to: &mut Stream,
        buffers: &Buffers,
    ) -> io::Result<()> {
        if self.rest.is_none() && !self.has_ended && from.is_readable() {
            let mut buffer = buffers.take();
            match from.try_read(&mut buffer)? {
                None => {}
                Some(0) => self.has_ended = true,
                Some(end) => {
                    let start = 0;
                    self.rest = Some(Rest { buffer, start, end });
                }
            }
        }
        self.write(to)?;
        if self.has_ended && !self.is_over && !self.is_stuck(to) {
            to.shutdown().await;
            self.is_over = true;
        }
        Ok(())
    }

    fn write(&mut self, to: &mut Stream) -> io::Result<()> {
        to.try_flush()?;
        if let Some(rest) = &mut self.rest {
            rest.start += to.try_write(&rest.buffer[rest.start..rest.end])?;
            if rest.start == rest.end {
                self.rest = None;
            }
        }
        Ok(())
    }

    /// Whether what was read, or the end of it, has to wait for room.
    fn is_stuck(&self, to: &Stream) -> bool {
        let is_all_sent = self.rest.is_none() && !to.holds_back();
        !self.is_over && (!is_all_sent || self.has_ended && !to.has_sent())
    }

    fn may_go_on(&self, from: &Stream, to: &Stream) -> bool {
        match self.is_stuck(to) {
            true => to.registered().is_writable(),
            false => !self.is_over && (self.has_ended || from.is_readable()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::Shutdown;
    use std::os::unix::net::UnixStream;
    use std::thread::{JoinHandle, spawn};

    use super::super::Socket;
    use super::*;
    use crate::reactor::Core;
    use crate::reactor::tests::run;

    /// More than all sockets on the way hold.
    const MUCH: usize = 3 << 20;

    fn stream(core: &Core, socket: UnixStream) -> Stream {
        socket.set_nonblocking(true).unwrap();
        let socket = mio::net::UnixStream::from_std(socket);
        Stream::new(core, Socket::Unix(socket)).unwrap()
    }

    fn writes(mut socket: UnixStream, seed: usize) -> JoinHandle<()> {
        spawn(move || {
            let bytes: Vec<u8> = (seed..seed + MUCH).map(|at| at as u8).collect();
            socket.write_all(&bytes).unwrap();
            socket.shutdown(Shutdown::Write).unwrap();
        })
    }

    fn reads(mut socket: UnixStream, seed: usize) -> JoinHandle<()> {
        spawn(move || {
            let mut bytes = Vec::new();
            socket.read_to_end(&mut bytes).unwrap();
            assert_eq!(bytes.len(), MUCH);
            let expected = (seed..seed + MUCH).map(|at| at as u8);
            assert!(bytes.into_iter().eq(expected));
        })
    }

    #[test]
    fn a_client_may_send_everything_before_it_reads_anything() {
        run(async |core| {
            let ((client, near), (server, far)) =
                (UnixStream::pair().unwrap(), UnixStream::pair().unwrap());
            let (asking, reading) = (client.try_clone().unwrap(), client);
            let asking = writes(asking, 1);
            let client = spawn(move || {
                asking.join().unwrap();
                reads(reading, 2).join().unwrap();
            });
            let servers = [writes(server.try_clone().unwrap(), 2), reads(server, 1)];
            let (mut near, mut far) = (stream(&core, near), stream(&core, far));
            pass_through(&mut near, &mut far, &Buffers::default())
                .await
                .unwrap();
            client.join().unwrap();
            for thread in servers {
                thread.join().unwrap();
            }
        });
    }
}
