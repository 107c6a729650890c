//! What proxies cannot be: refused before anything is started, naming the field.

use serde_json::json;

use super::ask::Ask;
use super::proxies::{Scene, create_body};
use super::world::World;

#[tokio::test]
async fn bad_creations() {
    let world = World::new().await;
    let scene = Scene::new(&world).await;
    let nodes = scene
        .client
        .get(&format!("/v3/{{}}/instances/{}", scene.instance))
        .await
        .body;
    let nodes = nodes["instance"]["nodes"].as_array().unwrap().clone();
    let node = |kind: &str| nodes.iter().find(|n| n["type"] == kind).unwrap()["id"].clone();
    let (primary, replica) = (node("master"), node("slave"));
    let weights = |id: &serde_json::Value, weight: i64| json!([{"id": id, "weight": weight}]);
    for (fields, code, names) in [
        (
            json!({"flavor_ref": "gaussdb.proxy.tiny"}),
            "DBS.200053",
            "flavor_ref",
        ),
        (
            json!({"flavor_ref": "gaussdb.proxy.8xlarge.x86.2"}),
            "DBS.280450",
            "flavor_ref",
        ),
        (json!({"node_num": 1}), "DBS.05000089", "node_num"),
        (json!({"node_num": 17}), "DBS.05000089", "node_num"),
        (json!({"node_num": "many"}), "DBS.280001", "node_num"),
        (json!({"proxy_name": "abc"}), "DBS.05000076", "proxy_name"),
        (json!({"proxy_name": "1abc"}), "DBS.05000076", "proxy_name"),
        (json!({"proxy_mode": "write"}), "DBS.270026", "proxy_mode"),
        (json!({"route_mode": 3}), "DBS.280001", "route_mode"),
        (
            json!({"route_mode": 2, "proxy_mode": "readonly"}),
            "DBS.05000093",
            "route_mode",
        ),
        (
            json!({"nodes_read_weight": weights(&replica, 1001)}),
            "DBS.270025",
            "[0].weight",
        ),
        (
            json!({"nodes_read_weight": weights(&replica, -1)}),
            "DBS.270025",
            "[0].weight",
        ),
        (
            json!({"route_mode": 1, "nodes_read_weight": weights(&replica, 2)}),
            "DBS.270025",
            "[0].weight",
        ),
        (
            json!({"route_mode": 1, "nodes_read_weight": weights(&primary, 1)}),
            "DBS.270025",
            "must be 0",
        ),
        (
            json!({"route_mode": 2, "nodes_read_weight": weights(&primary, 0)}),
            "DBS.270025",
            "must be 1",
        ),
        (
            json!({"proxy_mode": "readonly", "nodes_read_weight": weights(&primary, 1)}),
            "DBS.270025",
            "must be 0",
        ),
        (
            json!({"nodes_read_weight": weights(&json!("x"), 1)}),
            "DBS.212005",
            "[0].id",
        ),
        (json!({"subnet_id": "x"}), "DBS.200049", "subnet_id"),
        (
            json!({"subnet_id": "c1cfa53c-65d3-431e-8552-326bf310c7ad"}),
            "DBS.200501",
            "subnet_id",
        ),
        (
            json!({"new_node_auto_add_status": "ON"}),
            "DBS.05000078",
            "new_node_weight",
        ),
        (
            json!({"new_node_auto_add_status": "ON", "new_node_weight": 1001}),
            "DBS.270025",
            "new_node_weight",
        ),
        (json!({"proxy_ip": "10.0.0.1"}), "DBS.280001", "proxy_ip"),
        (
            json!({"proxy_nodes_az_list": ["nowhere"]}),
            "DBS.280285",
            "proxy_nodes_az_list",
        ),
    ] {
        scene
            .refused("POST", "/proxy", &create_body(fields), code, names)
            .await;
    }
    assert_eq!(scene.get("/proxies").await.body, json!({"proxy_list": []}));
    assert!(world.agent.state().proxies.is_empty());
}

#[tokio::test]
async fn bad_changes() {
    let world = World::new().await;
    let scene = Scene::new(&world).await;
    let id = scene.proxy(json!({})).await;
    let before = scene.shown(&id).await;
    let item = |name: &str, value: &str, kind: &str| json!({"configurations": [{"name": name, "value": value, "elem_type": kind}]});
    for (method, verb, body, code, names) in [
        (
            "PUT",
            "port",
            json!({"port": 33062}),
            "DBS.05000032",
            "port",
        ),
        ("PUT", "port", json!({"port": 1024}), "DBS.05000032", "port"),
        (
            "PUT",
            "flavor",
            json!({"flavor_ref": "x"}),
            "DBS.200053",
            "flavor_ref",
        ),
        (
            "PUT",
            "route-mode",
            json!({"route_mode": 9}),
            "DBS.280001",
            "route_mode",
        ),
        (
            "PUT",
            "weight",
            json!({"master_weight": 1001}),
            "DBS.270025",
            "master_weight",
        ),
        (
            "PUT",
            "session-consistence",
            json!({"session_consistence": true, "consistence_mode": "global"}),
            "DBS.280001",
            "consistence_mode",
        ),
        (
            "PUT",
            "connection-pool-type",
            json!({"connection_pool_type": "TRANSACTION"}),
            "DBS.280001",
            "connection_pool_type",
        ),
        ("PUT", "ssl", json!({}), "DBS.280001", "ssl_option"),
        (
            "PUT",
            "rename",
            json!({"alias": "-"}),
            "DBS.05000076",
            "alias",
        ),
        (
            "PUT",
            "reduce",
            json!({"node_num": 15}),
            "DBS.05000089",
            "node_num",
        ),
        (
            "PUT",
            "configurations",
            json!({"configurations": []}),
            "DBS.05000018",
            "",
        ),
        (
            "PUT",
            "configurations",
            item("x", "1", "system"),
            "DBS.280270",
            "[0].name",
        ),
        (
            "PUT",
            "configurations",
            item("multiStatementType", "loose", "system"),
            "DBS.280271",
            "[0].value",
        ),
        (
            "PUT",
            "configurations",
            item("multiStatementType", "Loose", "user"),
            "DBS.280001",
            "[0].elem_type",
        ),
        (
            "POST",
            "access-control",
            json!({"type": "grey", "ip_list": []}),
            "DBS.280001",
            "type",
        ),
        (
            "POST",
            "access-control",
            json!({"type": "white", "ip_list": [{"ip": "300.0.0.1"}]}),
            "DBS.280001",
            "ip_list[0].ip",
        ),
        (
            "POST",
            "upgrade-version",
            json!({"source_version": "1", "target_version": "2"}),
            "DBS.280001",
            "source_version",
        ),
    ] {
        let path = format!("/proxy/{id}/{verb}");
        scene.refused(method, &path, &body, code, names).await;
    }
    let split = json!({"transaction_split": "ON", "proxy_id_list": []});
    let path = "/proxy/transaction-split";
    scene
        .refused("POST", path, &split, "DBS.280001", "proxy_id_list")
        .await;
    assert_eq!(scene.shown(&id).await, before);
}

#[tokio::test]
async fn proxies_that_are_not_there() {
    let world = World::new().await;
    let scene = Scene::new(&world).await;
    let other = Scene {
        instance: scene.client.create("other").await.0,
        ..Scene::new(&world).await
    };
    let id = scene.proxy(json!({})).await;
    let unknown = format!("{}po01", "0".repeat(32));
    let body = json!({"port": 3307});
    for (at, id, code) in [
        (&scene, unknown.as_str(), "DBS.270024"),
        (&scene, "nonsense", "DBS.280404"),
        (&other, id.as_str(), "DBS.05000022"),
    ] {
        let get = at.get(&format!("/proxy/{id}/ipgroup")).await;
        assert_eq!(get.error(), (400, code));
        if at.instance == scene.instance {
            at.refused("PUT", &format!("/proxy/{id}/port"), &body, code, "")
                .await;
        }
    }
    let engine = format!("/proxy/{id}/mysql/proxy-version");
    assert_eq!(scene.get(&engine).await.error(), (400, "DBS.200042"));
    let path = world.path(&format!(
        "/v3/{{}}/instances/{}/proxy",
        "0".repeat(32) + "in07"
    ));
    let answer = scene
        .client
        .ask(Ask::post(path).json(&create_body(json!({}))))
        .await;
    assert_eq!(answer.error(), (404, "DBS.200002"));
}

#[tokio::test]
async fn one_operation_at_a_time() {
    let world = World::new().await;
    let scene = Scene::new(&world).await;
    let (a, b) = (create_body(json!({})), create_body(json!({})));
    let (first, second) = tokio::join!(
        scene.send("POST", "/proxy", &a),
        scene.send("POST", "/proxy", &b)
    );
    let mut statuses = [first.status, second.status];
    statuses.sort();
    // The first may be done before the second comes.
    assert!(
        statuses == [201, 409] || statuses == [201, 201],
        "{statuses:?}"
    );
}

#[tokio::test]
async fn specifications() {
    let world = World::new().await;
    let scene = Scene::new(&world).await;
    let flavors = scene.get("/proxy/flavors").await.body;
    let group = &flavors["proxy_flavor_groups"][0];
    assert_eq!(group["group_type"], hyades_planning::flavor::architecture());
    let first = &group["proxy_flavors"][0];
    assert_eq!((&first["vcpus"], &first["ram"]), (&json!("2"), &json!("4")));
    assert_eq!(
        first["az_status"],
        json!({"local-1a": "normal", "local-1b": "normal"})
    );
    let last = group["proxy_flavors"].as_array().unwrap().last().unwrap();
    assert_eq!(last["az_status"]["local-1a"], "unsupported");
    let by_zone = |query: &str| {
        scene
            .client
            .world
            .path(&format!("/v3/{{}}/proxy/flavors?{query}"))
    };
    let ask = Ask::get(by_zone("az_codes=local-1b&proxy_engine_name=taurusproxy"));
    let found = scene.client.ask(ask).await.body;
    let first = &found["proxy_flavor_groups"][0]["proxy_flavors"][0];
    assert_eq!(first["az_status"], json!({"local-1b": "normal"}));
    assert_eq!(first["supported_ipv6"], false);
    for (query, code) in [
        (
            "az_codes=nowhere&proxy_engine_name=taurusproxy",
            "DBS.280285",
        ),
        ("az_codes=local-1a&proxy_engine_name=x", "DBS.280001"),
        ("az_codes=local-1a", "DBS.280001"),
    ] {
        let answer = scene.client.ask(Ask::get(by_zone(query))).await;
        assert_eq!(answer.error(), (400, code));
    }
}
