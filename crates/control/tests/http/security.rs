//! Security groups: what they are, and that every change of their rules reaches the data plane.

use hyades_agent_api::AgentError;
use hyades_testkit::Verb;
use hyades_types::topology::SourceRule;
use serde_json::{Value, json};

use super::ask::{Answer, Ask};
use super::proxies::Scene;
use super::world::World;

const GROUPS: &str = "/v3/{}/vpc/security-groups";
const RULES: &str = "/v3/{}/vpc/security-group-rules";

/// A scene whose instance has the deployment's group.
async fn scene(world: &World) -> Scene<'_> {
    let scene = Scene::new(world).await;
    scene.proxy(json!({})).await;
    scene
}

async fn ask(scene: &Scene<'_>, method: &'static str, path: &str, body: &Value) -> Answer {
    let path = scene.client.world.path(path);
    let ask = Ask::new(method, path);
    let ask = if body.is_null() { ask } else { ask.json(body) };
    scene.client.ask(ask).await
}

async fn get(scene: &Scene<'_>, path: &str) -> Value {
    let answer = ask(scene, "GET", path, &Value::Null).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.body
}

/// Adds a rule; returns its id.
async fn add(scene: &Scene<'_>, rule: &Value) -> String {
    let body = json!({"security_group_rule": rule});
    let answer = ask(scene, "POST", RULES, &body).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    let id = &answer.body["security_group_rule"]["id"];
    id.as_str().unwrap().to_owned()
}

/// Whether gateways and proxies take clients from an address. All of them agree.
fn admitted(world: &World, address: &str) -> bool {
    let topology = world.agent.topology();
    let gateways = topology.gateways.iter().map(|gateway| &gateway.sources);
    let proxies = topology.proxies.iter().map(|proxy| &proxy.sources);
    let address = address.parse().unwrap();
    let mut admit: Vec<_> = gateways
        .chain(proxies)
        .map(|rules| SourceRule::admit(rules.as_ref().unwrap(), address))
        .collect();
    admit.dedup();
    assert_eq!(admit.len(), 1);
    admit[0]
}

#[tokio::test]
async fn rules_reach_the_data_plane() {
    let world = World::new().await;
    let scene = scene(&world).await;
    let group = world.setup.security_group.to_string();
    let shown = get(&scene, &format!("{GROUPS}/{group}")).await["security_group"].clone();
    assert_eq!(shown["name"], "default");
    assert_eq!(shown["security_group_rules"].as_array().unwrap().len(), 2);
    assert!(admitted(&world, "10.0.0.1") && admitted(&world, "fd00::1"));

    let deny = json!({"security_group_id": group, "direction": "ingress", "action": "deny",
        "protocol": "tcp", "multiport": "3306", "remote_ip_prefix": "10.0.0.0/24"});
    let id = add(&scene, &deny).await;
    assert!(!admitted(&world, "10.0.0.1") && admitted(&world, "10.0.1.1"));
    let rule = get(&scene, &format!("{RULES}/{id}")).await["security_group_rule"].clone();
    assert_eq!(rule["remote_ip_prefix"], "10.0.0.0/24");
    assert_eq!(
        (&rule["priority"], &rule["ethertype"]),
        (&json!(1), &json!("IPv4"))
    );

    // The rules that everybody comes in by.
    for open in shown["security_group_rules"].as_array().unwrap() {
        let path = format!("{RULES}/{}", open["id"].as_str().unwrap());
        let answer = ask(&scene, "DELETE", &path, &Value::Null).await;
        assert_eq!(answer.status, 204);
        let again = ask(&scene, "DELETE", &path, &Value::Null).await;
        assert_eq!(again.error(), (404, "DBS.290013"));
    }
    assert!(!admitted(&world, "10.0.1.1") && !admitted(&world, "fd00::1"));
}

#[tokio::test]
async fn what_the_data_plane_does_not_take_does_not_change() {
    let world = World::new().await;
    let scene = scene(&world).await;
    let group = world.setup.security_group.to_string();
    let before = get(&scene, RULES).await;
    let fail = || {
        let error = AgentError::failed("apply", "the test says so");
        world.agent.fail_next(Verb::TopologyApply, error);
    };
    fail();
    let rule = json!({"security_group_id": group, "direction": "ingress", "action": "deny"});
    let body = json!({"security_group_rule": rule});
    let answer = ask(&scene, "POST", RULES, &body).await;
    assert_eq!(answer.error(), (500, "DBS.200005"));
    fail();
    let id = before["security_group_rules"][0]["id"].as_str().unwrap();
    let answer = ask(&scene, "DELETE", &format!("{RULES}/{id}"), &Value::Null).await;
    assert_eq!(answer.error(), (500, "DBS.200005"));
    assert_eq!(get(&scene, RULES).await, before);
}

#[tokio::test]
async fn groups_come_and_go() {
    let world = World::new().await;
    let scene = scene(&world).await;
    let used = world.setup.security_group.to_string();
    let body = json!({"security_group": {"name": "web", "description": "the web"}});
    let created = ask(&scene, "POST", GROUPS, &body).await;
    assert_eq!(created.status, 201, "{}", created.body);
    let id = created.body["security_group"]["id"].as_str().unwrap();
    let path = format!("{GROUPS}/{id}");
    // Two that look at what goes out, and two that let the group itself in.
    let rules = format!("{RULES}?security_group_id={id}");
    let listed = get(&scene, &format!("{rules}&direction=ingress")).await;
    assert_eq!(listed["page_info"]["current_count"], 2);
    assert_eq!(listed["security_group_rules"][0]["remote_group_id"], id);

    let body = json!({"security_group": {"name": "app"}});
    let changed = ask(&scene, "PUT", &path, &body).await.body;
    assert_eq!(changed["security_group"]["name"], "app");
    assert_eq!(changed["security_group"]["description"], "the web");
    let listed = get(&scene, &format!("{GROUPS}?name=app&limit=1")).await;
    assert_eq!(listed["security_groups"][0]["id"], id);

    let used_path = format!("{GROUPS}/{used}");
    let answer = ask(&scene, "DELETE", &used_path, &Value::Null).await;
    assert_eq!(answer.error(), (409, "DBS.000409"));
    assert!(
        answer.message().contains(&scene.instance),
        "{}",
        answer.message()
    );
    let about = json!({"security_group_id": used, "direction": "ingress", "remote_group_id": id});
    let about = add(&scene, &about).await;
    let answer = ask(&scene, "DELETE", &path, &Value::Null).await;
    assert_eq!(answer.error(), (409, "DBS.000409"));
    ask(&scene, "DELETE", &format!("{RULES}/{about}"), &Value::Null).await;
    let answer = ask(&scene, "DELETE", &path, &Value::Null).await;
    assert_eq!(answer.status, 204);
    let answer = ask(&scene, "GET", &path, &Value::Null).await;
    assert_eq!(answer.error(), (404, "DBS.200050"));
    assert_eq!(get(&scene, &rules).await["page_info"]["current_count"], 0);
}

#[tokio::test]
async fn bad_requests_change_nothing() {
    let world = World::new().await;
    let scene = scene(&world).await;
    let group = world.setup.security_group.to_string();
    let before = (get(&scene, GROUPS).await, get(&scene, RULES).await);
    let rule = |more: Value| {
        let mut rule = json!({"security_group_id": group, "direction": "ingress"});
        let fields = more.as_object().unwrap().clone();
        rule.as_object_mut().unwrap().extend(fields);
        json!({"security_group_rule": rule})
    };
    let unknown = "12345678-1234-1234-1234-1234567890ab";
    for (path, body, code, names) in [
        (
            GROUPS,
            json!({"security_group": {"name": "a b"}}),
            "DBS.280001",
            "security_group.name",
        ),
        (
            GROUPS,
            json!({"security_group": {}}),
            "DBS.280001",
            "security_group.name",
        ),
        (
            GROUPS,
            json!({"security_group": {"name": "a"}, "dry_run": true}),
            "DBS.280001",
            "dry_run",
        ),
        (
            RULES,
            rule(json!({"priority": 101})),
            "DBS.280001",
            "security_group_rule.priority",
        ),
        (
            RULES,
            rule(json!({"remote_group_id": unknown})),
            "DBS.200050",
            "remote_group_id",
        ),
        (
            RULES,
            rule(json!({"security_group_id": unknown})),
            "DBS.200050",
            "",
        ),
        (
            RULES,
            rule(json!({"security_group_id": "x"})),
            "DBS.05000090",
            "security_group_id",
        ),
        (
            RULES,
            rule(json!({"remote_address_group_id": unknown})),
            "DBS.280001",
            "remote_address_group_id",
        ),
    ] {
        let answer = ask(&scene, "POST", path, &body).await;
        assert_eq!(answer.error().1, code, "{body}: {}", answer.body);
        assert!(answer.message().contains(names), "{}", answer.message());
    }
    assert_eq!(
        (get(&scene, GROUPS).await, get(&scene, RULES).await),
        before
    );
}
