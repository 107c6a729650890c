//! Listening: plain connections, clients that dawdle, and the end.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use hyades_control::http::serve;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// Answers `hello`, or nothing for a long time on `/slow`.
pub(crate) fn router() -> Router {
    Router::new().fallback(|request: Request<Body>| async move {
        if request.uri().path() == "/slow" {
            tokio::time::sleep(Duration::from_secs(3600)).await;
        }
        "hello"
    })
}

struct Server {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    ended: JoinHandle<()>,
}

async fn start() -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let shutdown = async move {
        let _ = stopped.await;
    };
    let ended = tokio::spawn(serve(listener, None, router(), shutdown));
    Server {
        address,
        stop,
        ended,
    }
}

/// Sends bytes, and reads until the other side ends.
async fn talk(address: SocketAddr, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(bytes).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    String::from_utf8(answer).unwrap()
}

#[tokio::test]
async fn requests_are_answered() {
    let server = start().await;
    let request = b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
    let answer = talk(server.address, request).await;
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert!(answer.ends_with("\r\n\r\nhello"), "{answer}");
}

/// The clock stands still but for waiting, so that the limit of half a minute is reached at once.
#[tokio::test(start_paused = true)]
async fn half_a_request_is_not_waited_for() {
    let server = start().await;
    let answer = talk(server.address, b"GET / HTTP/1.1\r\nhost: ").await;
    assert!(!answer.contains("hello"), "{answer}");
    assert_eq!(talk(server.address, b"").await, "");
}

#[tokio::test]
async fn idle_connections_do_not_hold_up_the_end() {
    let server = start().await;
    let mut idle = TcpStream::connect(server.address).await.unwrap();
    idle.write_all(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n")
        .await
        .unwrap();
    let mut answer = vec![0; 12];
    idle.read_exact(&mut answer).await.unwrap();
    server.stop.send(()).unwrap();
    server.ended.await.unwrap();
    idle.read_to_end(&mut answer).await.unwrap();
    assert!(TcpStream::connect(server.address).await.is_err());
}

#[tokio::test]
async fn requests_under_way_are_cut_off_after_a_second() {
    let server = start().await;
    let mut slow = TcpStream::connect(server.address).await.unwrap();
    slow.write_all(b"GET /slow HTTP/1.1\r\nhost: x\r\n\r\n")
        .await
        .unwrap();
    // Long enough for the request to have begun.
    tokio::time::sleep(Duration::from_millis(100)).await;
    let begun = Instant::now();
    server.stop.send(()).unwrap();
    server.ended.await.unwrap();
    let took = begun.elapsed();
    assert!((900..3000).contains(&took.as_millis()), "{took:?}");
}
