//! Looking at jobs and waiting for them.

use std::time::Duration;

use serde_json::{Value, json};

use crate::fake::Fake;
use crate::run::hyades;

const JOB: &str = "GET /v3/P/jobs?id=j1";
const ID: &str = "5eebbb4c0f9f4a99b42ed1b6334569aain07";

fn job(status: &str) -> Value {
    json!({"job": {"id": "j1", "name": "RebootGaussDBforMySQLInstance", "status": status, "process": "60%"}})
}

#[tokio::test]
async fn show() {
    let fake = Fake::start().await;
    fake.on(JOB, 200, job("Running"));
    let ended = hyades(&fake, "job show j1").await;
    insta::assert_snapshot!("job_show", ended.stdout);
    assert_eq!(
        hyades(&fake, "job show j1 --output json").await.json(),
        job("Running")
    );
}

#[tokio::test]
async fn an_unknown_job() {
    let fake = Fake::start().await;
    fake.on(
        JOB,
        400,
        json!({"error_code": "DBS.200543", "error_msg": "Task not found."}),
    );
    assert_eq!(hyades(&fake, "job show j1").await.code, 3);
    assert_eq!(hyades(&fake, "job wait j1").await.code, 3);
}

#[tokio::test]
async fn wait_until_completed() {
    let fake = Fake::start().await;
    fake.on(JOB, 200, job("Pending"))
        .on(JOB, 200, job("Running"))
        .on(JOB, 200, job("Completed"));
    let ended = hyades(&fake, "job wait j1").await;
    assert_eq!(
        (ended.code, ended.stdout.as_str()),
        (0, "job j1 has completed\n")
    );
    assert_eq!(
        ended.stderr, "",
        "no progress bar where there is no terminal"
    );
    assert_eq!(fake.asked().len(), 3);
    assert_eq!(
        hyades(&fake, "job wait j1 --output json").await.json(),
        job("Completed")
    );
}

#[tokio::test]
async fn wait_until_failed() {
    let fake = Fake::start().await;
    let failed = json!({"job": {"status": "Failed", "fail_reason": "mysqld did not start."}});
    fake.on(JOB, 200, failed);
    let ended = hyades(&fake, "job wait j1").await;
    assert_eq!(ended.code, 1);
    assert_eq!(ended.stderr, "error: job j1 failed: mysqld did not start\n");
    let ended = hyades(&fake, "job wait j1 --output json").await;
    assert_eq!(ended.error()["job_id"], "j1");
}

#[tokio::test]
async fn wait_in_vain() {
    let fake = Fake::start().await;
    fake.on(JOB, 200, job("Running"));
    let ended = hyades(&fake, "job wait j1 --timeout 0").await;
    assert_eq!(ended.code, 7);
    let hint = "`hyades job wait j1` waits on";
    assert_eq!(
        ended.stderr,
        format!("error: job j1 did not end within 0 seconds; {hint}\n")
    );
}

#[tokio::test]
async fn a_restarting_server_is_waited_for() {
    let fake = Fake::start().await;
    fake.on(JOB, 200, job("Running"))
        .on(
            JOB,
            503,
            json!({"error_code": "X", "error_msg": "Starting."}),
        )
        .on(JOB, 200, job("Completed"));
    assert_eq!(hyades(&fake, "job wait j1").await.code, 0);
}

#[tokio::test]
async fn verbs_wait_by_default() {
    let fake = Fake::start().await;
    fake.on(
        &format!("POST /v3/P/instances/{ID}/restart"),
        200,
        json!({"job_id": "j1"}),
    )
    .on(JOB, 200, job("Running"))
    .on(JOB, 200, job("Completed"));
    let ended = hyades(&fake, &format!("instance restart {ID}")).await;
    assert_eq!((ended.code, ended.stdout), (0, format!("restarted {ID}\n")));
    let ended = hyades(&fake, &format!("instance restart {ID} --quiet")).await;
    assert_eq!((ended.code, ended.stdout.as_str()), (0, ""));
    let ended = hyades(&fake, &format!("instance restart {ID} --output json")).await;
    assert_eq!(
        ended.json(),
        json!({"job_id": "j1", "job": job("Completed")["job"]})
    );
}

#[tokio::test]
async fn verbs_that_do_not_wait() {
    let fake = Fake::start().await;
    fake.on(
        &format!("POST /v3/P/instances/{ID}/restart"),
        200,
        json!({"job_id": "j1"}),
    );
    let arguments = format!("instance restart {ID} --no-wait");
    assert_eq!(hyades(&fake, &arguments).await.stdout, "j1\n");
    let ended = hyades(&fake, &format!("{arguments} --output json")).await;
    assert_eq!(ended.json(), json!({"job_id": "j1"}));
}

#[tokio::test]
async fn several_jobs_of_one_call() {
    let fake = Fake::start().await;
    fake.on(
        &format!("POST /v3/P/instances/{ID}/nodes/enlarge"),
        201,
        json!({"job_id": "j1,j2"}),
    )
    .on(JOB, 200, job("Completed"))
    .on(
        "GET /v3/P/jobs?id=j2",
        200,
        json!({"job": {"status": "Failed"}}),
    );
    let ended = hyades(&fake, &format!("replica add {ID} --count 2")).await;
    assert_eq!(ended.code, 1);
    assert_eq!(
        ended.stderr,
        "error: job j2 failed: the server gives no reason\n"
    );
}

#[tokio::test]
async fn the_limit_holds() {
    let fake = Fake::start().await;
    fake.on(JOB, 200, job("Running"));
    let waiting = hyades(&fake, "job wait j1 --timeout 1");
    let ended = tokio::time::timeout(Duration::from_secs(60), waiting)
        .await
        .unwrap();
    assert_eq!(ended.code, 7);
    assert!(fake.asked().len() > 1);
}
