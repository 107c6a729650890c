//! The control socket under good and bad clients.

use std::os::unix::fs::PermissionsExt;

use hyades_proxy::control::{ControlReply, MAX_LINE};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::backend::{Echo, answers, greeting};
use crate::world::{World, connect, free_endpoint, gateway, next_reply};

fn error(reply: ControlReply) -> String {
    match reply {
        ControlReply::Error { error } => error,
        ControlReply::Status(status) => panic!("{status:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn garbage_is_answered_and_harms_nobody() {
    let world = World::with(&[]).await;
    let mut client = world.control().await;
    for garbage in [
        "",
        "}",
        "[]",
        "\u{1}\u{2}",
        r#"{"op":7}"#,
        r#"{"op":"explode"}"#,
    ] {
        client
            .write_all(format!("{garbage}\n").as_bytes())
            .await
            .unwrap();
        error(next_reply(&mut client).await);
    }
    client.write_all(&[0xff, 0xfe, b'\n']).await.unwrap();
    error(next_reply(&mut client).await);
    client.write_all(b"{\"op\":\"status\"}\n").await.unwrap();
    assert!(matches!(
        next_reply(&mut client).await,
        ControlReply::Status(_)
    ));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_without_end_is_refused() {
    let world = World::with(&[]).await;
    let mut client = world.control().await;
    client.write_all(&vec![b' '; MAX_LINE + 1]).await.unwrap();
    assert!(error(next_reply(&mut client).await).contains("longer"));
    assert_eq!(client.read(&mut [0; 1]).await.unwrap(), 0);

    let padding = " ".repeat(MAX_LINE - r#"{"op":"status"}"#.len() - 1);
    let longest = world.ask(&format!(r#"{padding}{{"op":"status"}}"#)).await;
    assert!(matches!(longest, ControlReply::Status(_)));
}

#[tokio::test(flavor = "multi_thread")]
async fn silent_clients_do_not_delay_others() {
    let server = Echo::start(b'a').await;
    let gateway = gateway(free_endpoint(), Some(server.endpoint));
    let world = World::with(std::slice::from_ref(&gateway)).await;
    let mut silent = Vec::new();
    for _ in 0..20 {
        let mut client = world.control().await;
        client.write_all(b"{\"op\":").await.unwrap();
        silent.push(client);
    }
    assert_eq!(world.status().await.listening, 1);
    let mut client = connect(&gateway).await;
    assert_eq!(greeting(&mut client).await, b'a');
    assert!(answers(&mut client).await);
    // Half a request is forgotten after a while.
    assert_eq!(silent[0].read(&mut [0; 1]).await.unwrap(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_owner_may_connect() {
    let world = World::with(&[]).await;
    let mode = std::fs::metadata(&world.options.control_socket)
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_snapshot_changes_nothing() {
    let server = Echo::start(b'a').await;
    let served = gateway(free_endpoint(), Some(server.endpoint));
    let world = World::with(std::slice::from_ref(&served)).await;
    let mut client = connect(&served).await;
    assert_eq!(greeting(&mut client).await, b'a');

    std::fs::write(&world.options.snapshot, "{\"epoch\":2,").unwrap();
    assert!(error(world.ask(r#"{"op":"reload"}"#).await).contains("broken"));
    world.write(2, &[served.clone(), served.clone()]);
    assert!(error(world.ask(r#"{"op":"reload"}"#).await).contains("two gateways listen on"));
    world.write(1, &[]);
    assert!(error(world.ask(r#"{"op":"reload"}"#).await).contains("epoch 1"));
    assert_eq!(world.status().await.epoch, 1);
    assert!(answers(&mut client).await);
}
