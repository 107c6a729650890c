//! A proxy process's control socket: one JSON object per line, there and back.

use std::io;
use std::path::Path;
use std::time::Duration;

use hyades_types::topology::ProxyStatus;
use serde::Deserialize;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::UnixStream;

/// Changing what is served includes closing connections; it takes milliseconds.
const LIMIT: Duration = Duration::from_secs(5);

/// A process that takes longer to say how it is counts as not answering.
const LOOK_LIMIT: Duration = Duration::from_secs(2);

/// No status is longer.
const LONGEST: u64 = 1 << 20;

/// What the proxy answers.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub(crate) enum Answer {
    /// It could not do it.
    Refused { error: String },
    /// It did.
    Status(ProxyStatus),
}

/// Has the process read its snapshot.
pub(crate) async fn reload(socket: &Path) -> io::Result<Answer> {
    tokio::time::timeout(LIMIT, ask(socket, "{\"op\":\"reload\"}\n")).await?
}

/// Asks the process how it is.
pub(crate) async fn status(socket: &Path) -> io::Result<Answer> {
    tokio::time::timeout(LOOK_LIMIT, ask(socket, "{\"op\":\"status\"}\n")).await?
}

/// Has the process stop listening now, and end when its clients are gone or the time is over.
pub(crate) async fn drain(socket: &Path, time: Duration) -> io::Result<Answer> {
    let request = format!("{{\"op\":\"drain\",\"seconds\":{}}}\n", time.as_secs());
    tokio::time::timeout(LIMIT, ask(socket, &request)).await?
}

async fn ask(socket: &Path, request: &str) -> io::Result<Answer> {
    let mut stream = UnixStream::connect(socket).await?;
    stream.write_all(request.as_bytes()).await?;
    let mut line = String::new();
    BufReader::new(stream)
        .take(LONGEST)
        .read_line(&mut line)
        .await?;
    serde_json::from_str(&line).map_err(io::Error::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_answers_are_understood() {
        let status = r#"{"pid":1,"epoch":7,"failed":[],"listening":2,"connections":40}"#;
        let Answer::Status(status) = serde_json::from_str(status).unwrap() else {
            panic!()
        };
        assert_eq!(status.epoch, 7);
        let refused: Answer = serde_json::from_str(r#"{"error":"no"}"#).unwrap();
        assert_eq!(
            refused,
            Answer::Refused {
                error: "no".to_owned()
            }
        );
    }
}
