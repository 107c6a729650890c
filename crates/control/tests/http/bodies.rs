//! Request bodies: size, kind, form.

use axum::body::Body;
use futures::stream;
use hyades_control::http::serve;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::ask::Ask;
use super::world::{ADMINISTRATOR, World};

const LIMIT: usize = 12 << 20;

async fn create(world: &World) -> Ask {
    let token = world.token(ADMINISTRATOR).await;
    Ask::post(world.path("/v3/{}/instances")).token(&token)
}

#[tokio::test]
async fn bodies_must_be_json() {
    let world = World::new().await;
    let kind = |kind| ("content-type", kind);
    for (headers, expected) in [
        (vec![], 415),
        (vec![kind("text/plain")], 415),
        (vec![kind("application/x-www-form-urlencoded")], 415),
        (vec![kind("application/json; charset=gbk")], 415),
        (vec![kind("Application/Json;charset=UTF-8")], 400),
    ] {
        let ask = create(&world).await.body("{}");
        let ask = headers
            .iter()
            .fold(ask, |ask, (name, value)| ask.header(name, value));
        assert_eq!(ask.of(&world).await.status, expected, "{headers:?}");
    }
}

#[tokio::test]
async fn bad_bodies() {
    let world = World::new().await;
    for (body, code) in [
        ("", "DBS.200006"),
        ("{", "DBS.200001"),
        ("[]", "DBS.280001"),
        ("{}", "DBS.280001"),
    ] {
        let ask = create(&world)
            .await
            .header("content-type", "application/json");
        let answer = ask.body(body).of(&world).await;
        assert_eq!(answer.error(), (400, code), "{body}");
    }
}

#[tokio::test]
async fn a_request_without_a_body_may_say_anything_about_it() {
    let world = World::new().await;
    let token = world.token(ADMINISTRATOR).await;
    let ask = Ask::get("/v3/projects").token(&token);
    let answer = ask.header("content-type", "text/plain").of(&world).await;
    assert_eq!(answer.status, 200);
}

#[tokio::test]
async fn bodies_over_the_limit_are_refused_by_their_declared_length() {
    let world = World::new().await;
    let length = (LIMIT + 1).to_string();
    let ask = create(&world).await.header("content-length", &length);
    // None of it ever comes: nobody waits for it.
    let answer = ask.of(&world).await;
    assert_eq!(answer.error(), (413, "DBS.000413"));
}

#[tokio::test]
async fn bodies_over_the_limit_are_refused_as_they_come() {
    let world = World::new().await;
    let chunks = [LIMIT / 2; 3].map(|size| Ok::<_, std::io::Error>(vec![b' '; size]));
    let body = Body::from_stream(stream::iter(chunks));
    let answer = create(&world).await.with_body(&world, body).await;
    assert_eq!(answer.error(), (413, "DBS.000413"));
}

/// A client that reads no answer before it has sent everything gets one all the same.
#[tokio::test]
async fn unwanted_bodies_are_listened_to() {
    let world = World::new().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = world.router.clone();
    tokio::spawn(serve(listener, None, router, std::future::pending()));
    let size = LIMIT + (1 << 20);
    let mut stream = TcpStream::connect(address).await.unwrap();
    let head = format!(
        "POST /v3/auth/tokens HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: {size}\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(&vec![b' '; size]).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
}

#[tokio::test]
async fn the_largest_body_can_be_signed() {
    let world = World::new().await;
    let padding = " ".repeat(LIMIT - 2);
    let ask = Ask::post(world.path("/v3/{}/instances"))
        .header("content-type", "application/json")
        .body(format!("{{{padding}}}"));
    let answer = ask.signed().of(&world).await;
    assert_eq!(answer.error(), (400, "DBS.280001"));
}

#[tokio::test]
async fn strangers_may_send_little() {
    let world = World::new().await;
    let login = json!({"auth": " ".repeat(64 << 10)});
    let answer = Ask::post("/v3/auth/tokens").json(&login).of(&world).await;
    assert_eq!(answer.error(), (413, "DBS.000413"));
}
