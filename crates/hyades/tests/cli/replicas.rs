//! Read replicas and flavors.

use serde_json::json;

use crate::fake::Fake;
use crate::run::hyades;

const ID: &str = "5eebbb4c0f9f4a99b42ed1b6334569aain07";
const NODE: &str = "799a0f2fa49a4151bf9f7063c1fbba36no07";

#[tokio::test]
async fn add() {
    let fake = Fake::start().await;
    fake.on(
        &format!("POST /v3/P/instances/{ID}/nodes/enlarge"),
        201,
        json!({"job_id": "j1"}),
    )
    .on(
        "GET /v3/P/jobs?id=j1",
        200,
        json!({"job": {"status": "Completed"}}),
    );
    let ended = hyades(&fake, &format!("replica add {ID} --count 2 --priority 3")).await;
    assert_eq!(
        (ended.code, ended.stdout),
        (0, format!("added 2 replicas to {ID}\n"))
    );
    assert_eq!(fake.asked()[0].body, json!({"priorities": [3, 3]}));
}

#[tokio::test]
async fn delete_by_name_and_by_id() {
    let fake = Fake::start().await;
    let nodes = json!([{"id": NODE, "name": "shop_node02"}]);
    fake.on(
        &format!("GET /v3.1/P/instances/{ID}"),
        200,
        json!({"instance": {"nodes": nodes}}),
    )
    .on(
        &format!("DELETE /v3/P/instances/{ID}/nodes/{NODE}"),
        200,
        json!({"job_id": "j1"}),
    );
    for node in ["shop_node02", NODE] {
        let ended = hyades(&fake, &format!("replica delete {ID} {node} --no-wait")).await;
        assert_eq!((ended.code, ended.stdout.as_str()), (0, "j1\n"));
    }
    let ended = hyades(&fake, &format!("replica delete {ID} shop_node07")).await;
    assert_eq!(ended.code, 3);
    assert_eq!(ended.stderr, "error: no node is called \"shop_node07\"\n");
}

#[tokio::test]
async fn flavors() {
    let fake = Fake::start().await;
    let flavors = json!({"flavors": [
        {"spec_code": "gaussdb.mysql.medium.x86.4", "vcpus": "1", "ram": "4", "type": "x86",
         "az_status": {"az1": "normal", "az2": "sellout"}},
        {"spec_code": "gaussdb.mysql.large.x86.8", "vcpus": "2", "ram": 16},
    ]});
    let uri = "GET /v3/P/flavors/gaussdb-mysql?availability_zone_mode=multi";
    fake.on(uri, 202, flavors.clone());
    let ended = hyades(&fake, "flavor list --az-mode multi").await;
    insta::assert_snapshot!("flavor_list", ended.stdout);
    let ended = hyades(&fake, "flavor list --az-mode multi --output json").await;
    assert_eq!(ended.json(), flavors);
}
