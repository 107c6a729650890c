//! Who may do what, and where.

use hyades_api::endpoint::Access;
use hyades_types::id::{InstanceId, ProjectId};

use super::ask::{Answer, Ask};
use super::world::{ADMINISTRATOR, READER, World};

const FORBIDDEN: (u16, &str) = (403, "DBS.200010");

async fn list(world: &World, project: &str, token: &str) -> Answer {
    let path = format!("/v3.1/{project}/instances");
    Ask::get(path).token(token).of(world).await
}

#[tokio::test]
async fn foreign_projects_are_as_if_they_did_not_exist() {
    let world = World::new().await;
    let token = world.token(ADMINISTRATOR).await;
    let foreign = list(&world, world.foreign.as_str(), &token).await;
    assert_eq!(foreign.error(), FORBIDDEN);
    let unknown = ProjectId::generate();
    for project in [unknown.as_str(), "nonsense", "%2e%2e"] {
        assert_eq!(list(&world, project, &token).await.body, foreign.body);
    }
    let signed = Ask::get(format!("/v3.1/{}/instances", world.foreign)).signed();
    assert_eq!(signed.of(&world).await.body, foreign.body);
    assert_eq!(
        list(&world, world.project.as_str(), &token).await.status,
        200
    );
}

#[tokio::test]
async fn a_reader_reads() {
    let world = World::new().await;
    let token = world.token(READER).await;
    assert_eq!(
        list(&world, world.project.as_str(), &token).await.status,
        200
    );
    let id = InstanceId::generate();
    let path = |rest: &str| world.path(&format!("/v3/{{}}/instances{rest}"));
    for ask in [
        Ask::post(path("")),
        Ask::delete(path(&format!("/{id}"))),
        Ask::post(path(&format!("/{id}/password"))),
        Ask::post(path(&format!("/{id}/restart"))),
        Ask::put(path(&format!("/{id}/name"))),
        Ask::post(path(&format!("/{id}/proxy"))),
        Ask::delete(path(&format!("/{id}/proxy"))),
        Ask::put(path(&format!("/{id}/sql-filter/rules"))),
        Ask::post(path(&format!("/{id}/audit-log/switch"))),
        // Not implemented, which is nobody's business who may not do it.
        Ask::post(world.path("/v3/{}/backups/create")),
    ] {
        let refused = ask.token(&token).of(&world).await;
        assert_eq!(refused.error(), FORBIDDEN);
        assert!(refused.message().contains("gaussdb:"), "{}", refused.body);
    }
}

#[tokio::test]
async fn a_reader_sees_proxies_and_rules() {
    let world = World::new().await;
    let token = world.token(READER).await;
    let id = InstanceId::generate();
    for rest in [
        "proxies",
        "proxy",
        "proxy/flavors",
        "sql-filter/switch",
        "audit-log/switch-status",
    ] {
        let path = world.path(&format!("/v3/{{}}/instances/{id}/{rest}"));
        let answer = Ask::get(path).token(&token).of(&world).await;
        assert_eq!(answer.error(), (404, "DBS.200002"), "{rest}");
    }
}

/// Whatever is in the table asks who is there before anything else.
#[tokio::test]
async fn no_endpoint_answers_strangers() {
    let world = World::new().await;
    for endpoint in hyades_api::table::endpoints() {
        let path = endpoint
            .path
            .replace("{project_id}", world.project.as_str());
        let path = path.replace(['{', '}'], "");
        let answer = Ask::new(endpoint.method.as_str(), path).of(&world).await;
        let operation = endpoint.operation;
        match endpoint.access {
            Access::Anonymous => assert_ne!(answer.status, 401, "{operation}"),
            _ => assert_eq!(answer.error(), (401, "DBS.000401"), "{operation}"),
        }
    }
}

#[tokio::test]
async fn instances_of_the_own_project_only() {
    let world = World::new().await;
    let token = world.token(ADMINISTRATOR).await;
    let id = InstanceId::generate();
    for ask in [
        Ask::get(world.path(&format!("/v3.1/{{}}/instances/{id}"))),
        Ask::delete(world.path(&format!("/v3/{{}}/instances/{id}"))),
    ] {
        let answer = ask.token(&token).of(&world).await;
        assert_eq!(answer.error(), (404, "DBS.200002"));
    }
    let path = world.path("/v3.1/{}/instances/x");
    let answer = Ask::get(path).token(&token).of(&world).await;
    assert_eq!(answer.error(), (400, "DBS.280404"));
}
