//! Credentials, tokens and servers that are not there.

use serde_json::json;

use crate::fake::Fake;
use crate::run::{bare, credentials, finish, hyades};

#[tokio::test]
async fn a_token_is_taken_once_and_used() {
    let fake = Fake::start().await;
    fake.on(
        "GET /v3.1/P/instances",
        200,
        json!({"instances": [], "total_count": 0}),
    );
    assert_eq!(hyades(&fake, "instance list").await.code, 0);
    assert_eq!(fake.last().token.as_deref(), Some("token-1"));
    let user = json!({"name": "admin", "password": "api-secret", "domain": {"name": "hyades"}});
    let identity = json!({"methods": ["password"], "password": {"user": user}});
    let scope = json!({"project": {"name": "local-1"}});
    assert_eq!(
        fake.logins(),
        [json!({"auth": {"identity": identity, "scope": scope}})]
    );
}

#[tokio::test]
async fn printing_a_token() {
    let fake = Fake::start().await;
    assert_eq!(hyades(&fake, "token").await.stdout, "token-1\n");
    let ended = hyades(&fake, "token --output json").await;
    assert_eq!(ended.json()["token"], "token-2");
    assert_eq!(ended.json()["expires_at"], "2030-01-01T00:00:00.000000Z");
}

#[tokio::test]
async fn an_expired_token_is_renewed_while_waiting() {
    let fake = Fake::start().await;
    let job = "GET /v3/P/jobs?id=j1";
    fake.on(
        job,
        200,
        json!({"job": {"status": "Running", "process": "5%"}}),
    )
    .on(
        job,
        401,
        json!({"error_code": "APIGW.0301", "error_msg": "Expired."}),
    )
    .on(job, 200, json!({"job": {"status": "Completed"}}));
    assert_eq!(hyades(&fake, "job wait j1").await.code, 0);
    let tokens: Vec<_> = fake
        .asked()
        .into_iter()
        .filter_map(|asked| asked.token)
        .collect();
    assert_eq!(tokens, ["token-1", "token-1", "token-2"]);
}

#[tokio::test]
async fn wrong_password() {
    let fake = Fake::start().await;
    let error = json!({"error": {"code": 401, "message": "The username or password is wrong."}});
    fake.on("POST /v3/auth/tokens", 401, error);
    let ended = hyades(&fake, "instance list").await;
    assert_eq!(ended.code, 5);
    assert_eq!(
        ended.stderr,
        "error: the username or password is wrong (401, request req-1)\n"
    );
    assert!(fake.asked().is_empty());
}

#[tokio::test]
async fn credentials_files() {
    let fake = Fake::start().await;
    let dir = tempfile::tempdir().unwrap();

    let ended = finish(
        {
            let mut c = bare();
            c.arg("token");
            c
        },
        "",
    )
    .await;
    assert_eq!(ended.code, 5);
    let place = "/nonexistent/.local/share/hyades/credentials.json";
    assert!(ended.stderr.contains(place), "{ended:?}");

    let mut content = credentials(&fake.url());
    std::fs::write(dir.path().join("credentials.json"), content.to_string()).unwrap();
    let mut command = bare();
    command
        .env("HYADES_CREDENTIALS", "")
        .env("HYADES_DATA_DIR", dir.path())
        .arg("token");
    assert_eq!(finish(command, "").await.code, 0);

    content["user_name"] = json!("");
    let file = dir.path().join("other.json");
    std::fs::write(&file, content.to_string()).unwrap();
    let mut command = bare();
    command.arg("token").arg("--credentials").arg(&file);
    let ended = finish(command, "").await;
    assert_eq!(ended.code, 5);
    assert!(
        ended.stderr.ends_with("other.json: user_name is missing\n"),
        "{ended:?}"
    );
}

#[tokio::test]
async fn nobody_listens() {
    let fake = Fake::start().await;
    let ended = hyades(&fake, "instance list --endpoint http://127.0.0.1:1").await;
    assert_eq!(ended.code, 6);
    assert!(
        ended
            .stderr
            .starts_with("error: cannot reach http://127.0.0.1:1: "),
        "{ended:?}"
    );
    assert!(fake.logins().is_empty());

    let ended = hyades(&fake, "token --endpoint 127.0.0.1:1").await;
    assert_eq!(ended.code, 2);
}

#[tokio::test]
async fn certificates() {
    let fake = Fake::start().await;
    let ended = hyades(&fake, "token --cacert /nonexistent.pem").await;
    assert_eq!(ended.code, 1);
    assert!(ended.stderr.contains("/nonexistent.pem"), "{ended:?}");
}
