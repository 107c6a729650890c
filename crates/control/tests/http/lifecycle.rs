//! From creation to deletion, through the API.

use std::time::Duration;

use serde_json::{Value, json};

use super::ask::{Answer, Ask};
use super::world::{ADMINISTRATOR, World};

pub(crate) struct Client<'w> {
    pub(crate) world: &'w World,
    token: String,
}

impl<'w> Client<'w> {
    pub(crate) async fn new(world: &'w World) -> Self {
        let token = world.token(ADMINISTRATOR).await;
        Self { world, token }
    }

    pub(crate) async fn ask(&self, ask: Ask) -> Answer {
        ask.token(&self.token).of(self.world).await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.ask(Ask::get(self.world.path(path))).await
    }

    /// Creates an instance; returns its id and the job's.
    pub(crate) async fn create(&self, name: &str) -> (String, String) {
        let path = self.world.path("/v3/{}/instances");
        let answer = self
            .ask(Ask::post(path).json(&request(self.world, name)))
            .await;
        assert_eq!(answer.status, 201, "{}", answer.body);
        assert_eq!(answer.body["instance"]["status"], "BUILD");
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        (
            text(&answer.body["instance"]["id"]),
            text(&answer.body["job_id"]),
        )
    }

    /// Waits for a job's end.
    pub(crate) async fn finish(&self, job: &str) -> Value {
        loop {
            let answer = self.get(&format!("/v3/{{}}/jobs?id={job}")).await;
            assert_eq!(answer.status, 200, "{}", answer.body);
            let job = answer.body["job"].clone();
            match job["status"].as_str().unwrap() {
                "Pending" | "Running" => tokio::time::sleep(Duration::from_millis(5)).await,
                "Completed" => return job,
                other => panic!("{other}: {job}"),
            }
        }
    }
}

pub(crate) fn request(world: &World, name: &str) -> Value {
    let flavor = hyades_planning::flavor::Flavor::smallest().code();
    json!({
        "region": "local-1", "name": name, "mode": "Cluster", "flavor_ref": flavor,
        "datastore": {"type": "gaussdb-mysql", "version": "8.0"},
        "vpc_id": world.setup.vpc.as_str(), "subnet_id": world.setup.subnet.as_str(),
        "security_group_id": world.setup.security_group.as_str(),
        "password": "Corr3ct-H0rse!", "availability_zone_mode": "single", "slave_count": 1
    })
}

#[tokio::test]
async fn an_instance_is_created_changed_and_deleted() {
    let world = World::new().await;
    let client = Client::new(&world).await;
    let (id, job) = client.create("orders").await;
    let job = client.finish(&job).await;
    assert_eq!(job["name"], "CreateGaussDBforMySQLInstance");
    assert_eq!(
        (&job["process"], &job["instance"]["id"]),
        (&json!(""), &json!(id))
    );
    let endpoint = job["entities"]["instance"]["endpoint"].as_str().unwrap();

    let shown = client.get(&format!("/v3.1/{{}}/instances/{id}")).await.body;
    let instance = &shown["instance"];
    assert_eq!(instance["status"], "normal");
    let address = instance["private_write_ips"][0].as_str().unwrap();
    assert_eq!(endpoint, format!("{address}:3306"));
    assert_eq!(instance["node_count"], 2);
    let older = client.get(&format!("/v3/{{}}/instances/{id}")).await.body;
    assert_eq!(older["instance"]["status"], "ACTIVE");

    let base = world.path(&format!("/v3/{{}}/instances/{id}"));
    let alias = Ask::put(format!("{base}/alias")).json(&json!({"alias": "shop"}));
    let answer = client.ask(alias).await;
    assert_eq!((answer.status, &answer.body), (200, &json!({})));
    let name = Ask::put(format!("{base}/name")).json(&json!({"name": "orders2"}));
    let job = client.ask(name).await.body["job_id"].clone();
    client.finish(job.as_str().unwrap()).await;
    let password = json!({"password": "An0ther-H0rse!"});
    let answer = client
        .ask(Ask::post(format!("{base}/password")).json(&password))
        .await;
    assert_eq!((answer.status, &answer.body), (200, &json!({})));
    let shown = client
        .get(&format!("/mysql/v3/{{}}/instances/{id}"))
        .await
        .body;
    assert_eq!(shown["instance"]["name"], "orders2");
    assert_eq!(shown["instance"]["alias"], "shop");

    let job = client.ask(Ask::delete(&base)).await.body["job_id"].clone();
    client.finish(job.as_str().unwrap()).await;
    let gone = client.get(&format!("/v3.1/{{}}/instances/{id}")).await;
    assert_eq!(gone.error(), (404, "DBS.200002"));
}

#[tokio::test]
async fn replicas_come_and_go() {
    let world = World::new().await;
    let client = Client::new(&world).await;
    let (id, job) = client.create("orders").await;
    client.finish(&job).await;
    let base = world.path(&format!("/v3/{{}}/instances/{id}/nodes"));

    let ask = Ask::post(format!("{base}/enlarge")).json(&json!({"priorities": ["3"]}));
    let added = client.ask(ask).await;
    assert_eq!(
        (added.status, &added.body["instance_id"]),
        (201, &json!(id))
    );
    assert_eq!(added.body["node_names"].as_array().unwrap().len(), 1);
    client.finish(added.body["job_id"].as_str().unwrap()).await;

    let shown = client.get(&format!("/v3.1/{{}}/instances/{id}")).await.body;
    let nodes = shown["instance"]["nodes"].as_array().unwrap();
    assert_eq!((nodes.len(), &nodes[2]["priority"]), (3, &json!(3)));
    let node = format!("{base}/{}", nodes[2]["id"].as_str().unwrap());

    let restart = Ask::post(format!("{node}/restart"));
    let job = client.ask(restart).await.body["job_id"].clone();
    client.finish(job.as_str().unwrap()).await;
    let job = client.ask(Ask::delete(node)).await.body["job_id"].clone();
    client.finish(job.as_str().unwrap()).await;
    let restart = world.path(&format!("/v3/{{}}/instances/{id}/restart"));
    let job = client.ask(Ask::post(restart)).await.body["job_id"].clone();
    client.finish(job.as_str().unwrap()).await;
}
