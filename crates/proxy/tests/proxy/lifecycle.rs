//! Start and end of the process.

use std::os::unix::net::UnixListener;
use std::time::{Duration, Instant};

use hyades_proxy::control::{ControlReply, ControlRequest};
use hyades_proxy::{Error, Options, run};
use tokio::net::TcpStream;

use crate::backend::{Echo, closed, greeting};
use crate::world::{World, connect, free_endpoint, gateway, within};

/// Why a proxy with these options does not start.
async fn refusal(options: &Options) -> Error {
    let running = run(options.clone(), std::future::pending());
    within("it does not start", running).await.unwrap_err()
}

#[tokio::test(flavor = "multi_thread")]
async fn it_starts_without_a_snapshot_and_with_a_broken_one() {
    let mut world = World::new(1, &[]);
    std::fs::remove_file(&world.options.snapshot).unwrap();
    world.start().await;
    let status = world.status().await;
    assert_eq!((status.pid, status.epoch), (std::process::id(), 0));
    world.terminate();
    world.ended().await;

    std::fs::write(&world.options.snapshot, "no json").unwrap();
    world.start().await;
    assert_eq!(world.status().await, status);
    let reload = world.ask(r#"{"op":"reload"}"#).await;
    assert!(matches!(reload, ControlReply::Error { .. }));

    let server = Echo::start(b'a').await;
    let gateway = gateway(free_endpoint(), Some(server.endpoint));
    assert_eq!(
        world
            .reload(1, std::slice::from_ref(&gateway))
            .await
            .listening,
        1
    );
    assert_eq!(greeting(&mut connect(&gateway).await).await, b'a');
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_process_refuses_to_start() {
    let gateway = gateway(free_endpoint(), None);
    let world = World::with(std::slice::from_ref(&gateway)).await;
    assert!(matches!(
        refusal(&world.options).await,
        Error::AlreadyRunning { .. }
    ));
    assert_eq!(world.status().await.listening, 1);
    // Not even when it cannot see the first one's socket.
    std::fs::remove_file(&world.options.control_socket).unwrap();
    assert!(matches!(
        refusal(&world.options).await,
        Error::AlreadyRunning { .. }
    ));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_socket_that_something_else_serves_is_left_alone() {
    let world = World::new(1, &[]);
    let other = UnixListener::bind(&world.options.control_socket).unwrap();
    assert!(matches!(
        refusal(&world.options).await,
        Error::AlreadyRunning { .. }
    ));
    assert!(world.options.control_socket.exists());
    drop(other);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_socket_is_replaced_but_a_file_is_not() {
    let mut world = World::new(1, &[]);
    drop(UnixListener::bind(&world.options.control_socket).unwrap());
    assert!(world.options.control_socket.exists());
    let mut options = world.options.clone();
    // Ready only if the socket that is there is the new one.
    world.start().await;

    options.control_socket = options.snapshot.clone();
    assert!(matches!(
        refusal(&options).await,
        Error::ControlSocket { .. }
    ));
    assert!(world.options.snapshot.exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signal_ends_it_quickly_with_everything_closed() {
    let mut server = Echo::start(b'a').await;
    let gateway = gateway(free_endpoint(), Some(server.endpoint));
    let mut world = World::with(std::slice::from_ref(&gateway)).await;
    let mut client = connect(&gateway).await;
    assert_eq!(greeting(&mut client).await, b'a');
    let _idle = world.control().await;

    let start = Instant::now();
    world.terminate();
    world.ended().await;
    assert!(start.elapsed() < Duration::from_secs(2));
    closed(&mut client).await;
    server.ends.recv().await.unwrap();
    assert!(
        TcpStream::connect(gateway.listen.to_socket_addr())
            .await
            .is_err()
    );
    assert!(!world.options.control_socket.exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn stop_is_answered_before_the_end() {
    let gateway = gateway(free_endpoint(), None);
    let mut world = World::with(std::slice::from_ref(&gateway)).await;
    assert_eq!(world.call(ControlRequest::Stop).await.listening, 1);
    world.ended().await;
    world.start().await;
    assert_eq!(world.status().await.listening, 1);
}
