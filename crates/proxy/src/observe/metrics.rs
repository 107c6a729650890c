//! The text form of Prometheus.
//!
//! Every series has the label `process`, the name of the process's control socket, which tells the
//! processes of a host apart; the text of several can be put together by [`merge`](super::merge).

use std::collections::BTreeMap;
use std::fmt::Write;

use hyades_types::topology::ProxyStatus;

use super::BOUNDS;
use super::report::BackendRow;
use crate::record::RecorderReport;
use crate::throttle::{GateReport, Rule};

/// What the metrics say.
#[derive(Debug)]
pub(crate) struct Facts<'a> {
    pub(crate) process: &'a str,
    pub(crate) status: &'a ProxyStatus,
    /// Client connections by front.
    pub(crate) sessions: &'a BTreeMap<String, usize>,
    pub(crate) servers: &'a [BackendRow],
    pub(crate) throttles: &'a [GateReport],
    pub(crate) recorder: &'a [RecorderReport],
}

/// Metrics in the making.
struct Text<'a> {
    process: &'a str,
    out: String,
}

/// The text.
pub(crate) fn render(facts: &Facts<'_>) -> String {
    let mut text = Text {
        process: facts.process,
        out: String::new(),
    };
    process(&mut text, facts);
    servers(&mut text, facts.servers);
    times(&mut text, facts.servers);
    throttles(&mut text, facts.throttles);
    recorder(&mut text, facts.recorder);
    text.out
}

fn process(text: &mut Text<'_>, facts: &Facts<'_>) {
    let status = facts.status;
    text.family("epoch", "gauge", "Epoch of the snapshot that is served");
    text.sample("epoch", &[], status.epoch);
    text.family("listeners", "gauge", "Endpoints that accept connections");
    text.sample("listeners", &[], status.listening as u64);
    text.family(
        "listeners_failed",
        "gauge",
        "Endpoints that cannot be listened on",
    );
    text.sample("listeners_failed", &[], status.failed.len() as u64);
    text.family(
        "client_connections",
        "gauge",
        "Client connections that are open",
    );
    text.sample("client_connections", &[], status.connections as u64);
    text.family("sessions", "gauge", "Clients that are logged in");
    for (front, count) in facts.sessions {
        text.sample("sessions", &[("proxy", front)], *count as u64);
    }
}

fn servers(text: &mut Text<'_>, rows: &[BackendRow]) {
    text.family(
        "statements_total",
        "counter",
        "Statements and commands sent, by reason",
    );
    for row in rows {
        for (reason, count) in row.by_reason() {
            let [proxy, node] = labels(row);
            text.sample(
                "statements_total",
                &[proxy, node, ("reason", reason)],
                count,
            );
        }
    }
    let sum = |text: &mut Text<'_>,
               name: &str,
               kind: &str,
               help: &str,
               value: &dyn Fn(&BackendRow) -> Option<u64>| {
        text.family(name, kind, help);
        for row in rows {
            if let Some(value) = value(row) {
                text.sample(name, &labels(row), value);
            }
        }
    };
    sum(
        text,
        "statement_errors_total",
        "counter",
        "Statements that failed",
        &|row| Some(row.errors),
    );
    sum(
        text,
        "statements_refused_total",
        "counter",
        "Statements kept away by a limit",
        &|row| Some(row.refused),
    );
    sum(
        text,
        "rows_total",
        "counter",
        "Rows sent to clients",
        &|row| Some(row.rows),
    );
    sum(
        text,
        "backend_up",
        "gauge",
        "Whether the node answers",
        &|row| row.up.map(u64::from),
    );
    sum(
        text,
        "backend_lag_seconds",
        "gauge",
        "How far the node is behind its source",
        &|row| row.lag_seconds,
    );
    sum(
        text,
        "backend_weight",
        "gauge",
        "The node's share of the reads",
        &|row| row.weight.map(u64::from),
    );
    sum(
        text,
        "backend_busy",
        "gauge",
        "Statements under way at the node",
        &|row| Some(row.busy as u64),
    );
    text.family("pool_connections", "gauge", "Connections to the node");
    for row in rows {
        let [proxy, node] = labels(row);
        let used = row.pool.open.saturating_sub(row.pool.idle);
        for (state, count) in [("idle", row.pool.idle), ("used", used)] {
            text.sample(
                "pool_connections",
                &[proxy, node, ("state", state)],
                count as u64,
            );
        }
    }
}

fn times(text: &mut Text<'_>, rows: &[BackendRow]) {
    text.family(
        "statement_seconds",
        "histogram",
        "From sending a statement to the end of its response",
    );
    for row in rows {
        let [proxy, node] = labels(row);
        let mut below = 0;
        for (bound, count) in BOUNDS.iter().zip(&row.times) {
            below += count;
            let bound = seconds(*bound);
            text.sample(
                "statement_seconds_bucket",
                &[proxy, node, ("le", &bound)],
                below,
            );
        }
        text.sample(
            "statement_seconds_bucket",
            &[proxy, node, ("le", "+Inf")],
            row.statements,
        );
        text.sample_text(
            "statement_seconds_sum",
            &[proxy, node],
            &seconds(row.statements_us),
        );
        text.sample("statement_seconds_count", &[proxy, node], row.statements);
    }
}

fn throttles(text: &mut Text<'_>, gates: &[GateReport]) {
    let rules = || {
        gates
            .iter()
            .flat_map(|(node, rules)| rules.iter().map(move |rule| (node, rule)))
    };
    let mut each = |name: &str, kind: &str, help: &str, value: &dyn Fn(&Rule) -> u64| {
        text.family(name, kind, help);
        for (node, rule) in rules() {
            let labels = [
                ("node", node.as_str()),
                ("type", rule.kind.as_str()),
                ("pattern", rule.pattern.as_str()),
            ];
            text.sample(name, &labels, value(rule));
        }
    };
    each(
        "throttle_limit",
        "gauge",
        "Statements of the rule that may run at a time",
        &|rule| u64::from(rule.max_concurrency()),
    );
    each(
        "throttle_running",
        "gauge",
        "Statements of the rule that run in the process",
        &|rule| rule.running().len() as u64,
    );
    each(
        "throttle_passed_total",
        "counter",
        "Statements that the rule has let through",
        &|rule| rule.passed_and_refused().0,
    );
    each(
        "throttle_refused_total",
        "counter",
        "Statements that the rule has not let through",
        &|rule| rule.passed_and_refused().1,
    );
}

fn recorder(text: &mut Text<'_>, rows: &[RecorderReport]) {
    let mut each = |name: &str, kind: &str, help: &str, value: &dyn Fn(&RecorderReport) -> u64| {
        text.family(name, kind, help);
        for row in rows {
            let labels = [
                ("instance", row.instance.as_str()),
                ("node", row.node.as_str()),
            ];
            text.sample(name, &labels, value(row));
        }
    };
    each(
        "recorded",
        "gauge",
        "Whether the node's statements are recorded",
        &|row| u64::from(row.recorded),
    );
    each(
        "recorded_statements_total",
        "counter",
        "Statements written to files",
        &|row| row.statements,
    );
    each(
        "recorded_dropped_total",
        "counter",
        "Statements that could not be recorded",
        &|row| row.dropped,
    );
    each(
        "recorded_bytes_total",
        "counter",
        "Compressed bytes written to files",
        &|row| row.bytes,
    );
}

fn labels(row: &BackendRow) -> [(&'static str, &str); 2] {
    [("proxy", &row.front), ("node", row.node.as_str())]
}

fn seconds(micros: u64) -> String {
    format!("{}.{:06}", micros / 1_000_000, micros % 1_000_000)
}

impl Text<'_> {
    fn family(&mut self, name: &str, kind: &str, help: &str) {
        // Writing to a string does not fail.
        let _ = writeln!(self.out, "# HELP hyades_proxy_{name} {help}");
        let _ = writeln!(self.out, "# TYPE hyades_proxy_{name} {kind}");
    }

    fn sample(&mut self, name: &str, labels: &[(&str, &str)], value: u64) {
        self.sample_text(name, labels, &value.to_string());
    }

    fn sample_text(&mut self, name: &str, labels: &[(&str, &str)], value: &str) {
        let _ = write!(
            self.out,
            "hyades_proxy_{name}{{process=\"{}\"",
            escaped(self.process)
        );
        for (label, value) in labels {
            let _ = write!(self.out, ",{label}=\"{}\"", escaped(value));
        }
        let _ = writeln!(self.out, "}} {value}");
    }
}

fn escaped(value: &str) -> String {
    value
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n")
}
