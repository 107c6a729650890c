//! Bytes go through unchanged, both ways, and so does the end of each direction.

use sha2::{Digest, Sha256};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::backend::{Echo, Manual, greeting, hello};
use crate::world::{World, connect, eventually, free_endpoint, gateway, within};

const LARGE: usize = 32 * 1024 * 1024;

/// Bytes without a pattern that a shift by a buffer size would keep.
fn noise(seed: u64) -> Vec<u8> {
    let mut state = seed;
    let mut next = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        state.rotate_left(32).to_le_bytes()
    };
    (0..LARGE / 8).flat_map(|_| next()).collect()
}

async fn pair() -> (World, TcpStream, TcpStream) {
    let server = Manual::start().await;
    let gateway = gateway(free_endpoint(), Some(server.endpoint));
    let world = World::with(std::slice::from_ref(&gateway)).await;
    let mut client = connect(&gateway).await;
    let mut accepted = server.accept().await;
    accepted.write_all(&hello(b'a')).await.unwrap();
    assert_eq!(greeting(&mut client).await, b'a');
    (world, client, accepted)
}

#[tokio::test(flavor = "multi_thread")]
async fn large_transfers_in_both_directions_at_once() {
    let server = Echo::start(b'a').await;
    let gateway = gateway(free_endpoint(), Some(server.endpoint));
    let _world = World::with(std::slice::from_ref(&gateway)).await;
    let mut client = connect(&gateway).await;
    assert_eq!(greeting(&mut client).await, b'a');

    let sent = noise(1);
    let digest = Sha256::digest(&sent);
    let (mut reader, mut writer) = client.into_split();
    let sending = tokio::spawn(async move {
        writer.write_all(&sent).await.unwrap();
        writer.shutdown().await.unwrap();
    });
    let mut received = Vec::new();
    reader.read_to_end(&mut received).await.unwrap();
    sending.await.unwrap();
    assert_eq!(received.len(), LARGE);
    assert_eq!(Sha256::digest(&received), digest);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_direction_that_is_stuck_does_not_hold_up_the_other() {
    let (_world, client, server) = pair().await;
    let (question, answer) = (noise(4), noise(5));
    let digests = (Sha256::digest(&question), Sha256::digest(&answer));
    let (mut from_client, mut to_client) = server.into_split();
    let (mut from_server, mut to_server) = client.into_split();

    let answering = tokio::spawn(async move {
        to_client.write_all(&answer).await.unwrap();
        to_client.shutdown().await.unwrap();
    });
    let serving = tokio::spawn(async move {
        let mut question = Vec::new();
        from_client.read_to_end(&mut question).await.unwrap();
        Sha256::digest(&question)
    });
    within("the question is sent", to_server.write_all(&question))
        .await
        .unwrap();
    to_server.shutdown().await.unwrap();
    let question = within("the question is read", serving).await.unwrap();
    let mut received = Vec::new();
    from_server.read_to_end(&mut received).await.unwrap();
    assert_eq!((question, Sha256::digest(&received)), digests);
    answering.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_server_answers_after_the_client_has_closed_its_side() {
    let (world, mut client, mut server) = pair().await;
    let (question, answer) = (noise(2), noise(3));
    let digests = (Sha256::digest(&question), Sha256::digest(&answer));

    let serving = tokio::spawn(async move {
        let mut question = Vec::new();
        server.read_to_end(&mut question).await.unwrap();
        server.write_all(&answer).await.unwrap();
        Sha256::digest(&question)
    });
    client.write_all(&question).await.unwrap();
    client.shutdown().await.unwrap();
    let mut received = Vec::new();
    client.read_to_end(&mut received).await.unwrap();
    assert_eq!((serving.await.unwrap(), Sha256::digest(&received)), digests);
    eventually("the connection is over", async || {
        world.status().await.connections == 0
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_client_can_still_send_after_the_server_has_closed_its_side() {
    let (world, mut client, mut server) = pair().await;
    server.shutdown().await.unwrap();
    assert_eq!(client.read(&mut [0; 1]).await.unwrap(), 0);
    client.write_all(b"late").await.unwrap();
    drop(client);
    let mut received = Vec::new();
    server.read_to_end(&mut received).await.unwrap();
    assert_eq!(received, b"late");
    eventually("the connection is over", async || {
        world.status().await.connections == 0
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_dies_takes_the_client_along() {
    let (world, mut client, server) = pair().await;
    server.set_zero_linger().unwrap();
    drop(server);
    assert!(client.read_u8().await.is_err());
    drop(client);
    eventually("the connection is over", async || {
        world.status().await.connections == 0
    })
    .await;
}
