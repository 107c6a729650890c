//! Tokens: how one is come by, and which are refused.

use hyades_iam::{TokenClaims, TokenIssuer};
use hyades_types::time::Timestamp;
use serde_json::{Value, json};

use super::ask::{Answer, Ask};
use super::world::{ADMINISTRATOR, DOMAIN, PASSWORD, READER, REGION, World};

fn project() -> Value {
    json!({"project": {"name": REGION}})
}

async fn use_token(world: &World, token: &str) -> Answer {
    let path = world.path("/v3/{}/datastores/gaussdb-mysql");
    Ask::get(path).token(token).of(world).await
}

#[tokio::test]
async fn a_password_gives_a_token_for_a_project() {
    let world = World::new().await;
    let answer = world.login(ADMINISTRATOR, PASSWORD, project()).await;
    assert_eq!(answer.status, 201);
    let token = &answer.body["token"];
    assert_eq!(token["methods"], json!(["password"]));
    assert_eq!(token["project"]["id"], world.project.as_str());
    assert_eq!(token["project"]["domain"]["name"], DOMAIN);
    assert_eq!(token["user"]["name"], ADMINISTRATOR);
    assert_eq!(token["roles"][0]["name"], "administrator");
    let url = format!("https://api.test:8443/v3/{}", world.project);
    assert_eq!(token["catalog"][1]["endpoints"][0]["url"], url);
    assert_eq!(token["catalog"][1]["endpoints"][0]["region_id"], REGION);
    assert!(token["expires_at"].as_str().unwrap().ends_with('Z'));
    let used = use_token(&world, answer.header("x-subject-token")).await;
    assert_eq!(used.status, 200, "{}", used.body);
}

#[tokio::test]
async fn wrong_users_and_wrong_passwords_look_the_same() {
    let world = World::new().await;
    let wrong = world.login(ADMINISTRATOR, "guess", project()).await;
    assert_eq!(wrong.error(), (401, "DBS.000401"));
    assert_eq!(wrong.header("www-authenticate"), "SDK-HMAC-SHA256");
    assert!(!wrong.headers.contains_key("x-subject-token"));
    let unknown = world.login("nobody", PASSWORD, project()).await;
    assert_eq!(unknown.body, wrong.body);
    let user = json!({"name": ADMINISTRATOR, "password": PASSWORD, "domain": {"name": "none"}});
    let identity = json!({"methods": ["password"], "password": {"user": user}});
    let body = json!({"auth": {"identity": identity}});
    let elsewhere = Ask::post("/v3/auth/tokens").json(&body).of(&world).await;
    assert_eq!(elsewhere.body, wrong.body);
}

#[tokio::test]
async fn scopes_are_the_users_own() {
    let world = World::new().await;
    for scope in [
        json!({"project": {"name": "nowhere"}}),
        json!({"project": {"id": world.foreign.as_str()}}),
        json!({"project": {"name": REGION, "domain": {"name": "other"}}}),
        json!({"domain": {"name": "other"}}),
    ] {
        let refused = world.login(ADMINISTRATOR, PASSWORD, scope).await;
        assert_eq!(refused.error(), (401, "DBS.000401"));
    }
}

#[tokio::test]
async fn a_token_of_the_domain_is_no_good_in_a_project_but_can_be_exchanged() {
    let world = World::new().await;
    let scope = json!({"domain": {"name": DOMAIN}});
    let domain = world.login(ADMINISTRATOR, PASSWORD, scope).await;
    assert_eq!(domain.body["token"]["domain"]["name"], DOMAIN);
    let token = domain.header("x-subject-token");
    assert_eq!(use_token(&world, token).await.error(), (403, "DBS.200010"));
    assert_eq!(
        Ask::get("/v3/projects")
            .token(token)
            .of(&world)
            .await
            .status,
        200
    );

    let identity = json!({"methods": ["token"], "token": {"id": token}});
    let body = json!({"auth": {"identity": identity, "scope": project()}});
    let exchanged = Ask::post("/v3/auth/tokens").json(&body).of(&world).await;
    assert_eq!(exchanged.status, 201);
    let times = |answer: &Answer| answer.body["token"]["expires_at"].clone();
    assert_eq!(times(&exchanged), times(&domain));
    let token = exchanged.header("x-subject-token");
    assert_eq!(use_token(&world, token).await.status, 200);
}

#[tokio::test]
async fn missing_forged_and_expired_tokens() {
    let world = World::new().await;
    let path = world.path("/v3/{}/datastores/gaussdb-mysql");
    let none = Ask::get(path).of(&world).await;
    assert_eq!(none.error(), (401, "DBS.000401"));

    let good = world.token(ADMINISTRATOR).await;
    let forged = good.replace(&good[good.len() - 4..], "AAAA");
    for bad in ["x", "hy1.e30.AAAA", &forged] {
        assert_eq!(use_token(&world, bad).await.error(), (401, "DBS.001401"));
    }

    let issuer = TokenIssuer::new(world.key.bytes());
    let claims = issuer.verify(&good, Timestamp::now()).unwrap();
    let expired = TokenClaims {
        expires_at: Timestamp::now().plus_seconds(-1),
        ..claims
    };
    let expired = issuer.issue(&expired);
    let refused = use_token(&world, expired.expose()).await;
    assert_eq!(refused.error(), (401, "DBS.001401"));
}

#[tokio::test]
async fn a_user_can_look_at_own_tokens_only() {
    let world = World::new().await;
    let reader = world.token(READER).await;
    let show = |subject: &str| {
        let ask = Ask::get("/v3/auth/tokens").token(&reader);
        ask.header("x-subject-token", subject)
    };
    let own = show(&reader).of(&world).await;
    assert_eq!(
        (own.status, &own.body["token"]["user"]["name"]),
        (200, &json!(READER))
    );
    assert_eq!(own.header("x-subject-token"), reader);
    let others = world.token(ADMINISTRATOR).await;
    for subject in [others.as_str(), "x"] {
        assert_eq!(show(subject).of(&world).await.status, 404);
    }
    let ask = Ask::get("/v3/auth/tokens").token(&reader);
    assert_eq!(ask.of(&world).await.error(), (400, "DBS.280001"));
}
