//! Promoting a read replica.

use std::time::Duration;

use hyades_agent_api::{AgentError, EventName};
use hyades_testkit::Verb;
use serde_json::{Value, json};

use super::proxies::Scene;
use super::world::World;

impl Scene<'_> {
    async fn nodes(&self) -> Vec<Value> {
        let path = format!("/v3.1/{{}}/instances/{}", self.instance);
        let detail = self.client.get(&path).await;
        detail.body["instance"]["nodes"].as_array().unwrap().clone()
    }

    async fn node(&self, kind: &str) -> String {
        let nodes = self.nodes().await;
        let found = nodes.iter().find(|node| node["type"] == kind);
        found.unwrap()["id"].as_str().unwrap().to_owned()
    }

    /// Waits until a node's server has been seen to be like this.
    async fn until_node_is(&self, id: &str, status: &str) {
        let is = |node: &Value| node["id"] == id && node["status"] == status;
        let seen = async {
            while !self.nodes().await.iter().any(is) {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), seen)
            .await
            .unwrap();
    }
}

fn body(node: &str) -> Value {
    json!({ "node_id": node })
}

#[tokio::test]
async fn a_switchover_swaps_the_types_of_two_nodes() {
    let world = World::new().await;
    let scene = Scene::new(&world).await;
    let (old, new) = (scene.node("master").await, scene.node("slave").await);
    for (from, to) in [(&old, &new), (&new, &old)] {
        let job = scene.done("PUT", "/switchover", &body(to)).await;
        assert_eq!(job["name"], "SwitchoverGaussDBforMySQLMasterNode");
        assert_eq!(
            (scene.node("master").await, scene.node("slave").await),
            (to.clone(), from.clone())
        );
    }
}

#[tokio::test]
async fn scheduled_events_go_where_the_writes_go() {
    let world = World::new().await;
    let scene = Scene::new(&world).await;
    let (old, new) = (scene.node("master").await, scene.node("slave").await);
    let event = EventName {
        schema: "d".to_owned(),
        name: "nightly".to_owned(),
    };
    world.agent.add_event(&old.parse().unwrap(), event.clone());
    for to in [&new, &old] {
        let broken = AgentError::failed("enable events", "the server is just starting");
        world.agent.fail_next(Verb::EventsEnable, broken);
        let job = scene.done("PUT", "/switchover", &body(to)).await;
        assert_eq!(job["status"], "Completed");
        let there = (to.parse().unwrap(), vec![event.clone()]);
        assert_eq!(world.agent.events(), [there]);
    }
}

#[tokio::test]
async fn what_cannot_be_promoted_is_refused() {
    let world = World::new().await;
    let scene = Scene::new(&world).await;
    let master = scene.node("master").await;
    let put = async |node: &str, code, names| {
        scene
            .refused("PUT", "/switchover", &body(node), code, names)
            .await;
    };
    put(&master, "DBS.05000091", "node_id").await;
    put("nothing", "DBS.280404", "node_id").await;
    let other = "0123456789abcdef0123456789abcdefno07";
    put(other, "DBS.212005", "node_id").await;
    let added = scene
        .done("POST", "/nodes/enlarge", &json!({"priorities": [2]}))
        .await;
    assert_eq!(added["status"], "Completed");
    let nodes = scene.nodes().await;
    let second = nodes.iter().find(|node| node["priority"] == 2).unwrap();
    put(second["id"].as_str().unwrap(), "DBS.05000101", "node_id").await;
    let answer = scene.send("PUT", "/switchover", &json!({})).await;
    assert_eq!(answer.status, 400, "{}", answer.body);
}

#[tokio::test]
async fn a_replica_that_does_not_replicate_is_not_promoted() {
    let world = World::new().await;
    let scene = Scene::new(&world).await;
    scene.proxy(json!({})).await;
    let (old, new) = (scene.node("master").await, scene.node("slave").await);
    let before = world.agent.state();
    world.agent.stop_replication(&new.parse().unwrap());
    scene.until_node_is(&new, "abnormal").await;
    let answer = scene.send("PUT", "/switchover", &body(&new)).await;
    assert_eq!((answer.status, answer.error().1), (409, "DBS.200019"));
    assert!(answer.message().contains("does not replicate"));
    assert_eq!(
        (scene.node("master").await, scene.node("slave").await),
        (old, new.clone())
    );
    assert_eq!(world.agent.state(), before);
    world.agent.resume_replication();
    scene.until_node_is(&new, "normal").await;
    scene.done("PUT", "/switchover", &body(&new)).await;
    assert_eq!(scene.node("master").await, new);
}
