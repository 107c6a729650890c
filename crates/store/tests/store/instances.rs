//! Instances, their nodes, tags and addresses.

use hyades_store::{InstanceFilter, Text};
use hyades_types::id::{JobId, ProjectId};
use hyades_types::model::{Busy, Tag};
use hyades_types::status::{NodeLifecycle, Operation};
use hyades_types::time::Timestamp;

use crate::world::World;

#[tokio::test]
async fn what_goes_in_comes_out() {
    let world = World::new().await;
    let instance = world.instance("alpha");
    world.add(&instance).await;
    let node = world.add_node(&instance, 1).await;
    let fetched = world
        .store
        .instance_fetch(&world.project, &instance.id)
        .await
        .unwrap();
    assert_eq!(fetched.as_ref(), Some(&instance));
    let filter = InstanceFilter::default();
    let page = world.store.instance_list(&world.project, &filter, 0, 100);
    let listed = page.await.unwrap().instances;
    assert_eq!(listed, std::slice::from_ref(&instance));
    let nodes = world
        .store
        .nodes_of(std::slice::from_ref(&instance.id))
        .await
        .unwrap();
    assert_eq!(nodes, [node]);
}

#[tokio::test]
async fn another_project_sees_nothing() {
    let world = World::new().await;
    let instance = world.instance("alpha");
    world.add(&instance).await;
    let other = ProjectId::generate();
    assert_eq!(
        world
            .store
            .instance_fetch(&other, &instance.id)
            .await
            .unwrap(),
        None
    );
    let filter = InstanceFilter::default();
    assert_eq!(
        world
            .store
            .instance_list(&other, &filter, 0, 100)
            .await
            .unwrap()
            .total,
        0
    );
}

#[tokio::test]
async fn lists_are_filtered_and_paged() {
    let world = World::new().await;
    for name in ["alpha", "beta", "betamax", "gamma"] {
        world.add(&world.instance(name)).await;
    }
    let names = async |filter: InstanceFilter, offset, limit| {
        let page = world
            .store
            .instance_list(&world.project, &filter, offset, limit)
            .await
            .unwrap();
        let names: Vec<String> = page.instances.into_iter().map(|i| i.name).collect();
        (names.join(" "), page.total)
    };
    let all = InstanceFilter::default();
    assert_eq!(names(all.clone(), 0, 2).await.1, 4);
    assert_eq!(names(all, 4, 2).await, (String::new(), 4));
    let beta = InstanceFilter {
        name: Some(Text::Contains("beta".into())),
        ..Default::default()
    };
    assert_eq!(names(beta, 0, 100).await.1, 2);
    let exact = InstanceFilter {
        name: Some(Text::Is("beta".into())),
        ..Default::default()
    };
    assert_eq!(names(exact, 0, 100).await, ("beta".to_owned(), 1));
    let tag = |value: &str| InstanceFilter {
        tags: vec![Tag {
            key: "env".into(),
            value: value.into(),
        }],
        ..Default::default()
    };
    assert_eq!(names(tag("test"), 0, 100).await.1, 4);
    assert_eq!(names(tag("prod"), 0, 100).await.1, 0);
}

#[tokio::test]
async fn only_one_operation_at_a_time() {
    let world = World::new().await;
    let instance = world.instance("alpha");
    world.add(&instance).await;
    let busy = Busy {
        operation: Operation::Restart,
        job: JobId::generate(),
    };
    let mut tx = world.store.begin().await.unwrap();
    let now = Timestamp::now();
    assert!(tx.instance_occupy(&instance.id, &busy, now).await.unwrap());
    assert!(!tx.instance_occupy(&instance.id, &busy, now).await.unwrap());
    tx.commit().await.unwrap();
    let fetched = world
        .store
        .instance_fetch(&world.project, &instance.id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(fetched.busy, Some(busy));
}

#[tokio::test]
async fn nothing_is_left_of_a_forgotten_instance() {
    let world = World::new().await;
    let instance = world.instance("alpha");
    world.add(&instance).await;
    let node = world.add_node(&instance, 1).await;
    let mut tx = world.store.begin().await.unwrap();
    tx.node_set_lifecycle(&node.id, NodeLifecycle::Deleting, Timestamp::now())
        .await
        .unwrap();
    tx.node_delete(&node).await.unwrap();
    tx.instance_delete(&instance).await.unwrap();
    assert!(tx.addresses_used(&world.subnet).await.unwrap().is_empty());
    tx.commit().await.unwrap();
    let gone = world
        .store
        .instance_fetch(&world.project, &instance.id)
        .await
        .unwrap();
    assert_eq!(gone, None);
    assert!(
        world
            .store
            .nodes_of(&[instance.id])
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn a_dropped_transaction_leaves_no_trace() {
    let world = World::new().await;
    let instance = world.instance("alpha");
    let mut tx = world.store.begin().await.unwrap();
    tx.instance_insert(&instance).await.unwrap();
    drop(tx);
    let found = world
        .store
        .instance_fetch(&world.project, &instance.id)
        .await
        .unwrap();
    assert_eq!(found, None);
}
