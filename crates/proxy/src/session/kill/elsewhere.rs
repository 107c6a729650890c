//! A session of another process of the proxy.

use std::io;
use std::path::Path;

use zeroize::Zeroizing;

use super::{Order, Verdict, unreachable};
use crate::control::MAX_LINE;
use crate::control::kill::{KillReply, KillRequest};
use crate::net::{Target, connect};
use crate::reactor::Core;

/// Has the process behind a control socket kill a session. `None` if it does not have it, or is gone. The
/// caller sets the deadline.
pub(super) async fn kill(core: &Core, socket: &Path, order: &Order) -> Option<Verdict> {
    let request = KillRequest::of(order)?;
    let answer = ask(core, socket, &request).await;
    match answer {
        Ok(reply) => reply.verdict(),
        // A process that is gone has taken its sessions along.
        Err(error) if is_gone(&error) => None,
        Err(error) => {
            tracing::debug!(%error, "another process does not kill a session");
            Some(Err(unreachable()))
        }
    }
}

fn is_gone(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionRefused, NotFound};
    matches!(error.kind(), NotFound | ConnectionRefused)
}

async fn ask(core: &Core, socket: &Path, request: &KillRequest) -> io::Result<KillReply> {
    let mut stream = connect(core, &Target::Unix(socket.to_owned())).await?;
    let mut line = Zeroizing::new(serde_json::to_vec(request)?);
    line.push(b'\n');
    stream.write_all(&line).await?;
    let mut answer = Vec::new();
    let mut part = [0; 1024];
    while answer.last() != Some(&b'\n') {
        let length = stream.read(&mut part).await?;
        if length == 0 || answer.len() > MAX_LINE {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        answer.extend_from_slice(&part[..length]);
    }
    serde_json::from_slice(&answer).map_err(io::Error::from)
}
