//! Rules as snapshots bring them and sessions meet them.

use std::sync::Arc;

use hyades_mysql::sql::{FilterType, Options, classify};
use hyades_types::id::NodeId;
use hyades_types::topology::{NodeThrottle, ThrottleKind, ThrottleRule};

use super::*;
use crate::observe::Visitor;

fn rule(kind: ThrottleKind, pattern: &str, max_concurrency: u32) -> ThrottleRule {
    ThrottleRule {
        kind,
        pattern: pattern.to_owned(),
        max_concurrency,
    }
}

struct World {
    throttles: Throttles,
    node: NodeId,
    visitor: Arc<Visitor>,
    _directory: tempfile::TempDir,
}

impl World {
    fn new(rules: &[ThrottleRule]) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let world = Self {
            throttles: Throttles::new(directory.path()),
            node: NodeId::generate(),
            visitor: Arc::new(Visitor::for_tests()),
            _directory: directory,
        };
        world.apply(rules);
        world
    }

    fn apply(&self, rules: &[ThrottleRule]) {
        let node = self.node.clone();
        let rules = rules.to_vec();
        self.throttles.apply(&[NodeThrottle { node, rules }]);
    }

    /// The pass, the refusing rule's message, or nothing when no rule fits.
    fn run(&self, text: &str) -> Result<Option<Pass>, String> {
        let class = classify(text.as_bytes(), &Options::default());
        let Some(kind) = class.filter_type() else {
            return Ok(None);
        };
        let gate = self.throttles.gate(&self.node);
        let entered = gate.enter(kind, &self.visitor, text.as_bytes());
        entered.map_err(|rule| rule.to_string())
    }

    fn counts(&self, index: usize) -> (usize, u64, u64) {
        let rules = self.throttles.gate(&self.node).rules();
        let (passed, refused) = rules[index].passed_and_refused();
        (rules[index].running().len(), passed, refused)
    }
}

#[test]
fn as_many_run_as_may_and_the_next_is_refused() {
    let world = World::new(&[rule(ThrottleKind::Select, "select~from~t1", 2)]);
    let first = world.run("SELECT * FROM t1").unwrap().unwrap();
    let second = world.run("select 1 from T1").unwrap().unwrap();
    let refused = world.run("SELECT id FROM t1").unwrap_err();
    assert!(
        refused.contains("rule SELECT 'select~from~t1'"),
        "{refused}"
    );
    assert!(refused.contains(world.node.as_str()), "{refused}");
    assert_eq!(world.counts(0), (2, 2, 1));
    drop(first);
    let third = world.run("SELECT id FROM t1").unwrap().unwrap();
    drop((second, third));
    assert_eq!(world.counts(0), (0, 3, 1));
}

#[test]
fn only_statements_of_its_type_count() {
    let world = World::new(&[
        rule(ThrottleKind::Update, "t1", 0),
        rule(ThrottleKind::Delete, "t1", 0),
    ]);
    for allowed in [
        "SELECT * FROM t1",
        "INSERT INTO t1 VALUES (1)",
        "DELETE FROM t2",
        "SET @t1 = 1",
    ] {
        assert!(world.run(allowed).unwrap().is_none(), "{allowed}");
    }
    for refused in [
        "UPDATE t1 SET a = 1",
        "WITH x AS (SELECT 1) DELETE FROM t1",
        "delete from t1",
    ] {
        assert!(world.run(refused).is_err(), "{refused}");
    }
}

#[test]
fn the_first_rule_that_fits_counts() {
    let world = World::new(&[
        rule(ThrottleKind::Select, "slow", 1),
        rule(ThrottleKind::Select, "select", 1),
    ]);
    let slow = world.run("SELECT 1 /* slow */").unwrap().unwrap();
    assert!(world.run("SELECT 1 /* slow */").is_err());
    let quick = world.run("SELECT 1").unwrap().unwrap();
    assert!(world.run("SELECT 1").is_err());
    drop((slow, quick));
    assert_eq!((world.counts(0), world.counts(1)), ((0, 1, 1), (0, 1, 1)));
}

#[test]
fn what_runs_goes_on_counting_when_rules_change() {
    let world = World::new(&[rule(ThrottleKind::Select, "t1", 1)]);
    let running = world.run("SELECT * FROM t1").unwrap().unwrap();
    // The limit rises, and another rule comes before it.
    let before = rule(ThrottleKind::Select, "t2", 0);
    world.apply(&[before.clone(), rule(ThrottleKind::Select, "t1", 2)]);
    assert_eq!(world.counts(1), (1, 1, 0));
    let second = world.run("SELECT * FROM t1").unwrap().unwrap();
    assert!(world.run("SELECT * FROM t1").is_err());
    // It falls below what runs.
    world.apply(&[before, rule(ThrottleKind::Select, "t1", 1)]);
    drop(second);
    assert!(world.run("SELECT * FROM t1").is_err());
    drop(running);
    assert!(world.run("SELECT * FROM t1").is_ok());
    // No rules: nothing is held, and what began before ends in order.
    let last = world.run("SELECT * FROM t1").unwrap().unwrap();
    world.throttles.apply(&[]);
    assert!(!world.throttles.gate(&world.node).is_limited());
    assert!(world.run("SELECT * FROM t1").unwrap().is_none());
    drop(last);
}

#[test]
fn a_pattern_that_is_none_is_left_out() {
    let world = World::new(&[
        rule(ThrottleKind::Select, "a,b", 0),
        rule(ThrottleKind::Select, "t1", 0),
    ]);
    assert_eq!(world.throttles.gate(&world.node).rules().len(), 1);
    assert!(world.run("SELECT * FROM t1").is_err());
}

#[test]
fn two_processes_of_a_host_share_the_limit() {
    let directory = tempfile::tempdir().unwrap();
    let node = NodeId::generate();
    let visitor = Arc::new(Visitor::for_tests());
    let process = || {
        let throttles = Throttles::new(directory.path());
        let rules = vec![rule(ThrottleKind::Select, "t1", 2)];
        throttles.apply(&[NodeThrottle {
            node: node.clone(),
            rules,
        }]);
        throttles
    };
    let (one, two) = (process(), process());
    let run = |process: &Throttles| {
        let gate = process.gate(&node);
        gate.enter(FilterType::Select, &visitor, b"select * from t1")
    };
    let first = run(&one).unwrap().unwrap();
    let second = run(&two).unwrap().unwrap();
    assert!(run(&one).is_err() && run(&two).is_err());
    assert_eq!(one.gate(&node).rules()[0].running_elsewhere(), 1);
    drop(second);
    assert!(run(&one).is_ok());
    drop(first);
    assert_eq!(two.gate(&node).rules()[0].running_elsewhere(), 0);
}
