//! What a session leaves, and what it costs.

use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use hyades_mysql::sql::{Class, Options, classify};
use hyades_types::id::{InstanceId, NodeId};
use hyades_types::topology::{NodeThrottle, ThrottleKind, ThrottleRule};

use super::*;
use crate::routing::{Pin, Why};

struct World {
    watch: Arc<Watch>,
    desk: Rc<Desk>,
    trace: Trace,
    tally: Rc<Tally>,
    node: NodeId,
    _directory: tempfile::TempDir,
}

impl World {
    fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let watch = Arc::new(Watch::new(&directory.path().join("control"), None));
        let desk = Desk::new(watch.clone());
        let node = NodeId::generate();
        let visitor = Visitor::for_tests();
        let tally = desk.tally(&visitor.front, &InstanceId::generate(), &node);
        Self {
            trace: desk.open(visitor),
            watch,
            desk,
            tally,
            node,
            _directory: directory,
        }
    }

    fn run(&self, text: &str, why: Why, outcome: Outcome) {
        let class = classify(text.as_bytes(), &Options::default());
        let statement = statement(&class, text);
        let Ok(_pass) = self.trace.admit(&self.tally, Some(&statement), why) else {
            return;
        };
        self.trace.begin(&self.tally, Some(&statement), why);
        self.trace.end(Some(&statement), outcome);
    }

    fn ask(&self, inquiry: Inquiry) -> serde_json::Value {
        let report = Report::of(&self.desk, std::iter::empty(), &inquiry);
        match inquiry {
            Inquiry::Sessions => serde_json::to_value(report.sessions),
            Inquiry::Statements => serde_json::to_value(report.statements),
            _ => serde_json::to_value(report.servers),
        }
        .unwrap()
    }
}

fn statement<'a>(class: &'a Class, text: &'a str) -> Statement<'a> {
    Statement {
        class,
        text: text.as_bytes(),
        prepared: None,
        parameters: None,
        options: Options::default(),
        database: b"shop",
        is_cut: false,
    }
}

const FAILED: Outcome = Outcome {
    rows: 0,
    affected_rows: 0,
    error: Some(1062),
};

fn rows(rows: u64) -> Outcome {
    Outcome {
        rows,
        ..Outcome::default()
    }
}

#[test]
fn statements_are_counted_and_remembered() {
    let world = World::new();
    world.run("SELECT 1", Why::Read, rows(1));
    world.run("SELECT 2", Why::Read, rows(2));
    world.run("INSERT INTO t VALUES (1)", Why::NotRead, FAILED);
    let report = Report::of(&world.desk, std::iter::empty(), &Inquiry::Servers);
    let row = &report.servers[0];
    assert_eq!(
        row.by_reason().collect::<Vec<_>>(),
        [("read", 2), ("not_read", 1)]
    );
    assert_eq!((row.statements, row.rows, row.errors), (3, 3, 1));
    let doubled = add_up([row.clone(), row.clone()]);
    assert_eq!(
        (doubled.len(), doubled[0].statements, doubled[0].rows),
        (1, 6, 6)
    );

    let statements = world.ask(Inquiry::Statements);
    assert_eq!(statements[0]["statement"], "SELECT 1");
    assert_eq!(statements[0]["reason"], "read");
    assert_eq!(statements[2]["error"], 1062);
    assert_eq!(statements[2]["node"], world.node.as_str());
}

#[test]
fn the_ring_forgets_the_oldest() {
    let world = World::new();
    for number in 0..300 {
        world.run(
            &format!("SELECT {number} /* {} */", "x".repeat(500)),
            Why::Read,
            rows(1),
        );
    }
    let mut statements = world.ask(Inquiry::Statements);
    let statements = statements.as_array_mut().unwrap();
    assert_eq!(statements.len(), 256);
    let texts: Vec<_> = statements
        .iter()
        .map(|one| one["statement"].as_str().unwrap())
        .collect();
    assert!(texts.iter().all(|text| text.len() == 256));
    for number in 44..300 {
        let begin = format!("SELECT {number} ");
        assert_eq!(
            texts.iter().filter(|text| text.starts_with(&begin)).count(),
            1,
            "{number}"
        );
    }
}

#[test]
fn sessions_are_seen_while_they_last() {
    let world = World::new();
    let class = classify(b"SELECT SLEEP(9)", &Options::default());
    let statement = statement(&class, "SELECT SLEEP(9)");
    world
        .trace
        .begin(&world.tally, Some(&statement), Why::Stateful);
    world.trace.bound(true, &[Pin::UserLock, Pin::Unknown]);
    let sessions = world.ask(Inquiry::Sessions);
    let session = &sessions[0];
    assert_eq!(session["statement"], "SELECT SLEEP(9)");
    assert_eq!(session["reason"], "stateful");
    assert_eq!(
        session["pinned_by"],
        serde_json::json!(["user_lock", "unknown"])
    );
    assert_eq!(session["client"], "127.0.0.1:4711");
    world.trace.end(Some(&statement), rows(1));
    assert_eq!(
        world.ask(Inquiry::Sessions)[0]["statement"],
        serde_json::Value::Null
    );
    let World { trace, desk, .. } = world;
    drop(trace);
    let report = Report::of(&desk, std::iter::empty(), &Inquiry::Sessions);
    assert!(report.sessions.is_empty());
}

#[test]
fn refused_statements_are_visible_too() {
    let world = World::new();
    let rule = ThrottleRule {
        kind: ThrottleKind::Select,
        pattern: "t1".to_owned(),
        max_concurrency: 0,
    };
    let node = world.node.clone();
    world.watch.throttles.apply(&[NodeThrottle {
        node,
        rules: vec![rule],
    }]);
    world.run("SELECT * FROM t1", Why::Read, rows(1));
    world.run("SELECT * FROM t2", Why::Read, rows(1));
    let report = Report::of(&world.desk, std::iter::empty(), &Inquiry::Servers);
    assert_eq!(
        (report.servers[0].refused, report.servers[0].errors),
        (1, 1)
    );
    // Nothing was sent for the refused one.
    assert_eq!(
        report.servers[0].by_reason().collect::<Vec<_>>(),
        [("read", 1)]
    );
    assert_eq!(
        world.ask(Inquiry::Statements)[0]["error"],
        crate::throttle::REFUSED
    );
}

#[test]
fn pins_have_places_of_their_own() {
    for (index, pin) in Pin::ALL.iter().enumerate() {
        assert_eq!(*pin as usize, index, "{}", pin.as_str());
    }
}

/// `cargo test --release -p hyades-proxy cost -- --ignored --nocapture`
#[test]
#[ignore = "a measurement"]
fn cost() {
    let world = World::new();
    let text = "SELECT c FROM sbtest1 WHERE id=50123";
    let class = classify(text.as_bytes(), &Options::default());
    let statement = statement(&class, text);
    let whole = best(|| {
        let pass = world
            .trace
            .admit(&world.tally, Some(&statement), Why::Read)
            .unwrap();
        world.trace.begin(&world.tally, Some(&statement), Why::Read);
        world.trace.end(Some(&statement), rows(1));
        world.trace.bound(false, &[]);
        drop(pass);
    });
    let clock = best(|| {
        std::hint::black_box(Instant::now());
    });
    println!("{whole:?} a statement, twice {clock:?} of it for the clock");
}

/// The shortest time of a call.
fn best(mut call: impl FnMut()) -> Duration {
    let turns = 10_000;
    let round = |_| {
        let start = Instant::now();
        (0..turns).for_each(|_| call());
        start.elapsed() / turns
    };
    (0..50).map(round).min().unwrap()
}
