//! Answers to questions: what the workers say, added up.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use hyades_types::time::Timestamp;
use hyades_types::topology::ProxyStatus;
use serde_json::{Value, json};
use tokio::time::timeout;

use super::Question;
use super::kill::{KillReply, KillRequest};
use crate::observe::{BackendRow, Inquiry, MetricFacts, Report, Watch, add_up, render_metrics};
use crate::session::unreachable;
use crate::throttle::{Rule, RunningStatement};
use crate::worker::Workers;

/// How long a worker may take to answer; a busy one takes microseconds.
const PATIENCE: Duration = Duration::from_secs(2);

/// How long it may take to kill a session. Whoever wants that waits a moment longer.
const KILL: Duration = Duration::from_secs(9);

/// Answers questions.
#[derive(Debug)]
pub(crate) struct Inspector {
    workers: Arc<Workers>,
    watch: Arc<Watch>,
    /// Tells the processes of a host apart.
    process: String,
}

impl Inspector {
    /// The process goes by the name of its control socket.
    pub(crate) fn new(workers: Arc<Workers>, watch: Arc<Watch>, control_socket: &Path) -> Self {
        let name = control_socket.file_stem().unwrap_or_default();
        Self {
            workers,
            watch,
            process: name.to_string_lossy().into_owned(),
        }
    }

    /// The answer. `status` is that of the process; only metrics need it.
    pub(crate) async fn answer(&self, question: Question, status: &ProxyStatus) -> Value {
        match question {
            Question::Sessions => {
                let sessions = self.ask(Inquiry::Sessions).await.into_iter();
                let sessions: Vec<_> = sessions.flat_map(|report| report.sessions).collect();
                json!({ "sessions": sessions })
            }
            Question::Pools => json!({ "pools": self.pools().await }),
            Question::Backends => json!({ "backends": self.servers().await }),
            Question::Routing => json!({ "routing": routing(&self.servers().await) }),
            Question::Throttle => json!({ "throttle": self.throttle() }),
            Question::Recorder => json!({ "recorder": self.watch.recorder.report() }),
            Question::Statements => json!({ "statements": self.statements().await }),
            Question::Metrics => json!({ "metrics": self.metrics(status).await }),
            Question::Route { statement } => {
                let inquiry = Inquiry::Route(statement.into_bytes().into());
                // All workers would say the same.
                let first = self.ask(inquiry).await.into_iter().next();
                json!({ "routes": first.unwrap_or_default().routes })
            }
        }
    }

    /// Has a session of this process killed.
    pub(crate) async fn kill(&self, request: KillRequest) -> KillReply {
        let killing = async { self.workers.kill(&request.order()?).await };
        let killed = timeout(KILL, killing).await;
        KillReply::of(killed.unwrap_or_else(|_| Some(Err(unreachable()))))
    }

    async fn ask(&self, inquiry: Inquiry) -> Vec<Report> {
        let mut reports = Vec::new();
        for answer in self.workers.ask(&inquiry) {
            if let Ok(Ok(report)) = timeout(PATIENCE, answer).await {
                reports.push(report);
            }
        }
        reports
    }

    async fn servers(&self) -> Vec<BackendRow> {
        let reports = self.ask(Inquiry::Servers).await;
        add_up(reports.into_iter().flat_map(|report| report.servers))
    }

    async fn pools(&self) -> Vec<Value> {
        let reports = self.ask(Inquiry::Servers).await;
        let rows = reports
            .iter()
            .enumerate()
            .flat_map(|(worker, report)| report.servers.iter().map(move |row| (worker, row)));
        let served = rows.filter(|(_, row)| row.role.is_some());
        let pools = served.map(|(worker, row)| {
            json!({
                "front": row.front, "node": row.node, "worker": worker, "open": row.pool.open,
                "idle": row.pool.idle, "busy": row.busy,
            })
        });
        pools.collect()
    }

    /// The last statements of all workers, newest first.
    async fn statements(&self) -> Vec<Value> {
        let reports = self.ask(Inquiry::Statements).await.into_iter();
        let mut rows: Vec<_> = reports.flat_map(|report| report.statements).collect();
        rows.sort_by_key(|row| std::cmp::Reverse(row.at_us));
        rows.iter().map(|row| json!(row)).collect()
    }

    fn throttle(&self) -> Vec<Value> {
        let nodes = self.watch.throttles.report();
        let rules = nodes
            .iter()
            .flat_map(|(node, rules)| rules.iter().map(move |rule| (node, rule)));
        let shown = rules.map(|(node, rule)| {
            let mut shown = throttle_rule(rule);
            shown["node"] = json!(node);
            shown
        });
        shown.collect()
    }

    async fn metrics(&self, status: &ProxyStatus) -> String {
        let mut sessions: BTreeMap<String, usize> = BTreeMap::new();
        for report in self.ask(Inquiry::Counts).await {
            for (front, count) in report.counts {
                *sessions.entry(front).or_default() += count;
            }
        }
        render_metrics(&MetricFacts {
            process: &self.process,
            status,
            sessions: &sessions,
            servers: &self.servers().await,
            throttles: &self.watch.throttles.report(),
            recorder: &self.watch.recorder.report(),
        })
    }
}

fn routing(rows: &[BackendRow]) -> Vec<Value> {
    let rows = rows.iter().flat_map(|row| {
        row.by_reason().map(move |(reason, count)| {
            json!({ "front": row.front, "node": row.node, "reason": reason, "count": count })
        })
    });
    rows.collect()
}

fn throttle_rule(rule: &Rule) -> Value {
    let (passed, refused) = rule.passed_and_refused();
    let running = rule.running();
    json!({
        "type": rule.kind,
        "pattern": rule.pattern.as_str(),
        "max_concurrency": rule.max_concurrency(),
        "running": running.len(),
        "running_elsewhere": rule.running_elsewhere(),
        "passed": passed,
        "refused": refused,
        "statements": running.iter().map(running_statement).collect::<Vec<_>>(),
    })
}

fn running_statement(running: &RunningStatement) -> Value {
    let age = Timestamp::now()
        .as_millis()
        .saturating_sub(running.since.as_millis());
    let visitor = &running.visitor;
    json!({
        "session": visitor.session,
        "user": visitor.user,
        "client": visitor.client(),
        "front": visitor.front.to_string(),
        "running_ms": age.max(0),
        "statement": String::from_utf8_lossy(&running.text),
    })
}
