//! Asking a process of the data plane.

use std::io;
use std::path::Path;
use std::time::Duration;

use serde::Serialize;
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::UnixStream;
use tokio::time::timeout;

use super::Question;

/// How long an answer may take.
const LIMIT: Duration = Duration::from_secs(5);
/// The longest answer, in bytes.
const LONGEST: u64 = 256 << 20;

/// Asks the process behind a control socket. Its answer is as the [protocol](super) says.
///
/// # Errors
///
/// Nobody listens there, or what listens does not answer as a proxy would, in 5 s.
pub async fn ask(socket: &Path, question: &Question) -> io::Result<Value> {
    timeout(LIMIT, converse(socket, question)).await?
}

/// The metrics of several processes as one text for Prometheus; processes that do not answer have
/// nothing in it.
pub async fn metrics(sockets: &[impl AsRef<Path>]) -> String {
    let mut texts = Vec::new();
    for socket in sockets {
        if let Ok(answer) = ask(socket.as_ref(), &Question::Metrics).await
            && let Some(text) = answer.get("metrics").and_then(Value::as_str)
        {
            texts.push(text.to_owned());
        }
    }
    crate::observe::merge(texts.iter().map(String::as_str))
}

async fn converse(socket: &Path, question: &impl Serialize) -> io::Result<Value> {
    let mut stream = UnixStream::connect(socket).await?;
    let mut line = serde_json::to_vec(question)?;
    line.push(b'\n');
    stream.write_all(&line).await?;
    let mut answer = Vec::new();
    BufReader::new(stream)
        .take(LONGEST)
        .read_until(b'\n', &mut answer)
        .await?;
    serde_json::from_slice(&answer).map_err(io::Error::from)
}
