//! The full SQL log: links to files (4.8.5), and what is behind them.

use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request};
use hyades_agent_api::AgentError;
use hyades_iam::LinkSigner;
use hyades_testkit::Verb;
use hyades_types::id::{InstanceId, NodeId};
use hyades_types::model::Instance;
use hyades_types::record::RecordName;
use hyades_types::time::Timestamp;
use serde_json::{Value, json};
use tower::ServiceExt;

use super::ask::{Answer, Ask};
use super::proxies::Scene;
use super::world::World;

/// An instance that is one day old, with files of two nodes that are gone.
struct Files<'w> {
    scene: Scene<'w>,
    now: Timestamp,
    nodes: [NodeId; 2],
    names: Vec<RecordName>,
}

impl<'w> Files<'w> {
    async fn new(world: &'w World) -> Self {
        // What an answer says is in whole seconds.
        let now = Timestamp::from_millis(Timestamp::now().as_millis() / 1000 * 1000);
        let mut files = Self {
            scene: old_instance(world, now.plus_seconds(-86_400)).await,
            now,
            nodes: [NodeId::generate(), NodeId::generate()],
            names: Vec::new(),
        };
        files.add(0, -4000, -3400, &[7; 300_000]);
        files.add(1, -3400, -2800, b"other");
        files.add(0, -2800, -2200, b"newest");
        files
    }

    fn instance(&self) -> InstanceId {
        self.scene.instance.parse().unwrap()
    }

    fn add(&mut self, node: usize, created: i64, updated: i64, content: &[u8]) {
        let at = |seconds| self.now.plus_seconds(seconds);
        let name = RecordName::new(at(created), &self.instance(), &self.nodes[node]);
        let agent = &self.scene.client.world.agent;
        agent.add_record(name.clone(), at(updated), content);
        self.names.push(name);
    }

    fn path(&self, start: i64, end: i64, more: &str) -> String {
        let time = |seconds| self.now.plus_seconds(seconds).to_api().replace('+', "%2B");
        let path = format!(
            "/v3/{{}}/instance/{}/auditlog/download-link?start_time={}&end_time={}{more}",
            self.scene.instance,
            time(start),
            time(end),
        );
        self.scene.client.world.path(&path)
    }

    async fn ask(&self, start: i64, end: i64, more: &str) -> Answer {
        let ask = Ask::get(self.path(start, end, more));
        self.scene.client.ask(ask).await
    }

    async fn files(&self, start: i64, end: i64, more: &str) -> Vec<Value> {
        let answer = self.ask(start, end, more).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.body["files"].as_array().unwrap().clone()
    }

    async fn names(&self, start: i64, end: i64, more: &str) -> Vec<String> {
        let files = self.files(start, end, more).await;
        files
            .iter()
            .map(|file| file["name"].as_str().unwrap().to_owned())
            .collect()
    }

    /// The names of some of the files.
    fn of(&self, indices: &[usize]) -> Vec<String> {
        let names = indices.iter().map(|index| self.names[*index].to_string());
        names.collect()
    }
}

/// The record of an instance as if it had been created then.
async fn old_instance(world: &World, created_at: Timestamp) -> Scene<'_> {
    let scene = Scene::new(world).await;
    let id = scene.instance.parse().unwrap();
    let known = world.store.instance_fetch(&world.project, &id).await;
    let instance = Instance {
        id: InstanceId::generate(),
        name: "old".to_owned(),
        address: None,
        created_at,
        ..known.unwrap().unwrap()
    };
    let mut tx = world.store.begin().await.unwrap();
    tx.instance_insert(&instance).await.unwrap();
    tx.commit().await.unwrap();
    Scene {
        instance: instance.id.to_string(),
        ..scene
    }
}

/// The path of a link, which begins with the base of the API's URLs.
fn path_of(link: &Value) -> String {
    let link = link["download_link"].as_str().unwrap();
    link.strip_prefix("https://api.test:8443")
        .unwrap()
        .to_owned()
}

/// A request as a browser sends it: without credentials.
async fn fetch(world: &World, method: &str, path: &str) -> (u16, HeaderMap, Vec<u8>) {
    let request = Request::builder().method(method).uri(path);
    let request = request.body(Body::empty()).unwrap();
    let response = world.router.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    (parts.status.as_u16(), parts.headers, body.to_vec())
}

async fn refused(world: &World, path: &str, status: u16, names: &str) {
    let (found, _, body) = fetch(world, "GET", path).await;
    let text = String::from_utf8(body).unwrap();
    assert_eq!(found, status, "{path}: {text}");
    assert!(text.contains(names), "{path}: {text}");
}

#[tokio::test]
async fn files_of_a_period_are_listed() {
    let world = World::new().await;
    let files = Files::new(&world).await;
    let all = files.files(-86_400, 0, "").await;
    let expected = json!({
        "name": files.names[0].as_str(),
        "size": 293,
        "updated_time": files.now.plus_seconds(-3400).to_api(),
    });
    for (key, value) in expected.as_object().unwrap() {
        assert_eq!(&all[0][key], value, "{key}");
    }
    let expires = Timestamp::from_api(all[0]["link_expired_time"].as_str().unwrap()).unwrap();
    let life = expires.as_millis() - Timestamp::now().as_millis();
    assert!((86_000_000..=86_400_000).contains(&life), "{life}");

    for (start, end, more, expected) in [
        (-86_400, 0, "", &[0, 1, 2][..]),
        (-3399, 0, "", &[1, 2]),
        (-3400, 0, "", &[0, 1, 2]),
        (-86_400, -2801, "", &[0, 1]),
        (-2199, 0, "", &[]),
        (-3300, -3300, "", &[1]),
        (-86_400, 0, "&limit=2", &[0, 1]),
        (-86_400, 0, "&limit=50", &[0, 1, 2]),
    ] {
        let listed = files.names(start, end, more).await;
        assert_eq!(listed, files.of(expected), "{start} {end} {more}");
    }
    let after = format!("&last_file_name={}", files.names[0]);
    assert_eq!(files.names(-86_400, 0, &after).await, files.of(&[1, 2]));
    for (node, expected) in [(0, &[0, 2][..]), (1, &[1])] {
        let of_node = format!("&node_id={}", files.nodes[node]);
        assert_eq!(files.names(-86_400, 0, &of_node).await, files.of(expected));
    }
    // As the documentation's own sample has it.
    let bare = files.path(-86_400, 0, "").replace("%2B", "+");
    let answer = files.scene.client.ask(Ask::get(bare)).await;
    assert_eq!(answer.body["files"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn bad_requests() {
    let world = World::new().await;
    let files = Files::new(&world).await;
    for (start, end, more, code, names) in [
        (-86_401, 0, "", "DBS.280001", "start_time"),
        (-60, 5, "", "DBS.280001", "end_time"),
        (-60, -61, "", "DBS.280001", "end_time"),
        (-60, 0, "&limit=0", "DBS.280439", "limit"),
        (-60, 0, "&limit=51", "DBS.280439", "limit"),
        (-60, 0, "&limit=x", "DBS.280439", "limit"),
        (-60, 0, "&node_id=../..", "DBS.212005", "node_id"),
        (-60, 0, "&start_time=yesterday", "DBS.280001", "start_time"),
        (-60, 0, "&end_time=", "DBS.280001", "end_time"),
    ] {
        let answer = files.ask(start, end, more).await;
        assert_eq!(answer.error(), (400, code), "{start} {end} {more}");
        assert!(answer.message().contains(names), "{}", answer.message());
    }
    let stranger = format!("&node_id={}", NodeId::generate());
    let answer = files.ask(-60, 0, &stranger).await;
    assert_eq!(answer.error(), (400, "DBS.212005"));
    let path = files.path(-60, 0, "");
    let missing = path.split('?').next().unwrap();
    let answer = files.scene.client.ask(Ask::get(missing)).await;
    assert_eq!(answer.error(), (400, "DBS.280001"));
    let other = path.replace(files.instance().as_str(), InstanceId::generate().as_str());
    let answer = files.scene.client.ask(Ask::get(other)).await;
    assert_eq!(answer.error(), (404, "DBS.200002"));
}

#[tokio::test]
async fn a_link_is_all_that_a_download_needs() {
    let world = World::new().await;
    let files = Files::new(&world).await;
    let [first, .., last] = &files.files(-86_400, 0, "").await[..] else {
        panic!()
    };
    let (status, headers, body) = fetch(&world, "GET", &path_of(first)).await;
    assert_eq!((status, body), (200, vec![7; 300_000]));
    for (name, value) in [
        ("content-type", "application/zstd"),
        ("content-length", "300000"),
        ("cache-control", "no-store"),
        ("x-content-type-options", "nosniff"),
    ] {
        assert_eq!(headers[name], value);
    }
    let named = format!("attachment; filename=\"{}\"", files.names[0]);
    assert_eq!(headers["content-disposition"], named);
    let (status, _, body) = fetch(&world, "GET", &path_of(last)).await;
    assert_eq!((status, &body[..]), (200, &b"newest"[..]));
    let (status, headers, _) = fetch(&world, "HEAD", &path_of(first)).await;
    assert_eq!(
        (status, &headers["content-length"]),
        (200, &"300000".parse().unwrap())
    );
    let (status, headers, _) = fetch(&world, "POST", &path_of(first)).await;
    assert_eq!(
        (status, &headers["allow"]),
        (405, &"GET, HEAD, OPTIONS".parse().unwrap())
    );
}

#[tokio::test]
async fn other_links_lead_nowhere() {
    let world = World::new().await;
    let files = Files::new(&world).await;
    let listed = files.files(-86_400, 0, "").await;
    let good = path_of(&listed[0]);
    let (name, other) = (files.names[0].as_str(), files.names[2].as_str());
    let not_ours = "not made by this service";
    let cut = &good[..good.len() - 1];
    let (start, _) = good.split_once('?').unwrap();
    for bad in [
        good.replace(name, other),
        good.replace("expires=", "expires=1"),
        good.replace("signature=", "signature=A"),
        cut.to_owned(),
        start.to_owned(),
        format!("{start}?expires=99999999999&signature="),
        format!("{start}/../{other}"),
        good.replace(name, ""),
        good.replace(name, ".."),
        good.replace(name, "%2e%2e%2f%2e%2e%2fcredentials.json"),
        good.replace(name, "../../credentials.json"),
        good.replace(name, &format!("{name}.part")),
    ] {
        refused(&world, &bad, 403, not_ours).await;
    }
    let signer = LinkSigner::new(world.key.bytes());
    let second = files.now.as_millis() / 1000;
    let signed = |name: &str, expires: i64| {
        let signature = signer.sign(&format!("full-sql/{name}"), expires);
        format!("/full-sql/{name}?expires={expires}&signature={signature}")
    };
    refused(&world, &signed(name, second), 403, "has expired").await;
    let (status, ..) = fetch(&world, "GET", &signed(name, second + 60)).await;
    assert_eq!(status, 200);
    let gone = RecordName::new(files.now, &files.instance(), &files.nodes[0]);
    refused(&world, &signed(gone.as_str(), second + 60), 404, "removed").await;
}

#[tokio::test]
async fn a_deleted_instance_takes_its_files_with_it() {
    let world = World::new().await;
    let scene = Scene::new(&world).await;
    let on = json!({"switch_status": "ON"});
    scene.send("POST", "/audit-log/switch", &on).await;
    let instance: InstanceId = scene.instance.parse().unwrap();
    assert_eq!(
        world.agent.topology().recorded,
        std::slice::from_ref(&instance)
    );
    for instance in [instance, InstanceId::generate()] {
        let name = RecordName::new(Timestamp::now(), &instance, &NodeId::generate());
        world
            .agent
            .add_record(name, Timestamp::now(), b"statements");
    }
    // Files that cannot be removed are not forgotten, nor are they written any more.
    world.agent.fail_next(
        Verb::RecordsDrop,
        AgentError::NoSuchEngine {
            version: "which is not tried again".to_owned(),
        },
    );
    assert_eq!(delete(&scene).await, "Failed");
    assert!(world.agent.topology().recorded.is_empty());
    assert_eq!(world.agent.state().records.len(), 2);
    assert_eq!(delete(&scene).await, "Completed");
    assert_eq!(world.agent.state().records.len(), 1);
}

/// Deletes the instance; returns how that ends.
async fn delete(scene: &Scene<'_>) -> String {
    let answer = scene.send("DELETE", "", &json!({})).await;
    let job = answer.body["job_id"].as_str().unwrap();
    loop {
        let answer = scene.client.get(&format!("/v3/{{}}/jobs?id={job}")).await;
        match answer.body["job"]["status"].as_str().unwrap() {
            "Pending" | "Running" => tokio::time::sleep(Duration::from_millis(5)).await,
            end => return end.to_owned(),
        }
    }
}
