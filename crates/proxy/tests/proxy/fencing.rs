//! A server that a gateway leaves gets nothing more from it.

use hyades_types::id::NodeId;
use hyades_types::topology::{Gateway, GatewayRole};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::backend::{Echo, Manual, answers, closed, greeting};
use crate::world::{World, connect, eventually, free_endpoint, gateway, to};

#[tokio::test(flavor = "multi_thread")]
async fn another_server_gets_new_connections_and_the_old_ones_are_closed() {
    let (mut old, new) = (Echo::start(b'a').await, Echo::start(b'b').await);
    let before = gateway(free_endpoint(), Some(old.endpoint));
    let world = World::with(std::slice::from_ref(&before)).await;
    let mut clients = Vec::new();
    for _ in 0..5 {
        let mut client = connect(&before).await;
        assert_eq!(greeting(&mut client).await, b'a');
        clients.push(client);
    }

    let status = world.reload(2, &[to(&before, Some(new.endpoint))]).await;
    assert_eq!(
        (status.epoch, status.connections),
        (2, 0),
        "closed before the answer"
    );
    for client in &mut clients {
        closed(client).await;
        old.ends.recv().await.unwrap();
    }
    let mut client = connect(&before).await;
    assert_eq!(greeting(&mut client).await, b'b');
    assert!(answers(&mut client).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_node_on_the_same_endpoint_is_another_server() {
    let server = Echo::start(b'a').await;
    let before = gateway(free_endpoint(), Some(server.endpoint));
    let world = World::with(std::slice::from_ref(&before)).await;
    let mut client = connect(&before).await;
    assert_eq!(greeting(&mut client).await, b'a');
    world.reload(2, &[to(&before, Some(server.endpoint))]).await;
    closed(&mut client).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_role_of_the_address_closes_nothing() {
    let server = Echo::start(b'a').await;
    let before = gateway(free_endpoint(), Some(server.endpoint));
    let world = World::with(std::slice::from_ref(&before)).await;
    let mut client = connect(&before).await;
    assert_eq!(greeting(&mut client).await, b'a');
    let after = Gateway {
        role: GatewayRole::Node(NodeId::generate()),
        ..before
    };
    assert_eq!(world.reload(2, &[after]).await.connections, 1);
    assert!(answers(&mut client).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn losing_the_server_closes_its_connections() {
    let server = Echo::start(b'a').await;
    let before = gateway(free_endpoint(), Some(server.endpoint));
    let world = World::with(std::slice::from_ref(&before)).await;
    let mut client = connect(&before).await;
    assert_eq!(greeting(&mut client).await, b'a');
    assert_eq!(world.reload(2, &[to(&before, None)]).await.connections, 0);
    closed(&mut client).await;
}

/// Sends without end, so that buffers are full on the whole way.
async fn flood(mut client: TcpStream) {
    while client.write_all(&[7; 64 * 1024]).await.is_ok() {}
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_not_left_for_the_fenced_server_is_discarded() {
    let old = Manual::start().await;
    let before = gateway(free_endpoint(), Some(old.endpoint));
    let world = World::with(std::slice::from_ref(&before)).await;
    let flood = tokio::spawn(flood(connect(&before).await));
    let mut server = old.accept().await;
    server.readable().await.unwrap();

    world.reload(2, &[to(&before, None)]).await;
    flood.await.unwrap();
    let mut received = Vec::new();
    let end = server.read_to_end(&mut received).await;
    assert_eq!(end.unwrap_err().kind(), std::io::ErrorKind::ConnectionReset);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_is_being_made_is_closed_as_well() {
    // A listener with a full queue: further connections to it stay half made.
    let silent = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).unwrap();
    let endpoint = free_endpoint();
    silent.bind(&endpoint.to_socket_addr().into()).unwrap();
    silent.listen(0).unwrap();
    let _filler = TcpStream::connect(endpoint.to_socket_addr()).await.unwrap();

    let before = gateway(free_endpoint(), Some(endpoint));
    let mut world = World::new(1, std::slice::from_ref(&before));
    world.options.connect_timeout = std::time::Duration::from_secs(600);
    world.start().await;
    let mut client = connect(&before).await;
    eventually("the connection is being made", async || {
        world.status().await.connections == 1
    })
    .await;
    world.reload(2, &[to(&before, None)]).await;
    closed(&mut client).await;
}
