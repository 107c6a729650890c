//! Names and ids of instances.

use serde_json::json;

use crate::fake::Fake;
use crate::run::hyades;

const ID: &str = "5eebbb4c0f9f4a99b42ed1b6334569aain07";
const OTHER: &str = "6eebbb4c0f9f4a99b42ed1b6334569aain07";

#[tokio::test]
async fn an_id_is_used_as_it_is() {
    let fake = Fake::start().await;
    fake.on(
        &format!("GET /v3.1/P/instances/{ID}"),
        200,
        json!({"instance": {"id": ID}}),
    );
    let ended = hyades(&fake, &format!("instance show {ID} --output json")).await;
    assert_eq!(ended.json(), json!({"instance": {"id": ID}}));
    assert_eq!(fake.asked().len(), 1);
}

#[tokio::test]
async fn a_name_is_looked_up() {
    let fake = Fake::start().await;
    let found = json!({"instances": [{"id": OTHER, "name": "shop2"}, {"id": ID, "name": "shop"}]});
    fake.on("GET /v3.1/P/instances?name=shop", 200, found).on(
        &format!("GET /v3.1/P/instances/{ID}"),
        200,
        json!({"instance": {"id": ID}}),
    );
    let ended = hyades(&fake, "instance show shop --output json").await;
    assert_eq!(ended.json()["instance"]["id"], ID);
}

#[tokio::test]
async fn nothing_is_called_so() {
    let fake = Fake::start().await;
    fake.on(
        "GET /v3.1/P/instances?name=shop%26x%3D1",
        200,
        json!({"instances": []}),
    );
    let ended = hyades(&fake, "instance show shop&x=1").await;
    assert_eq!(ended.code, 3);
    assert_eq!(ended.stderr, "error: no instance is called \"shop&x=1\"\n");
}

#[tokio::test]
async fn several_are_called_so() {
    let fake = Fake::start().await;
    let found = json!({"instances": [{"id": ID, "name": "shop"}, {"id": OTHER, "name": "shop"}]});
    fake.on("GET /v3.1/P/instances?name=shop", 200, found);
    let ended = hyades(&fake, "instance delete shop --yes").await;
    assert_eq!(ended.code, 2);
    let message = "error: several instances are called \"shop\", give an id:";
    assert_eq!(ended.stderr, format!("{message} {ID}, {OTHER}\n"));
    let ended = hyades(&fake, "instance delete shop --yes --output json").await;
    assert_eq!(ended.error()["instance_ids"], json!([ID, OTHER]));
    assert!(
        fake.asked()
            .iter()
            .all(|asked| asked.what.starts_with("GET"))
    );
}
