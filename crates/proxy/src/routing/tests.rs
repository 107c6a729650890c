use hyades_mysql::sql::{Options, classify};
use hyades_types::status::NodeRole;
use hyades_types::topology::{ProxyMode, Routing};

use super::*;

const POLICY: Policy = Policy {
    mode: ProxyMode::ReadWrite,
    transaction_split: true,
};
const QUIET: Facts = Facts {
    in_transaction: false,
    no_autocommit: false,
    may_split: false,
    bound: None,
};

fn decide(sql: &str, facts: Facts, policy: Policy) -> (Target, Why) {
    let class = classify(sql.as_bytes(), &Options::default());
    let Decision { target, why } = route(&class, &facts, &policy);
    (target, why)
}

#[test]
fn statements_go_where_they_belong() {
    let transaction = Facts {
        in_transaction: true,
        ..QUIET
    };
    let fresh = Facts {
        may_split: true,
        ..transaction
    };
    let pinned = |pin| Facts {
        bound: Some(pin),
        ..QUIET
    };
    let no_autocommit = Facts {
        no_autocommit: true,
        ..QUIET
    };
    // Before the first statement of a transaction, in one that has only read, in one that has written.
    let before = Facts {
        may_split: true,
        ..no_autocommit
    };
    let implicit = Facts {
        in_transaction: true,
        ..before
    };
    let written = Facts {
        may_split: false,
        ..implicit
    };
    let cases = [
        ("SELECT 1", QUIET, Target::Reader, Why::Read),
        (
            "/*FORCE_MASTER*/ SELECT 1",
            QUIET,
            Target::Home,
            Why::HintPrimary,
        ),
        (
            "/*FORCE_SLAVE*/ SELECT 1",
            QUIET,
            Target::Reader,
            Why::HintReplica,
        ),
        (
            "/*FORCE_SLAVE*/ DELETE FROM t",
            QUIET,
            Target::Home,
            Why::NotRead,
        ),
        ("SELECT 1 FOR UPDATE", QUIET, Target::Home, Why::LockingRead),
        (
            "SELECT LAST_INSERT_ID()",
            QUIET,
            Target::Home,
            Why::Stateful,
        ),
        ("SELECT 1; SELECT 2", QUIET, Target::Home, Why::Statements),
        ("SELECT 1", transaction, Target::Home, Why::Transaction),
        ("SELECT 1", fresh, Target::Reader, Why::SplitRead),
        ("UPDATE t SET a = 1", fresh, Target::Home, Why::NotRead),
        ("SELECT 1", no_autocommit, Target::Home, Why::NoAutocommit),
        ("SELECT 1", before, Target::Reader, Why::SplitRead),
        ("SELECT 1", implicit, Target::Reader, Why::SplitRead),
        ("SELECT 1", written, Target::Home, Why::Transaction),
        ("DELETE FROM t", before, Target::Home, Why::NotRead),
        ("SELECT 1 FOR SHARE", before, Target::Home, Why::LockingRead),
        (
            "/*FORCE_MASTER*/ SELECT 1",
            before,
            Target::Home,
            Why::HintPrimary,
        ),
        (
            "SELECT 1",
            pinned(Pin::TemporaryTable),
            Target::Home,
            Why::TemporaryTable,
        ),
        (
            "/*FORCE_SLAVE*/ SELECT 1",
            pinned(Pin::LockTables),
            Target::Home,
            Why::LockTables,
        ),
        ("SELECT 1", pinned(Pin::Variable), Target::Home, Why::Pinned),
    ];
    for (sql, facts, target, why) in cases {
        assert_eq!(decide(sql, facts, POLICY), (target, why), "{sql} {facts:?}");
    }
    let whole = Policy {
        transaction_split: false,
        ..POLICY
    };
    assert_eq!(
        decide("SELECT 1", fresh, whole),
        (Target::Home, Why::Transaction)
    );
    assert_eq!(
        decide("SELECT 1", before, whole),
        (Target::Home, Why::NoAutocommit)
    );
}

#[test]
fn a_read_only_proxy_keeps_what_is_bound_on_one_replica() {
    let policy = Policy {
        mode: ProxyMode::ReadOnly,
        ..POLICY
    };
    let cases = [
        ("SELECT 1", Target::Reader, Why::Read),
        ("/*FORCE_MASTER*/ SELECT 1", Target::Reader, Why::Read),
        ("DELETE FROM t", Target::Home, Why::NotRead),
        ("BEGIN", Target::Home, Why::NotRead),
    ];
    for (sql, target, why) in cases {
        assert_eq!(decide(sql, QUIET, policy), (target, why), "{sql}");
    }
}

fn candidate(role: NodeRole, weight: u16, is_fit: bool, busy: usize) -> Candidate {
    Candidate {
        role,
        weight,
        is_fit,
        busy,
    }
}

#[test]
fn weights_are_kept_to() {
    let candidates = [
        candidate(NodeRole::Primary, 100, true, 0),
        candidate(NodeRole::Replica, 300, true, 0),
        candidate(NodeRole::Replica, 600, true, 0),
        candidate(NodeRole::Replica, 1000, false, 0),
        candidate(NodeRole::Replica, 0, true, 0),
    ];
    let mut counts = [0; 5];
    for ticket in 0..100_000 {
        counts[choose(Routing::Weighted, &candidates, ticket).unwrap()] += 1;
    }
    for (count, share) in counts.into_iter().zip([10_000, 30_000, 60_000, 0, 0]) {
        assert!(i32::abs(count - share) <= 1_000, "{counts:?}");
    }
}

#[test]
fn the_least_busy_is_chosen_and_idle_ones_take_turns() {
    let candidates = [
        candidate(NodeRole::Primary, 1, true, 0),
        candidate(NodeRole::Replica, 1, true, 2),
        candidate(NodeRole::Replica, 1, true, 1),
        candidate(NodeRole::Replica, 1, true, 1),
    ];
    let chosen = |routing| -> Vec<_> {
        (0..4)
            .map(|ticket| choose(routing, &candidates, ticket).unwrap())
            .collect()
    };
    assert_eq!(chosen(Routing::LeastBusy), [0, 0, 0, 0]);
    assert_eq!(chosen(Routing::LeastBusyReplica), [2, 2, 2, 3]);
}

#[test]
fn nobody_is_chosen_when_nobody_is_fit() {
    let candidates = [candidate(NodeRole::Replica, 100, false, 0)];
    for routing in [
        Routing::Weighted,
        Routing::LeastBusy,
        Routing::LeastBusyReplica,
    ] {
        assert_eq!(choose(routing, &candidates, 7), None);
        assert_eq!(choose(routing, &[], 7), None);
    }
}
