//! What statements mean: tables of examples, all of which MySQL 9.7 parses, and properties.

mod cases;
mod lexing;
mod properties;
mod set;
mod speed;

use super::{Class, Completion, FilterType, Hint, Kind, Options, classify};

/// A class as the tables write it: the kind, then flags and hint.
fn shown(class: &Class) -> String {
    let mut text = kind(class.kind);
    if !class.flags.is_empty() {
        text += &format!(" | {:?}", class.flags);
    }
    match class.hint {
        Some(Hint::Primary) => text + " @primary",
        Some(Hint::Replica) => text + " @replica",
        None => text,
    }
}

fn kind(kind: Kind) -> String {
    let parts = match kind {
        Kind::Begin {
            access,
            consistent_snapshot,
        } => {
            let access = access.map(|access| format!("{access:?}"));
            vec![access, consistent_snapshot.then(|| "snapshot".to_owned())]
        }
        Kind::Commit(Completion { chain, release })
        | Kind::Rollback(Completion { chain, release }) => {
            let said = |word: &str, value: Option<bool>| {
                value.map(|yes| format!("{}{word}", if yes { "" } else { "no " }))
            };
            vec![said("chain", chain), said("release", release)]
        }
        Kind::SetTransaction(set) => {
            let isolation = set.isolation.map(|level| format!("{level:?}"));
            vec![
                Some(format!("{:?}", set.scope)),
                isolation,
                set.access.map(|access| format!("{access:?}")),
            ]
        }
        Kind::Kill { query, id } => vec![
            query.then(|| "query".to_owned()),
            id.map(|id| id.to_string()),
        ],
        other => return format!("{other:?}"),
    };
    let name = format!("{kind:?}");
    let name = name.split(['(', ' ']).next().unwrap();
    let parts: Vec<_> = parts.into_iter().flatten().collect();
    if parts.is_empty() {
        name.to_owned()
    } else {
        format!("{name}({})", parts.join(", "))
    }
}

#[test]
fn rules_of_concurrency_control_count_commands() {
    let cases = [
        ("SELECT 1", Some(FilterType::Select)),
        ("SELECT * FROM t FOR UPDATE", Some(FilterType::Select)),
        ("SELECT 1 INTO @a", Some(FilterType::Select)),
        ("TABLE t", Some(FilterType::Select)),
        (
            "WITH x AS (SELECT 1) SELECT * FROM x",
            Some(FilterType::Select),
        ),
        ("UPDATE t SET a = 1", Some(FilterType::Update)),
        (
            "WITH x AS (SELECT 1) UPDATE t SET a = 1",
            Some(FilterType::Update),
        ),
        ("DELETE FROM t", Some(FilterType::Delete)),
        ("INSERT INTO t SELECT 1", None),
        ("REPLACE INTO t VALUES (1)", None),
        ("EXPLAIN SELECT 1", None),
    ];
    for (text, expected) in cases {
        assert_eq!(
            classify(text.as_bytes(), &Options::default()).filter_type(),
            expected,
            "{text}"
        );
    }
}

#[test]
fn few_reads_may_go_to_replicas() {
    let may = |text: &str| classify(text.as_bytes(), &Options::default()).may_read_from_replica();
    assert!(may("SELECT a FROM t WHERE b = NOW() AND c = @@sql_mode"));
    for text in [
        "SELECT f(1)",
        "SELECT @a",
        "SELECT 1; SELECT 2",
        "SELECT LAST_INSERT_ID()",
        "SELECT 1 FOR UPDATE",
        "SHOW TABLES",
        "EXPLAIN SELECT 1",
        "",
    ] {
        assert!(!may(text), "{text}");
    }
}
