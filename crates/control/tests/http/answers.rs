//! What all answers have, and what anyone may ask.

use serde_json::json;

use super::ask::Ask;
use super::world::{ADMINISTRATOR, World};

#[tokio::test]
async fn every_answer_is_json_with_an_id() {
    let world = World::new().await;
    let mut seen = std::collections::HashSet::new();
    for ask in [
        Ask::get("/"),
        Ask::get("/healthz"),
        Ask::get("/nowhere"),
        Ask::new("PATCH", "/v3"),
        Ask::get(world.path("/v3/{}/jobs?id=x")),
        Ask::post("/v3/auth/tokens"),
        Ask::new("OPTIONS", "/v3"),
    ] {
        let answer = ask.of(&world).await;
        assert_eq!(answer.header("content-type"), "application/json");
        assert_eq!(answer.header("cache-control"), "no-store");
        assert_eq!(answer.header("x-request-id").len(), 32);
        assert!(answer.body.is_object());
        assert!(seen.insert(answer.header("x-request-id").to_owned()));
    }
}

#[tokio::test]
async fn version_documents_and_description() {
    let world = World::new().await;
    let answer = Ask::get("/").of(&world).await;
    let href = json!("https://api.test:8443/v3/");
    let version = &answer.body["versions"]["values"][0];
    assert_eq!((answer.status, &version["links"][0]["href"]), (200, &href));
    let answer = Ask::get("/v3/").of(&world).await;
    assert_eq!(answer.body["version"]["links"][0]["href"], href);
    let answer = Ask::get("/openapi.json").of(&world).await;
    assert!(answer.body["paths"]["/v3/auth/tokens"]["post"].is_object());
}

#[tokio::test]
async fn routes_and_methods() {
    let world = World::new().await;
    let unknown = Ask::get("/v3/x/y/z").of(&world).await;
    assert_eq!(unknown.error(), (404, "DBS.000404"));
    let wrong = Ask::new("PATCH", "/v3/auth/tokens").of(&world).await;
    assert_eq!(wrong.error(), (405, "DBS.000405"));
    assert_eq!(wrong.header("allow"), "GET, POST, HEAD, OPTIONS");
    let options = Ask::new("OPTIONS", "/v3/auth/tokens").of(&world).await;
    assert_eq!((options.status, &options.body), (200, &json!({})));
    assert_eq!(options.header("allow"), wrong.header("allow"));
    let wrong = Ask::delete("/openapi.json").of(&world).await;
    assert_eq!(
        (wrong.status, wrong.header("allow")),
        (405, "GET, HEAD, OPTIONS")
    );
}

#[tokio::test]
async fn head_is_get_without_a_body() {
    let world = World::new().await;
    let answer = Ask::new("HEAD", "/v3").of(&world).await;
    assert_eq!((answer.status, &answer.body), (200, &json!(null)));
    let signed = Ask::new("HEAD", "/v3/projects").signed().of(&world).await;
    assert_eq!(signed.status, 200);
}

#[tokio::test]
async fn errors_speak_chinese_when_asked() {
    let world = World::new().await;
    let answer = Ask::get("/nowhere").header("X-Language", "zh-cn");
    let answer = answer.of(&world).await;
    assert_eq!(answer.message(), "该API不存在。");
}

#[tokio::test]
async fn what_is_not_there_yet_says_so() {
    let world = World::new().await;
    let path = world.path("/v3/{}/backups");
    assert_eq!(Ask::get(&path).of(&world).await.status, 401);
    let token = world.token(ADMINISTRATOR).await;
    let answer = Ask::get(&path).token(&token).of(&world).await;
    assert_eq!(answer.error(), (501, "DBS.000501"));
    assert!(answer.message().contains("ListBackups, section 4.4.3"));
}
