//! From a statement to a file.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use hyades_mysql::sql::{Options, classify};
use hyades_types::id::{InstanceId, NodeId};
use hyades_types::record::RecordName;
use hyades_types::time::Timestamp;
use serde_json::Value;

use super::*;
use crate::observe::{Outcome, Statement, Visitor};
use crate::routing::Why;

struct World {
    directory: tempfile::TempDir,
    instance: InstanceId,
    node: NodeId,
    visitor: Arc<Visitor>,
}

impl World {
    fn new() -> Self {
        let instance = InstanceId::generate();
        let directory = tempfile::tempdir().unwrap();
        std::fs::create_dir(directory.path().join(instance.as_str())).unwrap();
        Self {
            directory,
            instance,
            node: NodeId::generate(),
            visitor: Arc::new(Visitor::for_tests()),
        }
    }

    fn options(&self) -> RecordOptions {
        RecordOptions::new(self.directory.path())
    }

    fn recorder(&self, options: RecordOptions) -> Recorder {
        let recorder = Recorder::new(Some(options));
        recorder.apply(std::slice::from_ref(&self.instance));
        recorder
    }

    /// Records a statement. Returns how many have been lost until then.
    fn add(&self, recorder: &Recorder, tape: &Tape, text: &[u8], parameters: Option<u16>) -> u64 {
        let source = recorder.source(&self.instance, &self.node);
        assert!(source.is_recorded());
        let class = classify(text, &Options::default());
        let statement = Statement {
            class: &class,
            text,
            prepared: None,
            parameters,
            options: Options::default(),
            database: b"shop",
            is_cut: false,
        };
        let note = Note {
            at: 1_550_040_733_855_123,
            time: Duration::from_micros(1234),
            why: Why::Read,
            outcome: Outcome {
                rows: 3,
                affected_rows: 0,
                error: Some(1146),
            },
        };
        tape.add(&source, &self.visitor, &statement, &note);
        let [_, lost, _] = source.counts();
        lost
    }

    /// The directory of the instance.
    fn own(&self) -> PathBuf {
        self.directory.path().join(self.instance.as_str())
    }

    fn files(&self, end: &str) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(self.own()).unwrap();
        let paths = entries.map(|entry| entry.unwrap().path());
        let mut paths: Vec<_> = paths
            .filter(|path| path.to_string_lossy().ends_with(end))
            .collect();
        paths.sort();
        paths
    }
}

fn lines(path: &Path) -> Vec<Value> {
    if std::fs::metadata(path).unwrap().len() == 0 {
        return Vec::new();
    }
    let text = zstd::stream::decode_all(std::fs::File::open(path).unwrap()).unwrap();
    let lines = text
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty());
    lines
        .map(|line| serde_json::from_slice(line).unwrap())
        .collect()
}

fn wait(what: &str, holds: impl Fn() -> bool) {
    let start = Instant::now();
    while !holds() {
        assert!(start.elapsed() < Duration::from_secs(20), "{what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn a_file_says_everything() {
    let world = World::new();
    let recorder = world.recorder(world.options());
    let tape = recorder.tape();
    let long = format!("SELECT '{}'", "x".repeat(20_000));
    for (text, parameters) in [
        (&b"SELECT * FROM t WHERE a = 'x\xff'"[..], None),
        (b"SELECT * FROM t WHERE a = ?", Some(1)),
        (b"ALTER USER a IDENTIFIED BY 'secret'", None),
        (long.as_bytes(), None),
    ] {
        assert_eq!(world.add(&recorder, &tape, text, parameters), 0);
    }
    tape.finish();
    recorder.stop();

    let files = world.files(".zst");
    let [file] = &files[..] else {
        panic!("{files:?}")
    };
    let name = file.file_name().unwrap().to_string_lossy().into_owned();
    let parts: Vec<_> = name.split('_').collect();
    assert_eq!(
        &parts[1..4],
        [world.instance.as_str(), world.node.as_str(), "SQLAudit"]
    );
    assert!(parts[0].len() == 14 && parts[0].bytes().all(|byte| byte.is_ascii_digit()));
    let lines = lines(file);
    let first = &lines[0];
    for (key, value) in [
        ("time", Value::from("2019-02-13T06:52:13.855123Z")),
        ("user", "app".into()),
        ("client", "127.0.0.1:4711".into()),
        ("session", 7.into()),
        ("front", world.visitor.front.to_string().into()),
        ("node", world.node.as_str().into()),
        ("reason", "read".into()),
        ("database", "shop".into()),
        ("kind", "text".into()),
        ("statement", "SELECT * FROM t WHERE a = 'x\u{fffd}'".into()),
        ("rows", 3.into()),
        ("affected_rows", 0.into()),
        ("duration_us", 1234.into()),
        ("error", 1146.into()),
        ("dropped", Value::Null),
        ("parameters", Value::Null),
    ] {
        assert_eq!(first.get(key).unwrap_or(&Value::Null), &value, "{key}");
    }
    assert_eq!(
        (&lines[1]["kind"], &lines[1]["parameters"]),
        (&"prepared".into(), &1.into())
    );
    assert_eq!(lines[1]["digest"], first["digest"]);
    assert_eq!(lines[2]["masked"], true);
    assert!(!lines[2].to_string().contains("secret"), "{}", lines[2]);
    assert_eq!(lines[3]["length"], 20_009);
    assert_eq!(lines[3]["statement"].as_str().unwrap().len(), 16 << 10);
    let [report] = &recorder.report()[..] else {
        panic!()
    };
    assert_eq!((report.statements, report.dropped), (4, 0));
}

#[test]
fn files_end_by_size_and_when_recording_ends() {
    let world = World::new();
    let options = RecordOptions {
        file_bytes: 1,
        ..world.options()
    };
    let recorder = world.recorder(options);
    let tape = recorder.tape();
    for expected in 1..=2 {
        world.add(&recorder, &tape, b"SELECT 1", None);
        tape.flush();
        wait("a file is complete", || {
            world.files(".zst").len() == expected
        });
    }
    recorder.stop();

    let recorder = world.recorder(world.options());
    let tape = recorder.tape();
    world.add(&recorder, &tape, b"SELECT 2", None);
    tape.flush();
    wait("the file grows", || {
        world
            .files(".part")
            .first()
            .is_some_and(|path| !lines(path).is_empty())
    });
    recorder.apply(&[]);
    wait("the file is complete", || {
        world.files(".zst").len() == 3 && world.files(".part").is_empty()
    });
    recorder.stop();
}

#[test]
fn nothing_waits_for_a_writer_that_does_not_come() {
    let world = World::new();
    // No instance is recorded, so there is no writer; what is added stays in the queue.
    let recorder = Recorder::new(Some(world.options()));
    let source = recorder.source(&world.instance, &world.node);
    source.record(true);
    let tape = recorder.tape();
    let text = "x".repeat(10_000);
    let room = (0..10_000)
        .take_while(|_| world.add(&recorder, &tape, text.as_bytes(), None) == 0)
        .count();
    // 17 batches of a quarter of a MiB.
    assert!((300..600).contains(&room), "{room}");
    assert_eq!(world.add(&recorder, &tape, b"SELECT 1", None), 2);
    // A writer comes, and tells.
    recorder.apply(std::slice::from_ref(&world.instance));
    tape.finish();
    recorder.stop();
    let lines: Vec<_> = world
        .files(".zst")
        .iter()
        .flat_map(|path| lines(path))
        .collect();
    let is_gap = |line: &&Value| line["dropped"] == 2 && line["node"] == world.node.as_str();
    assert_eq!(lines.iter().filter(is_gap).count(), 1);
    assert_eq!(lines.len(), room + 1);
    let [report] = &recorder.report()[..] else {
        panic!()
    };
    assert_eq!((report.statements, report.dropped), (room as u64, 2));
}

#[test]
fn what_cannot_be_written_is_counted_and_told_of_later() {
    let world = World::new();
    let recorder = world.recorder(world.options());
    let tape = recorder.tape();
    let aside = world.directory.path().join("aside");
    std::fs::rename(world.own(), &aside).unwrap();
    world.add(&recorder, &tape, b"SELECT 1", None);
    tape.flush();
    wait("the statement is counted as lost", || {
        recorder.report().iter().any(|report| report.dropped == 1)
    });
    // Nobody but the agent makes the directory of an instance: it may have been deleted.
    assert!(!world.own().exists());
    std::fs::rename(&aside, world.own()).unwrap();
    world.add(&recorder, &tape, b"SELECT 2", None);
    tape.finish();
    recorder.stop();
    let [file] = &world.files(".zst")[..] else {
        panic!()
    };
    let lines = lines(file);
    assert_eq!(
        (lines.len(), &lines[0]["statement"]),
        (2, &"SELECT 2".into())
    );
    assert_eq!(lines[1]["dropped"], 1);
}

/// A file of this name with 100 bytes that is so many seconds old.
fn old_file(path: &Path, seconds: u64) {
    std::fs::write(path, [0; 100]).unwrap();
    let time = std::time::SystemTime::now() - Duration::from_secs(seconds);
    let file = std::fs::File::open(path).unwrap();
    file.set_modified(time).unwrap();
}

#[test]
fn old_files_go_and_left_ones_are_completed() {
    let world = World::new();
    let path = |day: i64, end: &str| {
        let time = Timestamp::from_millis((20_000 + day) * 86_400_000);
        let name = RecordName::new(time, &world.instance, &world.node);
        world.own().join(format!("{name}{end}"))
    };
    let [old, second, third] =
        [(1, 8 * 86_400), (2, 6 * 86_400), (3, 5 * 86_400)].map(|(day, age)| {
            let path = path(day, "");
            old_file(&path, age);
            path
        });
    let [left, young, locked] = [(4, 60), (5, 0), (6, 60)].map(|(day, age)| {
        let path = path(day, ".part");
        old_file(&path, age);
        path
    });
    let lock = std::fs::File::open(&locked).unwrap();
    lock.lock().unwrap();
    let others = [
        world.own().join("other.zst"),
        world.directory.path().join("x"),
    ];
    for other in &others {
        old_file(other, 80 * 86_400);
    }
    retention::tidy(&world.options()).unwrap();
    assert!(!old.exists());
    let completed = left.with_extension("");
    assert_eq!(world.files(".part"), [young, locked]);
    for path in [&second, &third, &completed].into_iter().chain(&others) {
        assert!(path.exists(), "{path:?}");
    }

    // What is too much goes where there is most, though it is younger than what others have.
    let other = InstanceId::generate();
    let directory = world.directory.path().join(other.as_str());
    std::fs::create_dir(&directory).unwrap();
    let name = RecordName::new(Timestamp::now(), &other, &world.node);
    let spared = directory.join(name.as_str());
    old_file(&spared, 6 * 86_400 + 60);
    let little = RecordOptions {
        keep_bytes: 300,
        ..world.options()
    };
    retention::tidy(&little).unwrap();
    assert!(!second.exists());
    for path in [&third, &completed, &spared] {
        assert!(path.exists(), "{path:?}");
    }
}

#[test]
fn without_a_directory_nothing_is_recorded() {
    let world = World::new();
    let recorder = Recorder::new(None);
    recorder.apply(std::slice::from_ref(&world.instance));
    assert!(!recorder.source(&world.instance, &world.node).is_recorded());
    assert!(recorder.report().is_empty());
    recorder.stop();
}

/// `cargo test --release -p hyades-proxy record_cost -- --ignored --nocapture`
#[test]
#[ignore = "a measurement"]
fn record_cost() {
    let world = World::new();
    let recorder = world.recorder(world.options());
    let tape = recorder.tape();
    let turns = 200_000_u32;
    for (name, text, parameters) in [
        (
            "prepared",
            &b"SELECT c FROM sbtest1 WHERE id=?"[..],
            Some(1),
        ),
        ("text", b"SELECT c FROM sbtest1 WHERE id=50123", None),
    ] {
        let (start, mut busy, mut before) = (Instant::now(), Duration::ZERO, 0);
        for _ in 0..turns {
            let begin = Instant::now();
            let lost = world.add(&recorder, &tape, text, parameters);
            busy += begin.elapsed();
            if lost > before {
                before = lost;
                std::thread::sleep(Duration::from_millis(1));
            }
        }
        println!(
            "{name}: {:?} in the worker, {:?} in all",
            busy / turns,
            start.elapsed() / turns
        );
    }
    tape.finish();
    recorder.stop();
    println!("{:?}", recorder.report());
}
