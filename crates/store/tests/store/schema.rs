//! Versions of the schema.

use hyades_store::{Store, StoreError};
use hyades_types::id::{ProjectId, SecurityGroupId};
use hyades_types::model::{Direction, Remote};
use hyades_types::topology::SourceAction;

#[tokio::test]
async fn opening_twice_is_fine_and_epochs_never_repeat() {
    let dir = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}/store.db?mode=rwc", dir.path().display());
    let mut last = 0;
    for _ in 0..3 {
        let store = Store::open(&url).await.unwrap();
        let mut tx = store.begin().await.unwrap();
        let epoch = tx.topology_epoch_next().await.unwrap();
        tx.commit().await.unwrap();
        assert!(epoch > last);
        last = epoch;
        store.close().await;
    }
}

#[tokio::test]
async fn a_newer_schema_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}/store.db?mode=rwc", dir.path().display());
    Store::open(&url).await.unwrap().close().await;
    let pool = sqlx::AnyPool::connect(&url).await.unwrap();
    sqlx::query::<sqlx::Any>("UPDATE settings SET value = 999 WHERE setting = 'schema_version'")
        .execute(&pool)
        .await
        .unwrap();
    pool.close().await;
    assert!(matches!(
        Store::open(&url).await,
        Err(StoreError::Newer { found: 999, .. })
    ));
}

/// The versions before security groups had rules.
const WITHOUT_RULES: [&str; 2] = [
    include_str!("../../migrations/0001_initial/up.sql"),
    include_str!("../../migrations/0002_proxies/up.sql"),
];

#[tokio::test]
async fn groups_that_were_only_names_let_everybody_in() {
    let dir = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}/store.db?mode=rwc", dir.path().display());
    sqlx::any::install_default_drivers();
    let pool = sqlx::AnyPool::connect(&url).await.unwrap();
    let (project, ids) = (
        ProjectId::generate(),
        [SecurityGroupId::generate(), SecurityGroupId::generate()],
    );
    let settings = [
        "CREATE TABLE settings (setting TEXT PRIMARY KEY, value BIGINT NOT NULL)",
        "INSERT INTO settings (setting, value) VALUES ('schema_version', 2)",
    ];
    let versions = WITHOUT_RULES
        .iter()
        .flat_map(|all| all.split_terminator(";\n"));
    for statement in settings.into_iter().chain(versions) {
        sqlx::query::<sqlx::Any>(statement)
            .execute(&pool)
            .await
            .unwrap();
    }
    for id in &ids {
        sqlx::query::<sqlx::Any>(
            "INSERT INTO security_groups (id, project_id, name) VALUES ($1, $2, 'a')",
        )
        .bind(id.as_str())
        .bind(project.as_str())
        .execute(&pool)
        .await
        .unwrap();
    }
    pool.close().await;

    let store = Store::open(&url).await.unwrap();
    assert_eq!(store.security_group_list(&project).await.unwrap().len(), 2);
    for id in &ids {
        let rules = store.security_rules_of(id).await.unwrap();
        let mut versions: Vec<_> = rules.iter().map(|rule| rule.ether_type.as_str()).collect();
        versions.sort_unstable();
        assert_eq!(versions, ["IPv4", "IPv6"]);
        for rule in rules {
            assert_eq!(
                (rule.direction, rule.remote),
                (Direction::Ingress, Remote::Any)
            );
            assert_eq!((rule.action, rule.enabled), (SourceAction::Allow, true));
            assert_eq!((rule.protocol, rule.ports), (None, None));
        }
    }
}
