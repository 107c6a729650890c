//! SQL statement concurrency control and the full SQL log.

use hyades_types::topology::ThrottleKind;
use serde_json::{Value, json};

use super::proxies::Scene;
use super::world::World;

const SWITCH: &str = "/sql-filter/switch";
const RULES: &str = "/sql-filter/rules";

fn rules(node: &Value, kind: &str, patterns: Value) -> Value {
    json!({"sql_filter_rules": [{
        "node_id": node, "rules": [{"sql_type": kind, "patterns": patterns}]
    }]})
}

fn rule(pattern: &str, max_concurrency: i64) -> Value {
    json!({"pattern": pattern, "max_concurrency": max_concurrency})
}

async fn nodes(scene: &Scene<'_>) -> Vec<Value> {
    let shown = scene.get("").await.body;
    let nodes = shown["instance"]["nodes"].as_array().unwrap();
    nodes.iter().map(|node| node["id"].clone()).collect()
}

#[tokio::test]
async fn rules_count_when_they_are_on() {
    let world = World::new().await;
    let scene = Scene::new(&world).await;
    let node = nodes(&scene).await.remove(0);
    let set = rules(
        &node,
        "select",
        json!([rule("select~from", 3), rule("a~b", 0)]),
    );
    let job = scene.done("PUT", RULES, &set).await;
    assert_eq!(job["name"], "GaussDBforMySQLSetSqlFilterRules");
    assert!(world.agent.topology().throttles.is_empty());
    assert_eq!(
        scene.get(SWITCH).await.body,
        json!({"switch_status": "OFF"})
    );
    scene
        .done("POST", SWITCH, &json!({"switch_status": "ON"}))
        .await;
    assert_eq!(scene.get(SWITCH).await.body, json!({"switch_status": "ON"}));
    let throttles = world.agent.topology().throttles;
    assert_eq!(throttles[0].node.as_str(), node.as_str().unwrap());
    let [first, second] = &throttles[0].rules[..] else {
        panic!("{throttles:?}")
    };
    assert_eq!(
        (first.kind, first.max_concurrency),
        (ThrottleKind::Select, 3)
    );
    assert_eq!(second.pattern, "a~b");

    // A pattern that is there gets the new limit, the others stay.
    let again = rules(&node, "SELECT", json!([rule("select~from", 9)]));
    scene.done("PUT", RULES, &again).await;
    let other = rules(&node, "DELETE", json!([rule("delete", 1)]));
    scene.done("PUT", RULES, &other).await;
    let listed = async |query: &str| {
        let node = node.as_str().unwrap();
        let path = format!("{RULES}?node_id={node}{query}");
        scene.get(&path).await.body
    };
    let expected = json!({"node_id": node, "sql_filter_rules": [
        {"sql_type": "SELECT", "patterns": [rule("select~from", 9), rule("a~b", 0)]},
        {"sql_type": "DELETE", "patterns": [rule("delete", 1)]}
    ]});
    assert_eq!(listed("").await, expected);
    let deletes = &listed("&sql_type=delete").await["sql_filter_rules"];
    assert_eq!(deletes.as_array().unwrap().len(), 1);
    assert_eq!(
        listed("&sql_type=UPDATE").await["sql_filter_rules"],
        json!([])
    );

    let gone = rules(&node, "SELECT", json!(["a~b", "never~there"]));
    scene.done("DELETE", RULES, &gone).await;
    assert_eq!(world.agent.topology().throttles[0].rules.len(), 2);
    scene
        .done("POST", SWITCH, &json!({"switch_status": "OFF"}))
        .await;
    assert!(world.agent.topology().throttles.is_empty());
    assert_eq!(
        listed("").await["sql_filter_rules"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
}

#[tokio::test]
async fn both_spellings_of_the_path() {
    let world = World::new().await;
    let scene = Scene::new(&world).await;
    let path = format!("/v3/{{}}/instance/{}{SWITCH}", scene.instance);
    assert_eq!(
        scene.client.get(&path).await.body,
        json!({"switch_status": "OFF"})
    );
}

#[tokio::test]
async fn bad_rules() {
    let world = World::new().await;
    let scene = Scene::new(&world).await;
    let node = nodes(&scene).await.remove(0);
    let one = |pattern: &str, limit: i64| rules(&node, "SELECT", json!([rule(pattern, limit)]));
    let pattern = "sql_filter_rules[0].rules[0].patterns[0].pattern";
    for (body, code, names) in [
        (one("", 1), "DBS.280001", pattern),
        (one("a~~b", 1), "DBS.280001", pattern),
        (one("a~", 1), "DBS.280001", pattern),
        (one("a\\b", 1), "DBS.280001", pattern),
        (one("a,b", 1), "DBS.280001", pattern),
        (one(&vec!["a"; 129].join("~"), 1), "DBS.280001", pattern),
        (one("a", -1), "DBS.280001", "max_concurrency"),
        (
            rules(&node, "INSERT", json!([rule("a", 1)])),
            "DBS.280001",
            "sql_type",
        ),
        (
            rules(&json!("x"), "SELECT", json!([rule("a", 1)])),
            "DBS.212005",
            "node_id",
        ),
        (
            json!({"sql_filter_rules": []}),
            "DBS.280001",
            "sql_filter_rules",
        ),
        (json!({}), "DBS.280001", "sql_filter_rules"),
        (
            json!({"sql_filter_rules": [{"node_id": node, "rules": [
                {"sql_type": "SELECT", "patterns": [rule("a", 1)]},
                {"sql_type": "select", "patterns": [rule("b", 1)]}
            ]}]}),
            "DBS.280001",
            "rules[1].sql_type",
        ),
    ] {
        scene.refused("PUT", RULES, &body, code, names).await;
    }
    let bad = json!({"switch_status": "MAYBE"});
    scene
        .refused("POST", SWITCH, &bad, "DBS.280001", "switch_status")
        .await;
    let unknown = scene.get(&format!("{RULES}?node_id=x")).await;
    assert_eq!(unknown.error(), (400, "DBS.212005"));
    assert_eq!(scene.get(RULES).await.error(), (400, "DBS.280001"));
}

#[tokio::test]
async fn statements_are_recorded_as_switched() {
    let world = World::new().await;
    let scene = Scene::new(&world).await;
    let status = format!(
        "/v3/{{}}/instance/{}/audit-log/switch-status",
        scene.instance
    );
    assert_eq!(
        scene.client.get(&status).await.body,
        json!({"switch_status": "OFF"})
    );
    for (word, count) in [("ON", 1), ("OFF", 0)] {
        let body = json!({"switch_status": word});
        let answer = scene.send("POST", "/audit-log/switch", &body).await;
        assert_eq!(answer.body, json!({"result": "success"}));
        assert_eq!(world.agent.topology().recorded.len(), count);
        assert_eq!(scene.client.get(&status).await.body, body);
    }
    let bad = json!({"switch_status": 1});
    let path = "/audit-log/switch";
    scene
        .refused("POST", path, &bad, "DBS.280001", "switch_status")
        .await;
}
