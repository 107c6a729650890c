//! Signed requests.

use hyades_types::time::Timestamp;
use serde_json::json;

use super::ask::Ask;
use super::world::{ACCESS, DOMAIN, READER, REGION, SECRET, World};

const DENIED: (u16, &str) = (401, "DBS.000401");

fn ask(world: &World) -> Ask {
    let path = world.path("/v3/{}/flavors/gaussdb-mysql?availability_zone_mode=single");
    Ask::get(path).header("host", "api.test:8443")
}

#[tokio::test]
async fn a_signed_request_is_served() {
    let world = World::new().await;
    let answer = ask(&world).signed().of(&world).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let again = ask(&world).signed().of(&world).await;
    assert_eq!(again.status, 200);
    let path = world.path("/v3/{}/instances");
    let posted = Ask::post(path).json(&json!({})).signed().of(&world).await;
    assert_eq!(posted.error(), (400, "DBS.280001"));
}

/// What the SDKs ask before anything else (clients.md 5.1, 5.2).
#[tokio::test]
async fn the_project_is_found_by_the_regions_name() {
    let world = World::new().await;
    let path = format!("/v3/projects?name={REGION}");
    let found = Ask::get(path).signed().of(&world).await;
    assert_eq!(found.body["projects"].as_array().unwrap().len(), 1);
    assert_eq!(found.body["projects"][0]["id"], world.project.as_str());
    let none = Ask::get("/v3/projects?name=nowhere").signed();
    assert_eq!(none.of(&world).await.body["projects"], json!([]));
    let domains = Ask::get("/v3/auth/domains").signed().of(&world).await;
    assert_eq!(domains.body["domains"][0]["name"], DOMAIN);
    assert_eq!(domains.body["links"]["next"], json!(null));
}

#[tokio::test]
async fn unknown_keys_and_wrong_secrets_look_the_same() {
    let world = World::new().await;
    let now = Timestamp::now();
    let unknown = ask(&world).signed_as("NOSUCHKEY", SECRET, now);
    let unknown = unknown.of(&world).await;
    assert_eq!(unknown.error(), DENIED);
    let wrong = ask(&world).signed_as(ACCESS, "guess", now).of(&world).await;
    assert_eq!(wrong.body, unknown.body);
    let late = now.plus_seconds(-16 * 60);
    let wrong = ask(&world)
        .signed_as(ACCESS, "guess", late)
        .of(&world)
        .await;
    let unknown = ask(&world).signed_as("NOSUCHKEY", SECRET, late);
    assert_eq!(wrong.body, unknown.of(&world).await.body);
}

#[tokio::test]
async fn a_signature_is_good_for_a_quarter_of_an_hour() {
    let world = World::new().await;
    for (minutes, served) in [(-16, false), (-14, true), (14, true), (16, false)] {
        let date = Timestamp::now().plus_seconds(minutes * 60);
        let answer = ask(&world).signed_as(ACCESS, SECRET, date).of(&world).await;
        assert_eq!(answer.status == 200, served, "{minutes}");
        if !served {
            assert_eq!(answer.error(), DENIED);
        }
    }
}

#[tokio::test]
async fn what_was_signed_must_be_what_arrives() {
    let world = World::new().await;
    let instances = world.path("/v3/{}/instances");
    let asks = [
        ask(&world)
            .signed()
            .change("host", |_| "evil.test".to_owned()),
        ask(&world).signed().change("authorization", |text| {
            text.replace("SignedHeaders=host;x-sdk-date", "SignedHeaders=host")
        }),
        ask(&world).signed().change("authorization", |text| {
            text.replace("x-sdk-date", "x-sdk-date;x-none")
        }),
        ask(&world)
            .signed()
            .change("x-sdk-date", |_| "yesterday".to_owned()),
        Ask::post(instances).json(&json!({})).signed().body("{ }"),
        ask(&world).header("authorization", "Basic YWRtaW46YWRtaW4="),
    ];
    for ask in asks {
        assert_eq!(ask.of(&world).await.error(), DENIED);
    }
}

/// golangsdk adds it after signing: it must neither break the signature nor mean anything.
#[tokio::test]
async fn an_unsigned_project_header_means_nothing() {
    let world = World::new().await;
    let foreign = world.foreign.to_string();
    let answer = ask(&world).signed().header("x-project-id", &foreign);
    assert_eq!(answer.of(&world).await.status, 200);
}

#[tokio::test]
async fn keys_act_for_their_user() {
    let world = World::new().await;
    world.add_access_key(READER, "READERS").await;
    let now = Timestamp::now();
    let look = ask(&world).signed_as("READERS", SECRET, now);
    assert_eq!(look.of(&world).await.status, 200);
    let path = world.path("/v3/{}/instances");
    let create = Ask::post(path)
        .json(&json!({}))
        .signed_as("READERS", SECRET, now);
    assert_eq!(create.of(&world).await.error(), (403, "DBS.200010"));
}
