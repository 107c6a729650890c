//! Jobs and the workflows behind them.

use hyades_types::id::JobId;
use hyades_types::model::{Busy, Job, JobKind};
use hyades_types::status::{JobStatus, Operation};
use hyades_types::time::Timestamp;

use crate::world::World;

#[tokio::test]
async fn the_end_of_a_job_is_the_end_of_its_workflow_and_of_the_business() {
    let world = World::new().await;
    let instance = world.instance("alpha");
    world.add(&instance).await;
    let job = Job {
        id: JobId::generate(),
        project: world.project.clone(),
        kind: JobKind::RestartInstance,
        status: JobStatus::Running,
        progress: 0,
        instance: instance.id.clone(),
        instance_name: instance.name.clone(),
        created_at: Timestamp::now(),
        ended_at: None,
        fail_reason: None,
    };
    let busy = Busy {
        operation: Operation::Restart,
        job: job.id.clone(),
    };
    let mut tx = world.store.begin().await.unwrap();
    tx.job_insert(&job).await.unwrap();
    tx.instance_occupy(&instance.id, &busy, job.created_at)
        .await
        .unwrap();
    tx.workflow_insert(&job.id, "demo-v1", "{}").await.unwrap();
    tx.workflow_log_append(&job.id, "one").await.unwrap();
    tx.workflow_log_append(&job.id, "two").await.unwrap();
    tx.job_set_progress(&job.id, 50).await.unwrap();
    tx.commit().await.unwrap();

    let open = world.store.workflow_list().await.unwrap();
    let ours = open.iter().find(|workflow| workflow.job == job.id).unwrap();
    assert_eq!(ours.log, ["one", "two"]);

    let mut tx = world.store.begin().await.unwrap();
    tx.job_end(
        &job.id,
        JobStatus::Failed,
        Some("no luck"),
        Timestamp::now(),
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    let ended = world
        .store
        .job_fetch(&world.project, &job.id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!((ended.status, ended.progress), (JobStatus::Failed, 50));
    assert_eq!(ended.fail_reason.as_deref(), Some("no luck"));
    assert!(
        !world
            .store
            .workflow_list()
            .await
            .unwrap()
            .iter()
            .any(|w| w.job == job.id)
    );
    let free = world
        .store
        .instance_fetch(&world.project, &instance.id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(free.busy, None);
}
