//! Instances: create, list, show, delete, rename.

use serde_json::{Value, json};

use crate::fake::Fake;
use crate::run::{hyades, hyades_with_stdin};

const ID: &str = "5eebbb4c0f9f4a99b42ed1b6334569aain07";
const CREATE: &str = "POST /v3/P/instances";
const JOB: &str = "GET /v3/P/jobs?id=j1";

fn detail() -> Value {
    json!({"instance": {
        "id": ID, "name": "shop", "status": "normal", "port": "3306", "alias": "",
        "private_write_ips": ["127.77.0.2"], "public_ips": "", "db_user_name": "root",
        "datastore": {"type": "gaussdb-mysql", "version": "8.0", "kernel_version": "9.7.4"},
        "time_zone": "UTC", "az_mode": "single", "created": "2026-01-01T00:00:00+0000",
        "tags": [{"key": "team", "value": "sales"}],
        "nodes": [
            {"id": "799a0f2fa49a4151bf9f7063c1fbba36no07", "name": "shop_node01", "type": "master",
             "status": "normal", "private_read_ips": ["127.77.0.3"], "az_code": "az1",
             "flavor_ref": "gaussdb.mysql.medium.x86.4", "priority": 1},
            {"id": "799a0f2fa49a4151bf9f7063c1fbba35no07", "name": "shop_node02", "type": "slave",
             "status": "normal", "private_read_ips": ["127.77.0.4"], "az_code": "az1",
             "flavor_ref": "gaussdb.mysql.medium.x86.4", "priority": 1},
        ],
    }})
}

async fn creating(job: Value) -> Fake {
    let fake = Fake::start().await;
    fake.on(
        CREATE,
        201,
        json!({"instance": {"id": ID, "status": "BUILD"}, "job_id": "j1"}),
    )
    .on(JOB, 200, json!({"job": job}))
    .on(&format!("GET /v3.1/P/instances/{ID}"), 200, detail());
    fake
}

#[tokio::test]
async fn create_with_everything() {
    let fake = creating(json!({"status": "Completed"})).await;
    let arguments = "instance create shop --flavor big --replicas 2 --password-stdin \
        --time-zone UTC+08:00 --az-mode multi --az az2 --lower-case-table-names 0 \
        --tag a=b --tag c= --configuration tpl --output json";
    let ended = hyades_with_stdin(&fake, arguments, "Secret-1\n").await;
    assert_eq!(
        fake.asked()[0].body,
        json!({
            "region": "local-1", "name": "shop", "mode": "Cluster", "flavor_ref": "big",
            "datastore": {"type": "gaussdb-mysql", "version": "8.0"},
            "vpc_id": "vpc-1", "subnet_id": "subnet-1", "security_group_id": "sg-1",
            "password": "Secret-1", "availability_zone_mode": "multi", "slave_count": 2,
            "time_zone": "UTC+08:00", "master_availability_zone": "az2",
            "lower_case_table_names": 0, "configuration_id": "tpl",
            "tags": [{"key": "a", "value": "b"}, {"key": "c", "value": ""}],
        })
    );
    let instance = &detail()["instance"];
    let job = json!({"status": "Completed"});
    assert_eq!(
        ended.json(),
        json!({"instance": instance, "job_id": "j1", "job": job})
    );
}

#[tokio::test]
async fn create_with_the_least() {
    let fake = creating(json!({"status": "Completed"})).await;
    let ended = hyades(&fake, "instance create shop").await;
    let body = fake.asked()[0].body.clone();
    assert_eq!(body["flavor_ref"], "gaussdb.mysql.medium.x86.4");
    assert_eq!(body["slave_count"], 1);
    assert_eq!(body.get("tags"), None);
    let password = body["password"].as_str().unwrap();
    insta::assert_snapshot!(
        "instance_create",
        ended.stdout.replace(password, "[password]")
    );
}

#[tokio::test]
async fn create_without_waiting() {
    let fake = creating(Value::Null).await;
    let ended = hyades(&fake, "instance create shop --no-wait").await;
    let password = fake.last().body["password"].as_str().unwrap().to_owned();
    assert_eq!((ended.code, ended.stdout), (0, format!("{password}\nj1\n")));
    let ended = hyades(&fake, "instance create shop --no-wait --output json").await;
    assert_eq!(ended.json()["password"], fake.last().body["password"]);
    assert_eq!(ended.json()["job_id"], "j1");
}

#[tokio::test]
async fn a_generated_password_survives_a_timeout() {
    let fake = creating(json!({"status": "Running"})).await;
    let ended = hyades(&fake, "instance create shop --timeout 0 --output json").await;
    assert_eq!(ended.code, 7);
    assert_eq!(ended.json()["password"], fake.asked()[0].body["password"]);
    assert_eq!(ended.json()["instance"]["id"], ID);
    assert_eq!(ended.error()["job_id"], "j1");
}

#[tokio::test]
async fn show() {
    let fake = Fake::start().await;
    fake.on(&format!("GET /v3.1/P/instances/{ID}"), 200, detail());
    let ended = hyades(&fake, &format!("instance show {ID}")).await;
    insta::assert_snapshot!("instance_show", ended.stdout);
}

#[tokio::test]
async fn show_what_is_hardly_there() {
    let fake = Fake::start().await;
    let detail = json!({"instance": {"id": ID, "name": "shop", "status": "creating"}});
    fake.on(&format!("GET /v3.1/P/instances/{ID}"), 200, detail);
    let ended = hyades(&fake, &format!("instance show {ID}")).await;
    assert_eq!(
        ended.stdout,
        format!("name    shop\nid      {ID}\nstatus  creating\n")
    );
}

#[tokio::test]
async fn list() {
    let fake = Fake::start().await;
    let rows = json!({"total_count": 5, "instances": [
        {"id": ID, "name": "shop", "status": "normal", "private_ips": ["127.77.0.2"], "port": "3306",
         "flavor_ref": "gaussdb.mysql.medium.x86.4", "created": "2026-01-01T00:00:00+0000"},
        {"id": "6eebbb4c0f9f4a99b42ed1b6334569aain07", "name": "new", "status": "creating"},
    ]});
    fake.on(
        "GET /v3.1/P/instances?name=*o&limit=2&offset=1",
        200,
        rows.clone(),
    );
    let arguments = "instance list --name *o --limit 2 --offset 1";
    let ended = hyades(&fake, arguments).await;
    insta::assert_snapshot!("instance_list", ended.stdout);
    assert_eq!(ended.stderr, "2 more: --offset 3\n");
    let ended = hyades(&fake, &format!("{arguments} --output json")).await;
    assert_eq!((ended.json(), ended.stderr.as_str()), (rows, ""));
}

#[tokio::test]
async fn delete() {
    let fake = Fake::start().await;
    fake.on(
        &format!("DELETE /v3/P/instances/{ID}"),
        200,
        json!({"job_id": "j1"}),
    )
    .on(JOB, 200, json!({"job": {"status": "Completed"}}));
    let ended = hyades_with_stdin(&fake, &format!("instance delete {ID}"), "y\n").await;
    assert_eq!(
        (ended.code, fake.asked().len()),
        (2, 0),
        "nobody can be asked: {ended:?}"
    );
    let ended = hyades(&fake, &format!("instance delete {ID} --yes")).await;
    assert_eq!((ended.code, ended.stdout), (0, format!("deleted {ID}\n")));
}

#[tokio::test]
async fn rename() {
    let fake = Fake::start().await;
    fake.on(
        &format!("PUT /v3/P/instances/{ID}/name"),
        200,
        json!({"job_id": "j1"}),
    )
    .on(JOB, 200, json!({"job": {"status": "Completed"}}));
    let ended = hyades(&fake, &format!("instance rename {ID} store")).await;
    assert_eq!(
        (ended.code, ended.stdout),
        (0, format!("renamed {ID} to store\n"))
    );
    assert_eq!(fake.asked()[0].body, json!({"name": "store"}));
}
