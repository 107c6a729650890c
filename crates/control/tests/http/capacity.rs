//! What the host, the subnet or the quota cannot carry is refused, and leaves nothing behind.

use hyades_agent_api::HostFacts;
use hyades_types::units::ByteSize;
use serde_json::json;

use super::ask::Ask;
use super::lifecycle::{Client, request};
use super::world::World;

async fn refused_on(change: fn(&mut HostFacts), word: &str) {
    let world = World::new().await;
    world.agent.change_facts(change);
    let client = Client::new(&world).await;
    let ask = Ask::post(world.path("/v3/{}/instances")).json(&request(&world, "orders"));
    let refused = client.ask(ask).await;
    assert_eq!(refused.error(), (400, "DBS.280450"), "{}", refused.body);
    assert!(refused.message().contains(word), "{}", refused.body);
    let all = client.get("/v3.1/{}/instances").await.body;
    assert_eq!(all["total_count"], 0);
}

#[tokio::test]
async fn a_full_disk() {
    refused_on(|host| host.disk_available = ByteSize::mib(100), "disk").await;
}

#[tokio::test]
async fn no_memory_free() {
    refused_on(|host| host.memory_available = ByteSize::mib(100), "memory").await;
}

#[tokio::test]
async fn a_host_that_is_too_small() {
    refused_on(|host| host.memory_total = ByteSize::mib(512), "too small").await;
}

#[tokio::test]
async fn a_host_without_mysql() {
    let world = World::new().await;
    world.agent.change_facts(|host| host.engines.clear());
    let client = Client::new(&world).await;
    let ask = Ask::post(world.path("/v3/{}/instances")).json(&request(&world, "orders"));
    let refused = client.ask(ask).await;
    assert_eq!(refused.status, 400);
    assert!(refused.message().contains("no MySQL is installed"));
}

#[tokio::test]
async fn over_quota() {
    let world = World::new().await;
    let mut tx = world.store.begin().await.unwrap();
    tx.instance_quota_set(&world.project, 1).await.unwrap();
    tx.commit().await.unwrap();
    let client = Client::new(&world).await;
    let path = world.path("/v3/{}/instances");
    let first = client
        .ask(Ask::post(&path).json(&request(&world, "orders")))
        .await;
    assert_eq!(first.status, 201, "{}", first.body);
    let second = client
        .ask(Ask::post(&path).json(&request(&world, "orders")))
        .await;
    assert_eq!(second.error(), (413, "DBS.200046"));
    let all = client.get("/v3.1/{}/instances").await.body;
    assert_eq!(all["total_count"], json!(1));
}
