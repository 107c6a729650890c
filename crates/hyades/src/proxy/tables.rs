//! What `hyades proxy show` prints for people.

use std::path::Path;

use hyades_types::time::Timestamp;
use serde_json::Value;

use crate::cli::output::{field, items, table};

/// Statements are cut off here, in characters.
const WIDTH: usize = 80;

/// How a process is called: by its control socket.
pub(super) fn process(socket: &Path) -> String {
    socket
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

/// One column for each JSON pointer, with its heading.
fn columns<const N: usize>(rows: &[Value], columns: [(&str, &str); N]) -> String {
    let heading = columns.map(|(heading, _)| heading);
    let rows = rows
        .iter()
        .map(|row| columns.map(|(_, pointer)| short(field(row, pointer))));
    table(heading, rows)
}

fn short(text: String) -> String {
    match text.char_indices().nth(WIDTH) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

pub(super) fn sessions(answer: &Value) -> String {
    let headings = [
        ("PROCESS", "/process"),
        ("PROXY", "/front"),
        ("SESSION", "/session"),
        ("USER", "/user"),
        ("CLIENT", "/client"),
        ("TRANSACTION", "/transaction"),
        ("PINNED BY", "/pinned_by"),
        ("STATEMENTS", "/statements"),
        ("NODE", "/node"),
        ("REASON", "/reason"),
        ("RUNNING US", "/running_us"),
        ("STATEMENT", "/statement"),
    ];
    columns(items(answer, "sessions"), headings)
}

pub(super) fn pools(answer: &Value) -> String {
    let headings = [
        ("PROCESS", "/process"),
        ("PROXY", "/front"),
        ("NODE", "/node"),
        ("WORKER", "/worker"),
        ("OPEN", "/open"),
        ("IDLE", "/idle"),
        ("BUSY", "/busy"),
    ];
    columns(items(answer, "pools"), headings)
}

pub(super) fn backends(answer: &Value) -> String {
    let headings = [
        ("PROCESS", "/process"),
        ("PROXY", "/front"),
        ("NODE", "/node"),
        ("ROLE", "/role"),
        ("WEIGHT", "/weight"),
        ("UP", "/up"),
        ("LAG S", "/lag_seconds"),
        ("BUSY", "/busy"),
        ("STATEMENTS", "/statements"),
        ("ERRORS", "/errors"),
        ("REFUSED", "/refused"),
    ];
    columns(items(answer, "backends"), headings)
}

pub(super) fn routing(answer: &Value) -> String {
    let headings = [
        ("PROCESS", "/process"),
        ("PROXY", "/front"),
        ("NODE", "/node"),
        ("REASON", "/reason"),
        ("COUNT", "/count"),
    ];
    columns(items(answer, "routing"), headings)
}

/// The rules, and below them what runs.
pub(super) fn throttle(answer: &Value) -> String {
    let headings = [
        ("PROCESS", "/process"),
        ("NODE", "/node"),
        ("TYPE", "/type"),
        ("PATTERN", "/pattern"),
        ("LIMIT", "/max_concurrency"),
        ("RUNNING", "/running"),
        ("ELSEWHERE", "/running_elsewhere"),
        ("PASSED", "/passed"),
        ("REFUSED", "/refused"),
    ];
    let rules = items(answer, "throttle");
    let running: Vec<_> = rules
        .iter()
        .flat_map(|rule| items(rule, "statements"))
        .cloned()
        .collect();
    let rules = columns(rules, headings);
    if running.is_empty() {
        return rules;
    }
    let headings = [
        ("USER", "/user"),
        ("CLIENT", "/client"),
        ("RUNNING MS", "/running_ms"),
        ("STATEMENT", "/statement"),
    ];
    format!("{rules}\n\n{}", columns(&running, headings))
}

pub(super) fn recorder(answer: &Value) -> String {
    let headings = [
        ("PROCESS", "/process"),
        ("INSTANCE", "/instance"),
        ("NODE", "/node"),
        ("RECORDED", "/recorded"),
        ("STATEMENTS", "/statements"),
        ("DROPPED", "/dropped"),
        ("BYTES", "/bytes"),
    ];
    columns(items(answer, "recorder"), headings)
}

pub(super) fn statements(answer: &Value) -> String {
    let rows = items(answer, "statements").iter().map(|row| {
        let at = row.get("at_us").and_then(Value::as_i64).unwrap_or_default();
        [
            Timestamp::from_millis(at / 1000).to_iam(),
            field(row, "/process"),
            field(row, "/user"),
            field(row, "/node"),
            field(row, "/reason"),
            field(row, "/duration_us"),
            field(row, "/error"),
            short(field(row, "/statement")),
        ]
    });
    let headings = [
        "TIME",
        "PROCESS",
        "USER",
        "NODE",
        "REASON",
        "TOOK US",
        "ERROR",
        "STATEMENT",
    ];
    table(headings, rows)
}

/// One row for each node that a statement can go to.
pub(super) fn routes(answer: &Value) -> String {
    let routes = items(answer, "routes").iter();
    let rows = routes.flat_map(|route| {
        items(route, "nodes").iter().map(move |node| {
            [
                field(route, "/process"),
                field(route, "/front"),
                field(node, "/node"),
                field(node, "/role"),
                field(route, "/reason"),
                field(route, "/meaning"),
            ]
        })
    });
    table(
        ["PROCESS", "PROXY", "NODE", "ROLE", "REASON", "MEANING"],
        rows,
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn long_statements_are_cut() {
        let long = "é".repeat(100);
        let answer = json!({ "statements": [{ "at_us": 1, "statement": long }] });
        let shown = statements(&answer);
        assert!(
            shown.ends_with(&format!("{}…", "é".repeat(WIDTH))),
            "{shown}"
        );
    }

    #[test]
    fn running_statements_stand_below_the_rules() {
        let rule =
            json!({ "pattern": "a~b", "statements": [{ "user": "app", "statement": "SELECT 1" }] });
        let shown = throttle(&json!({ "throttle": [rule] }));
        let (rules, running) = shown.split_once("\n\n").unwrap();
        assert!(
            rules.contains("a~b") && running.contains("SELECT 1"),
            "{shown}"
        );
        assert!(!throttle(&json!({ "throttle": [] })).contains("\n\n"));
    }

    #[test]
    fn a_route_has_a_row_for_each_node() {
        let route =
            json!({ "front": "x", "reason": "read", "nodes": [{ "node": "a" }, { "node": "b" }] });
        assert_eq!(routes(&json!({ "routes": [route] })).lines().count(), 3);
    }
}
