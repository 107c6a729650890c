//! Database proxies: from creation to deletion, and what becomes of their nodes.

use hyades_types::id::ProxyNodeId;
use serde_json::{Value, json};

use super::ask::{Answer, Ask};
use super::lifecycle::Client;
use super::world::World;

/// An instance with a replica, and calls about its proxies.
pub(crate) struct Scene<'w> {
    pub(crate) client: Client<'w>,
    pub(crate) instance: String,
}

impl<'w> Scene<'w> {
    pub(crate) async fn new(world: &'w World) -> Self {
        let client = Client::new(world).await;
        let (instance, job) = client.create("orders").await;
        client.finish(&job).await;
        Self { client, instance }
    }

    pub(crate) fn path(&self, rest: &str) -> String {
        let path = format!("/v3/{{}}/instances/{}{rest}", self.instance);
        self.client.world.path(&path)
    }

    pub(crate) async fn get(&self, rest: &str) -> Answer {
        self.client.ask(Ask::get(self.path(rest))).await
    }

    pub(crate) async fn send(&self, method: &'static str, rest: &str, body: &Value) -> Answer {
        let ask = Ask::new(method, self.path(rest)).json(body);
        self.client.ask(ask).await
    }

    /// Sends a call that starts a job, and waits for its end.
    pub(crate) async fn done(&self, method: &'static str, rest: &str, body: &Value) -> Value {
        let answer = self.send(method, rest, body).await;
        assert!(answer.status < 300, "{rest}: {}", answer.body);
        let job = answer.body["job_id"].as_str().unwrap().to_owned();
        self.client.finish(&job).await
    }

    pub(crate) async fn refused(
        &self,
        method: &'static str,
        rest: &str,
        body: &Value,
        code: &str,
        names: &str,
    ) {
        let answer = self.send(method, rest, body).await;
        assert_eq!(answer.error().1, code, "{body}: {}", answer.body);
        assert!(answer.message().contains(names), "{}", answer.message());
    }

    /// Creates a proxy; returns its id.
    pub(crate) async fn proxy(&self, fields: Value) -> String {
        let known = self.ids().await;
        let job = self.done("POST", "/proxy", &create_body(fields)).await;
        assert_eq!(job["name"], "OpenGaussDBforMySQLProxy");
        let mut new = self.ids().await;
        new.retain(|id| !known.contains(id));
        assert_eq!(new.len(), 1);
        new.remove(0)
    }

    async fn ids(&self) -> Vec<String> {
        let listed = self.get("/proxies").await.body;
        let list = listed["proxy_list"].as_array().unwrap();
        list.iter()
            .map(|entry| entry["proxy"]["pool_id"].as_str().unwrap().to_owned())
            .collect()
    }

    /// A proxy, as the list has it.
    pub(crate) async fn shown(&self, proxy: &str) -> Value {
        let listed = self.get("/proxies").await.body;
        let list = listed["proxy_list"].as_array().unwrap();
        let found = list.iter().find(|entry| entry["proxy"]["pool_id"] == proxy);
        found.unwrap().clone()
    }
}

pub(crate) fn flavor() -> String {
    use hyades_planning::proxy::flavor::ProxyFlavor;
    ProxyFlavor::all().next().unwrap().code()
}

pub(crate) fn create_body(fields: Value) -> Value {
    let mut body = json!({"flavor_ref": flavor(), "node_num": 2, "proxy_name": "reader"});
    for (name, value) in fields.as_object().unwrap() {
        body[name] = value.clone();
    }
    body
}

#[tokio::test]
async fn a_proxy_is_created_listed_and_deleted() {
    let world = World::new().await;
    let scene = Scene::new(&world).await;
    let answer = scene.send("POST", "/proxy", &create_body(json!({}))).await;
    assert_eq!(answer.status, 201);
    // Whoever created it finds it by this.
    let listed = scene.get("/proxies").await.body["proxy_list"][0].clone();
    let statuses = ["ENABLING PROXY", "ACTIVE"];
    assert!(statuses.contains(&listed["proxy"]["status"].as_str().unwrap()));
    scene
        .client
        .finish(answer.body["job_id"].as_str().unwrap())
        .await;

    let id = listed["proxy"]["pool_id"].as_str().unwrap();
    let entry = scene.shown(id).await;
    let (proxy, replica) = (&entry["proxy"], &entry["readonly_nodes"][0]);
    assert_eq!(
        (&proxy["status"], &proxy["pool_status"]),
        (&json!("ACTIVE"), &json!("ACTIVE"))
    );
    assert_eq!(
        (&proxy["port"], &proxy["node_num"]),
        (&json!(3306), &json!(2))
    );
    assert_eq!(
        (&proxy["type"], &proxy["route_mode"]),
        (&json!("readwrite"), &json!(0))
    );
    assert_eq!(proxy["nodes"][0]["name"], format!("PROXY-{id}_0"));
    assert_eq!(proxy["nodes"][1]["role"], "slave");
    assert_eq!(entry["master_node"]["weight"], 0);
    assert_eq!(
        (&replica["weight"], &replica["status"]),
        (&json!(100), &json!("ACTIVE"))
    );

    let address = proxy["address"].as_str().unwrap();
    let topology = world.agent.topology();
    let served = &topology.proxies[0];
    assert_eq!(served.listen[0].address.to_string(), address);
    assert_eq!(served.settings.max_connections, 5000);
    assert_eq!(served.monitor.user, "hyades_monitor");
    assert_eq!(served.backends.len(), 2);

    let path = format!("/v3.1/{{}}/instances/{}", scene.instance);
    let shown = scene.client.get(&path).await.body;
    let expected = json!([{"pool_id": id, "name": "reader", "address": address}]);
    assert_eq!(shown["instance"]["proxies"], expected);
    let path = format!("/v3.1/{{}}/instances?proxy_ip={address}");
    let found = scene.client.get(&path);
    assert_eq!(
        found.await.body["instances"][0]["proxy_ips"],
        json!([address])
    );

    let job = scene
        .done("DELETE", "/proxy", &json!({"proxy_ids": [id]}))
        .await;
    assert_eq!(job["name"], "CloseGaussDBforMySQLProxy");
    assert_eq!(scene.get("/proxies").await.body["proxy_list"], json!([]));
    assert!(world.agent.state().proxies.is_empty());
    let body = json!({"proxy_ids": [id]});
    assert_eq!(
        scene.send("DELETE", "/proxy", &body).await.error(),
        (404, "DBS.201028")
    );
}

#[tokio::test]
async fn lists_are_paged_and_end_empty() {
    let world = World::new().await;
    let scene = Scene::new(&world).await;
    let (first, second) = (scene.proxy(json!({})).await, scene.proxy(json!({})).await);
    let page = scene.get("/proxies?offset=1&limit=1").await.body;
    assert_eq!(page["proxy_list"][0]["proxy"]["pool_id"], second);
    assert_eq!(page["proxy_list"].as_array().unwrap().len(), 1);
    assert_eq!(
        scene.get("/proxies?offset=2").await.body,
        json!({"proxy_list": []})
    );
    assert_eq!(
        scene.get("/proxies?limit=0").await.error(),
        (400, "DBS.280439")
    );
    // With several, calls without an id have to choose.
    let (path, body) = ("/proxy/enlarge", json!({"node_num": 1}));
    scene
        .refused("POST", path, &body, "DBS.270027", "proxy_id")
        .await;
    scene
        .refused("DELETE", "/proxy", &json!({}), "DBS.270027", "proxy_id")
        .await;
    let both = json!({"proxy_ids": [first, second]});
    scene.done("DELETE", "/proxy", &both).await;
    scene
        .refused("DELETE", "/proxy", &json!({}), "DBS.201028", "proxy")
        .await;
}

#[tokio::test]
async fn nodes_come_and_go_and_are_renewed() {
    let world = World::new().await;
    let scene = Scene::new(&world).await;
    let id = scene.proxy(json!({})).await;
    let nodes = async || {
        let shown = scene.shown(&id).await;
        shown["proxy"]["nodes"].as_array().unwrap().clone()
    };
    let first = nodes().await[0]["id"].clone();
    let job = scene
        .done("POST", "/proxy/enlarge", &json!({"node_num": 2}))
        .await;
    assert_eq!(job["name"], "EnlargeGaussDBforMySQLProxy");
    assert_eq!(world.agent.state().proxies.len(), 4);
    let reduce = format!("/proxy/{id}/reduce");
    scene.done("PUT", &reduce, &json!({"node_num": 2})).await;
    assert_eq!((nodes().await.len(), &nodes().await[0]["id"]), (2, &first));
    scene
        .refused(
            "PUT",
            &reduce,
            &json!({"node_num": 1}),
            "DBS.05000089",
            "node_num",
        )
        .await;
    let body = json!({"node_num": 31, "proxy_id": id});
    scene
        .refused("POST", "/proxy/enlarge", &body, "DBS.05000089", "node_num")
        .await;

    scene
        .done("POST", "/proxy/enlarge", &json!({"node_num": 1}))
        .await;
    let bad = json!({"node_num": 1, "node_ids": ["x"]});
    scene
        .refused("PUT", &reduce, &bad, "DBS.280001", "node_ids")
        .await;
    let named = json!({"node_num": 1, "node_ids": [first]});
    scene.done("PUT", &reduce, &named).await;
    assert!(nodes().await.iter().all(|node| node["id"] != first));

    scene
        .done("POST", &format!("/proxy/{id}/restart"), &json!({}))
        .await;
    let generations = world.agent.topology().proxies[0]
        .nodes
        .iter()
        .map(|node| node.generation)
        .collect::<Vec<_>>();
    assert_eq!(generations, [2, 2]);
}

#[tokio::test]
async fn a_proxy_is_as_well_as_its_nodes() {
    let world = World::new().await;
    let scene = Scene::new(&world).await;
    let id = scene.proxy(json!({})).await;
    let nodes: Vec<ProxyNodeId> = scene.shown(&id).await["proxy"]["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|node| node["id"].as_str().unwrap().parse().unwrap())
        .collect();
    let becomes = async |status: &str, of_first: &str| loop {
        let shown = scene.shown(&id).await["proxy"].clone();
        if shown["status"] == status && shown["nodes"][0]["status"] == of_first {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    };
    world.agent.kill_proxy_node(&nodes[0]);
    becomes("ACTIVE", "ABNORMAL").await;
    world.agent.kill_proxy_node(&nodes[1]);
    becomes("ABNORMAL", "ABNORMAL").await;
    world.agent.revive_proxy_nodes();
    becomes("ACTIVE", "ACTIVE").await;
}

#[tokio::test]
async fn a_deleted_instance_takes_its_proxies_with_it() {
    let world = World::new().await;
    let scene = Scene::new(&world).await;
    scene.proxy(json!({})).await;
    let job = scene.client.ask(Ask::delete(scene.path(""))).await.body["job_id"].clone();
    scene.client.finish(job.as_str().unwrap()).await;
    assert_eq!(world.agent.state(), hyades_testkit::WorldState::default());
    assert_eq!(scene.get("/proxies").await.error(), (404, "DBS.200002"));
}

#[tokio::test]
async fn replicas_join_and_leave() {
    let world = World::new().await;
    let scene = Scene::new(&world).await;
    let on = json!({"new_node_auto_add_status": "ON", "new_node_weight": 40});
    let (joining, other) = (scene.proxy(on).await, scene.proxy(json!({})).await);
    scene
        .done("POST", "/nodes/enlarge", &json!({"priorities": [1]}))
        .await;
    let weights = async |proxy: &str| {
        let shown = scene.shown(proxy).await;
        let nodes = shown["readonly_nodes"].as_array().unwrap().clone();
        nodes
            .iter()
            .map(|node| node["weight"].as_i64().unwrap())
            .collect::<Vec<_>>()
    };
    assert_eq!(weights(&joining).await, [100, 40]);
    assert_eq!(weights(&other).await, [100, 0]);
    let used = world.agent.topology();
    let counts: Vec<usize> = used.proxies.iter().map(|p| p.backends.len()).collect();
    assert_eq!(counts, [3, 2]);

    let shown = scene.shown(&joining).await;
    let doomed = shown["readonly_nodes"][1]["id"].as_str().unwrap();
    scene
        .done("DELETE", &format!("/nodes/{doomed}"), &json!({}))
        .await;
    assert_eq!(weights(&joining).await, [100]);
    assert_eq!(world.agent.topology().proxies[0].backends.len(), 2);
    assert_eq!(scene.shown(&joining).await["proxy"]["status"], "ACTIVE");
}

#[tokio::test]
async fn earlier_forms_of_the_calls() {
    let world = World::new().await;
    let scene = Scene::new(&world).await;
    let older = |rest: &str| {
        let path = format!("/mysql/v3/{{}}/instances/{}/proxy{rest}", scene.instance);
        world.path(&path)
    };
    let closed = scene.client.ask(Ask::get(older(""))).await.body;
    assert_eq!(closed["proxy"]["status"], "closed");
    assert_eq!(closed["proxy"]["pool_id"], Value::Null);
    assert_eq!(closed["readonly_nodes"][0]["weight"], Value::Null);

    let create = json!({"flavor_ref": flavor(), "node_num": 17});
    let created = scene.client.ask(Ask::post(older("")).json(&create)).await;
    assert_eq!(created.status, 201);
    scene
        .client
        .finish(created.body["job_id"].as_str().unwrap())
        .await;
    scene
        .refused("POST", "/proxy", &create, "DBS.05000089", "node_num")
        .await;
    let open = scene.client.ask(Ask::get(older(""))).await.body;
    assert_eq!(
        (&open["proxy"]["status"], &open["proxy"]["pool_status"]),
        (&json!("open"), &json!("normal"))
    );
    assert_eq!(open["proxy"]["nodes"][0]["status"], "normal");
    assert_eq!(
        open["readonly_nodes"][0]["available_zones"][0]["code"],
        "local-1a"
    );
    let v3 = scene.get("/proxy").await.body;
    assert_eq!(v3["proxy"]["pool_status"], "ACTIVE");
    let flavors = scene.client.ask(Ask::get(older("/flavors"))).await.body;
    assert_eq!(
        flavors["proxy_flavor_groups"][0]["proxy_flavors"][0]["spec_code"],
        flavor()
    );
    let more = Ask::post(older("/enlarge")).json(&json!({"node_num": "1"}));
    let more = scene.client.ask(more).await;
    scene
        .client
        .finish(more.body["job_id"].as_str().unwrap())
        .await;
    let gone = scene.client.ask(Ask::delete(older(""))).await;
    assert_eq!(gone.status, 200);
    scene
        .client
        .finish(gone.body["job_id"].as_str().unwrap())
        .await;
}
