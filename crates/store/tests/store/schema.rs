//! Versions of the schema.

use hyades_store::{Store, StoreError};

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
