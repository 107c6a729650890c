//! From a statement to a file.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use hyades_mysql::sql::{Options, classify};
use hyades_types::id::{InstanceId, NodeId};
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
        Self {
            directory: tempfile::tempdir().unwrap(),
            instance: InstanceId::generate(),
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

    /// Records a statement. Returns whether there was room.
    fn add(
        &self,
        recorder: &Recorder,
        tape: &Tape,
        text: &[u8],
        parameters: Option<u16>,
        lost: u64,
    ) -> bool {
        let source = recorder.source(&self.instance, &self.node);
        assert!(source.is_recorded());
        let class = classify(text, &Options::default());
        let statement = Statement {
            class: &class,
            text,
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
        tape.add(&source, &self.visitor, &statement, &note, lost)
    }

    fn files(&self, end: &str) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(self.directory.path()).unwrap();
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
    assert!(world.add(
        &recorder,
        &tape,
        b"SELECT * FROM t WHERE a = 'x\xff'",
        None,
        0
    ));
    assert!(world.add(&recorder, &tape, b"SELECT * FROM t WHERE a = ?", Some(1), 4));
    assert!(world.add(
        &recorder,
        &tape,
        b"ALTER USER a IDENTIFIED BY 'secret'",
        None,
        0
    ));
    let long = format!("SELECT '{}'", "x".repeat(20_000));
    assert!(world.add(&recorder, &tape, long.as_bytes(), None, 0));
    drop(tape);
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
    assert_eq!(lines[1]["dropped"], 4);
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
        assert!(world.add(&recorder, &tape, b"SELECT 1", None, 0));
        tape.flush();
        wait("a file is complete", || {
            world.files(".zst").len() == expected
        });
    }
    recorder.stop();

    let recorder = world.recorder(world.options());
    let tape = recorder.tape();
    assert!(world.add(&recorder, &tape, b"SELECT 2", None, 0));
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
        .take_while(|_| world.add(&recorder, &tape, text.as_bytes(), None, 0))
        .count();
    // 17 batches of a quarter of a MiB.
    assert!((300..600).contains(&room), "{room}");
    // A writer comes, and the next record has room again.
    recorder.apply(std::slice::from_ref(&world.instance));
    wait("there is room", || {
        world.add(&recorder, &tape, b"SELECT 1", None, 9)
    });
    drop(tape);
    recorder.stop();
    let lines: Vec<_> = world
        .files(".zst")
        .iter()
        .flat_map(|path| lines(path))
        .collect();
    assert_eq!(lines.len(), room + 1);
    assert_eq!(lines[room]["dropped"], 9);
}

#[test]
fn old_files_go_and_left_ones_are_completed() {
    let world = World::new();
    let path = |day: u32, end: &str| {
        let name = format!(
            "202601{day:02}000000_{}_{}_SQLAudit_{day}{end}",
            world.instance, world.node
        );
        world.directory.path().join(name)
    };
    let make = |day: u32, end: &str, age: u64| {
        let path = path(day, end);
        std::fs::write(&path, [0; 100]).unwrap();
        let time = std::time::SystemTime::now() - Duration::from_secs(age);
        std::fs::File::open(&path)
            .unwrap()
            .set_modified(time)
            .unwrap();
    };
    make(1, ".zst", 8 * 86_400);
    make(2, ".zst", 6 * 86_400);
    make(3, ".zst", 5 * 86_400);
    make(4, ".zst.part", 60);
    make(5, ".zst.part", 0);
    let locked = path(6, ".zst.part");
    make(6, ".zst.part", 60);
    let lock = std::fs::File::open(&locked).unwrap();
    lock.lock().unwrap();
    std::fs::write(world.directory.path().join("other"), "x").unwrap();
    retention::tidy(&world.options()).unwrap();
    assert_eq!(
        world.files(".zst"),
        [path(2, ".zst"), path(3, ".zst"), path(4, ".zst")]
    );
    assert_eq!(world.files(".part"), [path(5, ".zst.part"), locked]);

    let little = RecordOptions {
        keep_bytes: 250,
        ..world.options()
    };
    retention::tidy(&little).unwrap();
    assert_eq!(world.files(".zst"), [path(3, ".zst"), path(4, ".zst")]);
    assert!(world.directory.path().join("other").exists());
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
        let (start, mut busy) = (Instant::now(), Duration::ZERO);
        for _ in 0..turns {
            let begin = Instant::now();
            let added = world.add(&recorder, &tape, text, parameters, 0);
            busy += begin.elapsed();
            if !added {
                std::thread::sleep(Duration::from_millis(1));
            }
        }
        println!(
            "{name}: {:?} in the worker, {:?} in all",
            busy / turns,
            start.elapsed() / turns
        );
    }
    drop(tape);
    recorder.stop();
    println!("{:?}", recorder.report());
}
