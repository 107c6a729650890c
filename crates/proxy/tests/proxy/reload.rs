//! What a new snapshot changes, and what it leaves alone.

use std::io::ErrorKind;

use hyades_types::id::InstanceId;
use hyades_types::topology::Gateway;
use tokio::net::{TcpListener, TcpStream};

use crate::backend::{Echo, answers, closed, greeting};
use crate::world::{World, connect, free_endpoint, gateway};

async fn refused(gateway: &Gateway) -> bool {
    let attempt = TcpStream::connect(gateway.listen.to_socket_addr()).await;
    attempt.is_err_and(|error| error.kind() == ErrorKind::ConnectionRefused)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gateway_that_stays_keeps_its_connections() {
    let server = Echo::start(b'a').await;
    let stays = gateway(free_endpoint(), Some(server.endpoint));
    let goes = gateway(free_endpoint(), Some(server.endpoint));
    let comes = gateway(free_endpoint(), Some(server.endpoint));
    let world = World::with(&[stays.clone(), goes.clone()]).await;
    let (mut kept, mut lost) = (connect(&stays).await, connect(&goes).await);
    assert_eq!(
        (greeting(&mut kept).await, greeting(&mut lost).await),
        (b'a', b'a')
    );
    assert!(refused(&comes).await);

    let status = world.reload(2, &[comes.clone(), stays]).await;
    assert_eq!(
        (status.epoch, status.listening, status.connections),
        (2, 2, 1)
    );
    assert!(answers(&mut kept).await);
    closed(&mut lost).await;
    assert!(refused(&goes).await);
    assert_eq!(greeting(&mut connect(&comes).await).await, b'a');
}

#[tokio::test(flavor = "multi_thread")]
async fn an_endpoint_that_goes_to_another_instance_starts_anew() {
    let server = Echo::start(b'a').await;
    let before = gateway(free_endpoint(), Some(server.endpoint));
    let world = World::with(std::slice::from_ref(&before)).await;
    let mut client = connect(&before).await;
    assert_eq!(greeting(&mut client).await, b'a');

    let after = Gateway {
        instance: InstanceId::generate(),
        ..before
    };
    let status = world.reload(2, std::slice::from_ref(&after)).await;
    assert_eq!((status.listening, status.failed), (1, vec![]));
    closed(&mut client).await;
    assert_eq!(greeting(&mut connect(&after).await).await, b'a');
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_snapshot_is_refused() {
    let server = Echo::start(b'a').await;
    let served = gateway(free_endpoint(), Some(server.endpoint));
    let mut world = World::new(7, std::slice::from_ref(&served));
    world.start().await;
    let mut client = connect(&served).await;
    assert_eq!(greeting(&mut client).await, b'a');

    let status = world.reload(6, &[]).await;
    assert_eq!(
        (status.epoch, status.listening, status.connections),
        (7, 1, 1)
    );
    std::fs::remove_file(&world.options.snapshot).unwrap();
    assert_eq!(
        world
            .call(hyades_proxy::control::ControlRequest::Reload)
            .await,
        status
    );
    assert!(answers(&mut client).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_listener_that_fails_is_reported_and_tried_again() {
    let server = Echo::start(b'a').await;
    let taken = TcpListener::bind(free_endpoint().to_socket_addr())
        .await
        .unwrap();
    let fails = gateway(
        crate::world::endpoint(taken.local_addr().unwrap()),
        Some(server.endpoint),
    );
    let works = gateway(free_endpoint(), Some(server.endpoint));
    let gateways = [fails.clone(), works.clone()];
    let world = World::with(&gateways).await;

    let status = world.status().await;
    assert_eq!(status.listening, 1);
    let [failed] = &status.failed[..] else {
        panic!("{status:?}")
    };
    assert_eq!(failed.listen, fails.listen);
    assert!(failed.reason.contains("in use"), "{}", failed.reason);
    assert_eq!(greeting(&mut connect(&works).await).await, b'a');

    drop(taken);
    let status = world.reload(1, &gateways).await;
    assert_eq!((status.listening, status.failed), (2, vec![]));
    assert_eq!(greeting(&mut connect(&fails).await).await, b'a');
}
