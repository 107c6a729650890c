//! Lists, filters, and refusals.

use serde_json::{Value, json};

use super::ask::Ask;
use super::lifecycle::{Client, request};
use super::world::World;

/// The provider's pager asks with growing offsets until a page is empty (clients.md R4, R5).
#[tokio::test]
async fn lists_end_with_an_empty_page() {
    let world = World::new().await;
    let client = Client::new(&world).await;
    for name in ["orders", "users1", "users2"] {
        let (_, job) = client.create(name).await;
        client.finish(&job).await;
    }
    for (family, active) in [
        ("/v3.1", "normal"),
        ("/v3", "ACTIVE"),
        ("/mysql/v3", "ACTIVE"),
    ] {
        let path = format!("{family}/{{}}/instances");
        let all = client.get(&path).await.body;
        assert_eq!(all["total_count"], 3);
        assert_eq!(all["instances"][0]["status"], active);
        let page = client.get(&format!("{path}?offset=2&limit=2")).await.body;
        assert_eq!(page["instances"].as_array().unwrap().len(), 1);
        let end = client.get(&format!("{path}?offset=3")).await.body;
        assert_eq!(end, json!({"instances": [], "total_count": 3}));
        let found = client.get(&format!("{path}?name=*users")).await.body;
        assert_eq!(found["total_count"], 2);
    }
    let refused = client.get("/v3.1/{}/instances?limit=101").await;
    assert_eq!(refused.error(), (400, "DBS.280439"));
}

#[tokio::test]
async fn several_in_detail() {
    let world = World::new().await;
    let client = Client::new(&world).await;
    let (id, job) = client.create("orders").await;
    client.finish(&job).await;
    let unknown = hyades_types::id::InstanceId::generate();
    for family in ["/v3.1", "/v3"] {
        let path = format!("{family}/{{}}/instances/details?instance_ids={id},{unknown}");
        let found = client.get(&path).await.body;
        assert_eq!(found["instances"].as_array().unwrap().len(), 1);
        assert_eq!(found["instances"][0]["id"], id);
    }
    let refused = client.get("/v3/{}/instances/details?instance_ids=x").await;
    assert_eq!(refused.error(), (400, "DBS.280404"));
}

#[tokio::test]
async fn bad_requests_name_the_field_and_start_nothing() {
    let world = World::new().await;
    let client = Client::new(&world).await;
    let path = world.path("/v3/{}/instances");
    for (field, value) in [
        ("name", json!("1st")),
        ("region", json!("elsewhere")),
        ("flavor_ref", json!("none")),
        ("password", json!("weak")),
        ("slave_count", json!("many")),
        ("vpc_id", json!("x")),
        ("availability_zone_mode", json!("triple")),
    ] {
        let mut body: Value = request(&world, "orders");
        body[field] = value;
        let refused = client.ask(Ask::post(&path).json(&body)).await;
        assert_eq!(refused.status, 400, "{field}: {}", refused.body);
        assert!(refused.message().contains(field), "{}", refused.body);
        assert!(!refused.message().contains("weak"), "{}", refused.body);
    }
    let all = client.get("/v3.1/{}/instances").await.body;
    assert_eq!(all["total_count"], 0);
}

#[tokio::test]
async fn the_catalog() {
    let world = World::new().await;
    let client = Client::new(&world).await;
    for family in ["/v3", "/mysql/v3"] {
        let path = format!("{family}/{{}}/datastores/GaussDB-MySQL");
        let found = client.get(&path).await.body;
        let build = &found["datastores"][0];
        assert_eq!(
            (&build["name"], &build["kernel_version"]),
            (&json!("8.0"), &json!("9.7.4.0"))
        );
        let path = format!("{family}/{{}}/flavors/gaussdb-mysql");
        let found = client.get(&path).await;
        assert_eq!(found.status, 200);
        let zones = json!({"local-1a": "normal", "local-1b": "normal"});
        assert_eq!(found.body["flavors"][0]["az_status"], zones);
    }
    let unknown = client.get("/v3/{}/datastores/oracle").await;
    assert_eq!(unknown.error(), (400, "DBS.200042"));
    let unknown = client.get("/v3/{}/jobs?id=x").await;
    assert_eq!(unknown.error(), (400, "DBS.200543"));
}
