//! Serving the control socket. Each client has a task of its own, so a slow one delays nobody.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use hyades_types::topology::ProxyStatus;
use serde_json::Value;
use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::UnixStream;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use zeroize::Zeroizing;

use super::inspect::Inspector;
use super::socket::ControlSocket;
use super::{ControlReply, ControlRequest, MAX_LINE, Question};

/// How long a client may take to send a request, or to read an answer.
const CLIENT_TIMEOUT: Duration = Duration::from_secs(5);
/// How long the last answers may take when the process ends.
const GRACE: Duration = Duration::from_millis(500);
/// Clients at a time; more are closed, as the agent is the only one expected.
const MAX_CLIENTS: usize = 64;

/// A request that waits for its answer.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) request: ControlRequest,
    pub(crate) answer: oneshot::Sender<ControlReply>,
}

/// Serves clients until nobody receives their calls any more.
pub(crate) async fn serve(
    socket: ControlSocket,
    calls: mpsc::Sender<Call>,
    inspector: Arc<Inspector>,
) {
    let mut clients = JoinSet::new();
    loop {
        tokio::select! {
            () = calls.closed() => break,
            Some(_) = clients.join_next() => {}
            accepted = socket.listener.accept() => match accepted {
                Ok((client, _)) if clients.len() < MAX_CLIENTS => {
                    clients.spawn(converse(client, calls.clone(), inspector.clone()));
                }
                Ok(_) => tracing::warn!("too many clients on the control socket"),
                Err(error) => {
                    tracing::error!(%error, "cannot accept on the control socket");
                    sleep(Duration::from_secs(1)).await;
                }
            },
        }
    }
    let finish = async { while clients.join_next().await.is_some() {} };
    let _ = timeout(GRACE, finish).await;
}

/// Answers a client's requests until it leaves, falls silent or the process ends.
async fn converse(
    mut client: UnixStream,
    calls: mpsc::Sender<Call>,
    inspector: Arc<Inspector>,
) -> io::Result<()> {
    let (reader, mut writer) = client.split();
    let mut reader = BufReader::new(reader);
    loop {
        let line = tokio::select! {
            line = timeout(CLIENT_TIMEOUT, read_line(&mut reader)) => line??,
            () = calls.closed() => return Ok(()),
        };
        if line.is_empty() {
            return Ok(());
        }
        let too_long = line.len() > MAX_LINE;
        let mut text = if too_long {
            serde_json::to_vec(&line_too_long())?
        } else if let Ok(request) = serde_json::from_slice(&line) {
            // First, as the others copy what they read, and a password may be in it.
            serde_json::to_vec(&inspector.kill(request).await)?
        } else if let Ok(question) = serde_json::from_slice(&line) {
            serde_json::to_vec(&explain(question, &calls, &inspector).await?)?
        } else {
            serde_json::to_vec(&answer(&line, &calls).await)?
        };
        text.push(b'\n');
        timeout(CLIENT_TIMEOUT, writer.write_all(&text)).await??;
        if too_long {
            return Ok(());
        }
    }
}

/// A line with its newline, the rest before the end, or the first bytes of a line that is too long.
async fn read_line(reader: &mut (impl AsyncBufRead + Unpin)) -> io::Result<Zeroizing<Vec<u8>>> {
    let mut line = Zeroizing::new(Vec::new());
    reader
        .take(MAX_LINE as u64 + 1)
        .read_until(b'\n', &mut line)
        .await?;
    Ok(line)
}

fn line_too_long() -> ControlReply {
    ControlReply::Error {
        error: format!("the request is longer than {MAX_LINE} bytes"),
    }
}

/// Answers a question. The process's status is part of the metrics.
async fn explain(
    question: Question,
    calls: &mpsc::Sender<Call>,
    inspector: &Inspector,
) -> io::Result<Value> {
    let mut status = ProxyStatus::default();
    if question == Question::Metrics {
        match call(ControlRequest::Status, calls).await {
            Some(ControlReply::Status(now)) => status = now,
            _ => return Err(io::ErrorKind::BrokenPipe.into()),
        }
    }
    Ok(inspector.answer(question, &status).await)
}

async fn answer(line: &[u8], calls: &mpsc::Sender<Call>) -> ControlReply {
    let error = match serde_json::from_slice(line) {
        Ok(request) => match call(request, calls).await {
            Some(reply) => return reply,
            None => "the proxy is stopping".to_owned(),
        },
        Err(error) => format!("not a request: {error}"),
    };
    ControlReply::Error { error }
}

/// `None` when the process ends before there is an answer.
async fn call(request: ControlRequest, calls: &mpsc::Sender<Call>) -> Option<ControlReply> {
    let (answer, reply) = oneshot::channel();
    calls.send(Call { request, answer }).await.ok()?;
    reply.await.ok()
}
