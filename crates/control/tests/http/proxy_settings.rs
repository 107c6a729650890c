//! Every change of how a proxy behaves reaches the data plane.

use std::time::{Duration, Instant};

use hyades_types::topology::{
    AccessKind, Consistency, DatabaseProxy, MultiStatements, Pooling, Routing,
};
use serde_json::{Value, json};

use super::proxies::Scene;
use super::world::World;

fn served(world: &World) -> DatabaseProxy {
    world.agent.topology().proxies[0].clone()
}

#[tokio::test]
async fn switches_and_modes() {
    let world = World::new().await;
    let scene = Scene::new(&world).await;
    let id = scene.proxy(json!({})).await;
    for (method, verb, body, field, expected) in [
        ("PUT", "port", json!({"port": 3307}), "port", json!(3307)),
        (
            "PUT",
            "ssl",
            json!({"ssl_option": true}),
            "ssl_option",
            json!("true"),
        ),
        (
            "PUT",
            "session-consistence",
            json!({"session_consistence": false, "consistence_mode": "global"}),
            "consistence_mode",
            json!("global"),
        ),
        (
            "PUT",
            "connection-pool-type",
            json!({"connection_pool_type": "SESSION"}),
            "connection_pool_type",
            json!("SESSION"),
        ),
    ] {
        let path = format!("/proxy/{id}/{verb}");
        scene.done(method, &path, &body).await;
        assert_eq!(scene.shown(&id).await["proxy"][field], expected);
    }
    let alt = json!({"alt_enabled": "on"});
    scene.done("PUT", &format!("/proxy/{id}/alt"), &alt).await;
    let split = json!({"transaction_split": "ON", "proxy_id_list": [id]});
    let job = scene.done("POST", "/proxy/transaction-split", &split).await;
    assert_eq!(job["process"], "");
    assert_eq!(scene.shown(&id).await["proxy"]["transaction_split"], "true");

    let served = served(&world);
    let settings = &served.settings;
    assert_eq!(served.listen[0].port, 3307);
    assert!(settings.tls && settings.transaction_split && settings.lossless_switchover);
    assert_eq!(settings.consistency, Consistency::Global);
    assert_eq!(settings.pooling, Pooling::Session);
}

#[tokio::test]
async fn weights_and_policies() {
    let world = World::new().await;
    let scene = Scene::new(&world).await;
    let id = scene.proxy(json!({})).await;
    let shown = scene.shown(&id).await;
    let replica = shown["readonly_nodes"][0]["id"].clone();
    let weights = format!("/proxy/{id}/weight");
    let job = scene
        .done("PUT", &weights, &json!({"master_weight": 30}))
        .await;
    assert_eq!(job["name"], "GaussDBforMySQLModifyProxyWeight");
    // What is not named stays.
    let one = json!({"readonly_nodes": {"id": replica, "weight": "300"}});
    scene.done("PUT", &weights, &one).await;
    let shown = scene.shown(&id).await;
    assert_eq!(
        (
            &shown["master_node"]["weight"],
            &shown["readonly_nodes"][0]["weight"]
        ),
        (&json!(30), &json!(300))
    );

    let policy = format!("/proxy/{id}/route-mode");
    let body = json!({"route_mode": 1, "new_node_auto_add_status": "ON"});
    scene.done("PUT", &policy, &body).await;
    let shown = scene.shown(&id).await;
    assert_eq!(shown["proxy"]["route_mode"], 1);
    assert_eq!(shown["proxy"]["new_node_auto_add_status"], "ON");
    // Replicas that read go on reading; the primary must not.
    assert_eq!(
        (
            &shown["master_node"]["weight"],
            &shown["readonly_nodes"][0]["weight"]
        ),
        (&json!(0), &json!(1))
    );
    assert_eq!(served(&world).settings.routing, Routing::LeastBusyReplica);
    scene
        .done(
            "PUT",
            &policy,
            &json!({"route_mode": 2, "master_weight": 1}),
        )
        .await;
    assert_eq!(scene.shown(&id).await["master_node"]["weight"], 1);
    let bad = json!({"readonly_nodes": [{"id": replica, "weight": 2}]});
    scene
        .refused(
            "PUT",
            &weights,
            &bad,
            "DBS.270025",
            "readonly_nodes[0].weight",
        )
        .await;
}

#[tokio::test]
async fn parameters_take_effect_before_the_answer() {
    let world = World::new().await;
    let scene = Scene::new(&world).await;
    let id = scene.proxy(json!({})).await;
    let path = format!("/proxy/{id}/configurations");
    let set = json!({"configurations": [
        {"name": "multiStatementType", "value": "Loose", "elem_type": "system"},
        {"name": "delayThresholdInSeconds", "value": 7, "elem_type": "system"}
    ]});
    let answer = scene.send("PUT", &path, &set).await;
    assert!(answer.body["job_id"].is_string(), "{}", answer.body);
    let settings = served(&world).settings;
    assert_eq!(settings.multi_statements, MultiStatements::Loose);
    assert_eq!(settings.max_lag_seconds, 7);
    // Terraform does not wait for this job, and is not told to come back later.
    let split = json!({"transaction_split": "OFF", "proxy_id_list": id});
    scene.done("POST", "/proxy/transaction-split", &split).await;

    let listed = scene.get(&path).await.body;
    assert_eq!(listed["total_count"], "2");
    assert_eq!(listed["configurations"][0]["value"], "7");
    assert_eq!(
        scene.shown(&id).await["proxy"]["delay_threshold_in_seconds"],
        7
    );
    let one = scene
        .get(&format!("{path}?name=multiStatementType"))
        .await
        .body;
    assert_eq!(
        one["configurations"][0]["value_range"],
        "Strict|Loose|Parse"
    );
    let page = scene.get(&format!("{path}?offset=2")).await.body;
    assert_eq!(page["configurations"], json!([]));
}

#[tokio::test]
async fn access_lists() {
    let world = World::new().await;
    let scene = Scene::new(&world).await;
    let id = scene.proxy(json!({})).await;
    let list = json!({"type": "black", "ip_list": [
        {"ip": "10.0.0.1", "description": "office"}, {"ip": "FD00::/8"}
    ]});
    let path = format!("/proxy/{id}/access-control");
    let answer = scene.send("POST", &path, &list).await;
    assert_eq!(answer.body, json!({"open_access_control": false}));
    assert_eq!(served(&world).settings.access, None);
    let switch = format!("/proxy/{id}/access-control-switch");
    let answer = scene
        .send("POST", &switch, &json!({"open_access_control": "true"}))
        .await;
    assert_eq!(answer.body, json!({"open_access_control": true}));
    let access = served(&world).settings.access.unwrap();
    assert_eq!((access.kind, access.networks.len()), (AccessKind::Black, 2));
    let shown = scene.get(&format!("/proxy/{id}/ipgroup")).await.body;
    assert_eq!(
        (&shown["enable_ip_group"], &shown["type"]),
        (&json!(true), &json!("black"))
    );
    // As the user wrote it.
    assert_eq!(
        shown["ip_group"]["ip_list"][1],
        json!({"ip": "FD00::/8", "description": ""})
    );
    assert_eq!(shown["ip_group"]["name"], format!("PROXY-{id}_elbIpGroup"));
}

#[tokio::test]
async fn access_that_the_data_plane_does_not_take_does_not_change() {
    let world = World::new().await;
    let scene = Scene::new(&world).await;
    let id = scene.proxy(json!({})).await;
    let error = hyades_agent_api::AgentError::failed("apply", "the test says so");
    world
        .agent
        .fail_next(hyades_testkit::Verb::TopologyApply, error);
    let switch = format!("/proxy/{id}/access-control-switch");
    let answer = scene
        .send("POST", &switch, &json!({"open_access_control": true}))
        .await;
    assert_eq!(answer.error(), (500, "DBS.200005"));
    let shown = scene.get(&format!("/proxy/{id}/ipgroup")).await.body;
    assert_eq!(shown["enable_ip_group"], false);
}

#[tokio::test]
async fn names_and_new_nodes_change_at_once() {
    let world = World::new().await;
    let scene = Scene::new(&world).await;
    let id = scene.proxy(json!({})).await;
    let success = json!({"result": "success"});
    let rename = format!("/proxy/{id}/rename");
    let answer = scene
        .send("PUT", &rename, &json!({"alias": "writer"}))
        .await;
    assert_eq!(answer.body, success);
    let auto = format!("/proxy/{id}/new-node-auto-add");
    for (body, status, weight) in [
        (json!({"switch_status": "ON", "weight": 40}), "ON", 40),
        (json!({"switch_status": "OFF", "weight": 50}), "OFF", 40),
        (json!({"switch_status": "OFF"}), "OFF", 40),
    ] {
        assert_eq!(scene.send("POST", &auto, &body).await.body, success);
        let shown = scene.shown(&id).await["proxy"].clone();
        assert_eq!(
            (
                &shown["new_node_auto_add_status"],
                &shown["new_node_weight"]
            ),
            (&json!(status), &json!(weight))
        );
        assert_eq!(shown["name"], "writer");
    }
    let missing = json!({"switch_status": "ON"});
    scene
        .refused("POST", &auto, &missing, "DBS.05000078", "weight")
        .await;
}

#[tokio::test]
async fn eips_are_listeners() {
    let world = World::new().await;
    let scene = Scene::new(&world).await;
    let (id, other) = (scene.proxy(json!({})).await, scene.proxy(json!({})).await);
    let bind = |ip: &str, bind: bool| json!({"public_ip": ip, "public_ip_id": "x", "bind": bind});
    let path = |id: &str| format!("/proxy/{id}/bind");
    let job = scene
        .done("PUT", &path(&id), &bind("127.78.0.9", true))
        .await;
    assert_eq!(job["name"], "GaussDBforMySQLBindProxyEIP");
    assert_eq!(job["entities"]["public_ip"], Value::Null);
    assert_eq!(scene.shown(&id).await["proxy"]["eip"], "127.78.0.9");
    assert_eq!(served(&world).listen.len(), 2);
    for (proxy, body, why) in [
        (&other, bind("127.78.0.9", true), "bound already"),
        (&other, bind("127.79.0.9", true), "127.78.0.0/24"),
        (&other, bind("127.78.0.0", true), "127.78.0.0/24"),
        (&other, bind("here", true), "IP address"),
        (&other, bind("127.78.0.9", false), "not bound"),
        (&id, bind("127.78.0.8", true), "has an EIP"),
    ] {
        scene
            .refused("PUT", &path(proxy), &body, "DBS.280001", why)
            .await;
    }
    scene
        .done("PUT", &path(&id), &bind("127.78.0.9", false))
        .await;
    assert_eq!(scene.shown(&id).await["proxy"]["eip"], "");
    scene
        .done("PUT", &path(&other), &bind("127.78.0.9", true))
        .await;
}

#[tokio::test]
async fn there_are_no_domain_names() {
    let world = World::new().await;
    let scene = Scene::new(&world).await;
    let id = scene.proxy(json!({})).await;
    let path = format!("/proxy/{id}/dns");
    for method in ["POST", "PUT", "DELETE"] {
        let body = json!({"new_dns_name": "reader01", "vpc_id": "x"});
        scene
            .refused(method, &path, &body, "DBS.05000091", "DNS service")
            .await;
    }
}

#[tokio::test]
async fn upgrades_need_something_newer() {
    let world = World::new().await;
    let scene = Scene::new(&world).await;
    let id = scene.proxy(json!({})).await;
    let path = format!("/proxy/{id}/taurusproxy/proxy-version");
    let versions = scene.get(&path).await.body;
    assert_eq!(versions["can_upgrade"], false);
    assert_eq!(versions["current_version"], versions["latest_version"]);
    let body = json!({
        "source_version": versions["current_version"], "target_version": "2.99.01.000"
    });
    let upgrade = format!("/proxy/{id}/upgrade-version");
    let answer = scene.send("POST", &upgrade, &body).await;
    let result = &answer.body["update_result"][0];
    assert_eq!((answer.status, &result["state"]), (200, &json!("REJECT")));
    assert!(result["error_message"].as_str().unwrap().contains("latest"));
    assert_eq!(result.get("workflow_id"), None);

    // As if an older program had started it.
    let mut tx = world.store.begin().await.unwrap();
    let mut proxy = tx.proxy_fetch(&id.parse().unwrap()).await.unwrap().unwrap();
    for node in &mut proxy.nodes {
        tx.proxy_node_delete(&node.id).await.unwrap();
        node.version = "2.0.00.007".to_owned();
        tx.proxy_node_insert(&proxy.id, node).await.unwrap();
    }
    tx.commit().await.unwrap();
    let older = scene.get(&path).await.body;
    assert_eq!(
        (&older["can_upgrade"], &older["current_version"]),
        (&json!(true), &json!("2.0.00.007"))
    );
    let wrong = scene.send("POST", &upgrade, &body).await.body;
    assert_eq!(wrong["update_result"][0]["state"], "REJECT");
    let body = json!({
        "source_version": older["current_version"], "target_version": older["latest_version"]
    });
    let answer = scene.send("POST", &upgrade, &body).await.body;
    let result = &answer["update_result"][0];
    assert_eq!(result["state"], "ACCEPT", "{answer}");
    let job = scene
        .client
        .finish(result["workflow_id"].as_str().unwrap())
        .await;
    assert_eq!(job["name"], "UpgradeGaussDBforMySQLProxyVersion");
    assert_eq!(scene.get(&path).await.body["can_upgrade"], false);
}

#[tokio::test]
async fn the_version_is_that_of_the_process() {
    let world = World::new().await;
    let scene = Scene::new(&world).await;
    let id = scene.proxy(json!({})).await;
    let path = format!("/proxy/{id}/taurusproxy/proxy-version");
    let newest = env!("CARGO_PKG_VERSION");
    for (runs, can_upgrade) in [("0.0.7", true), (newest, false)] {
        world.agent.run_proxies_as(runs);
        let end = Instant::now() + Duration::from_secs(20);
        while scene.get(&path).await.body["can_upgrade"] != can_upgrade {
            assert!(Instant::now() < end, "{runs}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}
