//! Every workflow is run with each step done twice, with a failure at each step, and with the
//! control plane killed after each record of its log.
//!
//! The world is a simulated host and a real store; a killed control plane is a runtime that is
//! dropped in the middle, and its successor a new one on the same world and the same file.

mod cases;
mod world;

use std::num::NonZeroU32;
use std::sync::Arc;

use hyades_testkit::{Verb, WorldState};
use hyades_types::net::Endpoint;
use hyades_types::status::{JobStatus, Lifecycle, ProxyLifecycle};
use tokio::sync::Notify;

use world::World;

/// Stops everything after a number of records: what is written stays written, what would come
/// next never does.
#[derive(Debug, Clone)]
pub(super) struct Halt {
    left: Arc<std::sync::atomic::AtomicUsize>,
    reached: Arc<Notify>,
}

impl Halt {
    fn after(records: usize) -> Self {
        Self {
            left: Arc::new(records.into()),
            reached: Arc::default(),
        }
    }

    pub(super) async fn after_record(&self) {
        use std::sync::atomic::Ordering::SeqCst;
        let left = self.left.load(SeqCst).saturating_sub(1);
        self.left.store(left, SeqCst);
        if left == 0 {
            self.reached.notify_one();
            std::future::pending::<()>().await;
        }
    }

    async fn reached(&self) {
        self.reached.notified().await;
    }
}

/// Each registered workflow, and the world before and after it.
#[test]
fn every_workflow_succeeds() {
    for case in cases::ALL {
        let world = World::prepared(case);
        let before = world.state();
        let job = world.run(case, |_| {});
        assert_eq!(
            job.status,
            JobStatus::Completed,
            "{}: {:?}",
            case.name,
            job.fail_reason
        );
        (case.check)(&world, &before);
    }
}

#[test]
fn every_step_can_be_done_twice() {
    for case in cases::ALL {
        let world = World::prepared(case);
        let before = world.state();
        let twice = NonZeroU32::new(2).unwrap();
        let job = world.run(case, |injection| injection.repeat_every_step(twice));
        assert_eq!(
            job.status,
            JobStatus::Completed,
            "{}: {:?}",
            case.name,
            job.fail_reason
        );
        (case.check)(&world, &before);
    }
}

#[test]
fn a_failure_at_any_step_leaves_the_world_as_it_was() {
    for case in cases::ALL {
        for step in 0..case.steps {
            let world = World::prepared(case);
            let before = world.state();
            let job = world.run(case, |injection| injection.fail_at(step));
            assert_eq!(
                job.status,
                JobStatus::Failed,
                "{} at step {step}",
                case.name
            );
            assert!(job.fail_reason.is_some());
            assert_eq!(world.state(), before, "{} at step {step}", case.name);
            assert!(world.is_free(), "{} at step {step}", case.name);
        }
    }
}

#[test]
fn a_kill_after_any_record_is_survived() {
    for case in cases::ALL {
        // A start and an end for each step, and for the two that the library adds.
        for records in 1..=(case.steps + 2) * 2 {
            let world = World::prepared(case);
            let before = world.state();
            world.run_until_killed(case, records);
            let job = world.recover();
            assert_eq!(
                job.status,
                JobStatus::Completed,
                "{} killed after {records} records: {:?}",
                case.name,
                job.fail_reason
            );
            (case.check)(&world, &before);
            assert!(world.is_free());
        }
    }
}

/// The second half of the create rule: undone, nothing real is left, and the instance says so.
#[test]
fn a_failed_creation_is_shown_as_failed_and_holds_nothing() {
    let case = cases::CREATE;
    let world = World::prepared(case);
    let job = world.run(case, |injection| injection.fail_at(case.steps - 1));
    assert_eq!(job.status, JobStatus::Failed);
    let instance = world.instance().unwrap();
    assert_eq!(instance.lifecycle, Lifecycle::CreateFailed);
    assert_eq!(instance.address, None);
    assert_eq!(world.addresses_used(), 0);
}

/// A host that fails for longer than a step is patient: the job ends all the same, what could not
/// be removed keeps its record and address, and goes when the host is well again.
#[test]
fn what_cannot_be_removed_now_is_swept_up_later() {
    let case = cases::CREATE;
    let world = World::prepared(case);
    world.fail_next(Verb::RootAccountEnsure, 3);
    world.fail_next(Verb::NodeDrop, 2);
    let job = world.run(case, |_| {});
    assert_eq!(job.status, JobStatus::Failed);
    assert!(job.fail_reason.unwrap().contains("the test says so"));
    assert_eq!(
        (world.state().nodes.len(), world.state().gateways.len()),
        (2, 0)
    );
    assert_eq!((world.node_count(), world.addresses_used()), (2, 2));
    world.sweep();
    assert_eq!(world.state(), WorldState::default());
    assert_eq!((world.node_count(), world.addresses_used()), (0, 0));
}

/// Data of a user is never swept up: a deletion that cannot go on brings the instance back.
#[test]
fn a_deletion_that_fails_keeps_everything() {
    let case = cases::DELETE;
    let world = World::prepared(case);
    let before = world.state();
    world.fail_next(Verb::NodeDrop, 3);
    let job = world.run(case, |_| {});
    assert_eq!(job.status, JobStatus::Failed);
    world.sweep();
    assert_eq!(world.state(), before);
    assert!(world.is_free());
}

/// As with instances: the proxy says that it failed, and holds nothing.
#[test]
fn a_failed_creation_of_a_proxy_is_shown_as_failed_and_holds_nothing() {
    let case = cases::PROXY_CREATE;
    let world = World::prepared(case);
    let used = world.addresses_used();
    let job = world.run(case, |injection| injection.fail_at(case.steps - 1));
    assert_eq!(job.status, JobStatus::Failed);
    let [proxy] = &world.proxies()[..] else {
        unreachable!("there is one proxy")
    };
    assert_eq!(proxy.lifecycle, ProxyLifecycle::CreateFailed);
    assert_eq!((proxy.address, proxy.nodes.len()), (None, 0));
    assert_eq!(world.addresses_used(), used);
}

/// A port that something else listens on: the job waits, gives up, and says why.
#[test]
fn a_change_that_no_node_can_follow_is_taken_back() {
    let case = cases::PROXY_CHANGE;
    let world = World::prepared(case);
    let before = world.state();
    let address = world.proxies()[0].address.unwrap();
    world.take_endpoint(Endpoint::new(address, 3307));
    let job = world.run(case, |_| {});
    assert_eq!(job.status, JobStatus::Failed);
    let reason = job.fail_reason.unwrap();
    assert!(reason.contains(":3307: address in use"), "{reason}");
    assert_eq!(world.state(), before);
    assert_eq!(world.proxies()[0].config.port, 3306);
}

/// Transactions that do not end: the primary goes on, nobody waits any more, and the next try goes through.
#[test]
fn a_switchover_that_cannot_take_the_writes_puts_everything_back() {
    let case = cases::SWITCHOVER;
    let world = World::prepared(case);
    let before = world.state();
    world.fail_next(Verb::NodeFence, 1);
    let job = world.run(case, |_| {});
    assert_eq!(job.status, JobStatus::Failed);
    assert!(job.fail_reason.unwrap().contains("the test says so"));
    assert_eq!(world.state(), before);
    assert!(world.is_free());
}

/// A replica that cannot be reached, before statements have to wait or while they do: nothing has changed.
#[test]
fn a_switchover_to_a_replica_that_is_away_puts_everything_back() {
    let case = cases::SWITCHOVER;
    for (passed, failed) in [(0, 3), (1, 1)] {
        let world = World::prepared(case);
        let (before, proxies) = (world.state(), world.proxies());
        world.pass_next(Verb::NodeEnsure, passed);
        world.fail_next(Verb::NodeEnsure, failed);
        let job = world.run(case, |_| {});
        assert_eq!(job.status, JobStatus::Failed, "after {passed}");
        assert!(job.fail_reason.unwrap().contains("the test says so"));
        assert_eq!(world.state(), before, "after {passed}");
        assert_eq!(world.proxies(), proxies, "after {passed}");
        assert!(world.is_free());
    }
}

/// Once the roles are recorded there is no way back.
#[test]
fn a_switchover_goes_on_until_the_new_primary_takes_writes() {
    let case = cases::SWITCHOVER;
    let world = World::prepared(case);
    let before = world.state();
    world.pass_next(Verb::NodeEnsure, 2);
    world.fail_next(Verb::NodeEnsure, 3);
    let job = world.run(case, |_| {});
    assert_eq!(job.status, JobStatus::Completed, "{:?}", job.fail_reason);
    let after = world.state();
    let writers = after.nodes.iter().filter(|node| node.ends_with("primary"));
    assert_eq!(writers.count(), 1);
    assert_ne!(after.nodes, before.nodes);
    assert!(after.held.is_empty());
}
