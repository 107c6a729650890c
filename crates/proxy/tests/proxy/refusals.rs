//! Clients that cannot be served are told why, in words that MySQL drivers read.

use std::time::Duration;

use hyades_types::topology::Gateway;
use mysql_async::{Conn, Error, OptsBuilder};
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;

use crate::backend::{Echo, answers, greeting, hello};
use crate::world::{World, connect, eventually, free_endpoint, gateway};

/// What a driver makes of the answer: error number and message.
async fn refusal(gateway: &Gateway) -> (u16, String) {
    let opts = OptsBuilder::default()
        .ip_or_hostname(gateway.listen.address.to_string())
        .tcp_port(gateway.listen.port);
    match Conn::new(opts).await {
        Err(Error::Server(error)) => (error.code, error.message),
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_instance_without_a_server() {
    let gateway = gateway(free_endpoint(), None);
    let _world = World::with(std::slice::from_ref(&gateway)).await;
    let message = format!("instance {} has no running server", gateway.instance);
    assert_eq!(refusal(&gateway).await, (1053, message));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_down() {
    let gateway = gateway(free_endpoint(), Some(free_endpoint()));
    let _world = World::with(std::slice::from_ref(&gateway)).await;
    let message = format!(
        "the server of instance {} does not answer",
        gateway.instance
    );
    assert_eq!(refusal(&gateway).await, (1053, message));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_does_not_accept_in_time() {
    let silent = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).unwrap();
    let endpoint = free_endpoint();
    silent.bind(&endpoint.to_socket_addr().into()).unwrap();
    silent.listen(0).unwrap();
    let _filler = tokio::net::TcpStream::connect(endpoint.to_socket_addr())
        .await
        .unwrap();

    let gateway = gateway(free_endpoint(), Some(endpoint));
    let mut world = World::new(1, std::slice::from_ref(&gateway));
    world.options.connect_timeout = Duration::from_millis(50);
    world.start().await;
    assert_eq!(refusal(&gateway).await.0, 1053);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_comes_back_needs_no_reload() {
    let endpoint = free_endpoint();
    let gateway = gateway(free_endpoint(), Some(endpoint));
    let _world = World::with(std::slice::from_ref(&gateway)).await;
    assert_eq!(refusal(&gateway).await.0, 1053);
    let server = TcpListener::bind(endpoint.to_socket_addr()).await.unwrap();
    let _client = connect(&gateway).await;
    server.accept().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn one_connection_more_than_the_limit() {
    let server = Echo::start(b'a').await;
    let gateway = gateway(free_endpoint(), Some(server.endpoint));
    let mut world = World::new(1, std::slice::from_ref(&gateway));
    world.options.max_connections = Some(2);
    world.start().await;
    let (mut first, mut second) = (connect(&gateway).await, connect(&gateway).await);
    assert_eq!(
        (greeting(&mut first).await, greeting(&mut second).await),
        (b'a', b'a')
    );

    assert_eq!(
        refusal(&gateway).await,
        (1040, "Too many connections".to_owned())
    );
    assert_eq!(world.status().await.connections, 2);
    assert!(answers(&mut first).await && answers(&mut second).await);
    drop(first);
    eventually("there is a place again", async || {
        let mut packet = [0; 5];
        let mut client = connect(&gateway).await;
        client.read_exact(&mut packet).await.is_ok() && packet == hello(b'a')
    })
    .await;
}
