//! What workers say of themselves, and the sums.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use hyades_mysql::sql::{Options, classify};
use hyades_types::id::{InstanceId, NodeId};
use hyades_types::status::NodeRole;
use hyades_types::time::Timestamp;
use serde::Serialize;

use super::ring::Past;
use super::trace::View;
use super::{Desk, Explanation, Tally, Visitor, explain};
use crate::frontend::{Front, Frontend};
use crate::routing::{Facts, Pin, Why};

/// Sessions that a worker reports; with more, the newest are left out.
const SESSIONS: usize = 10_000;

/// What a worker is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Inquiry {
    /// The sessions.
    Sessions,
    /// How many there are.
    Counts,
    /// Servers, connections to them, and counts.
    Servers,
    /// The last statements.
    Statements,
    /// Where this statement would go.
    Route(Arc<[u8]>),
}

/// What it answers: only what it was asked.
#[derive(Debug, Default)]
pub(crate) struct Report {
    pub(crate) sessions: Vec<SessionRow>,
    pub(crate) servers: Vec<BackendRow>,
    pub(crate) statements: Vec<StatementRow>,
    pub(crate) routes: Vec<Explanation>,
    /// Sessions by front.
    pub(crate) counts: BTreeMap<String, usize>,
}

/// A session.
#[derive(Debug, Serialize)]
pub(crate) struct SessionRow {
    session: u64,
    front: String,
    user: String,
    client: String,
    tls: bool,
    since: Timestamp,
    statements: u64,
    transaction: bool,
    /// What holds it on its connection.
    pinned_by: Vec<&'static str>,
    /// Where its last statement went, and why.
    node: Option<NodeId>,
    reason: Option<&'static str>,
    /// Of the statement under way.
    running_us: Option<u128>,
    statement: Option<String>,
}

/// A statement that has ended.
#[derive(Debug, Serialize)]
pub(crate) struct StatementRow {
    /// When it was sent, in microseconds since 1970.
    pub(crate) at_us: i64,
    session: u64,
    user: String,
    front: String,
    node: NodeId,
    reason: &'static str,
    duration_us: u128,
    rows: u64,
    affected_rows: u64,
    error: Option<u16>,
    statement: String,
}

/// A server of a front.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct BackendRow {
    pub(crate) front: String,
    pub(crate) instance: Option<InstanceId>,
    pub(crate) node: NodeId,
    /// Nothing of a server that is not served any more.
    pub(crate) role: Option<NodeRole>,
    pub(crate) weight: Option<u16>,
    pub(crate) up: Option<bool>,
    pub(crate) lag_seconds: Option<u64>,
    /// Statements under way.
    pub(crate) busy: usize,
    pub(crate) pool: PoolRow,
    /// Statements and commands sent, by [`Why`].
    #[serde(skip)]
    pub(crate) reasons: Vec<u64>,
    /// By [`super::BOUNDS`].
    #[serde(skip)]
    pub(crate) times: Vec<u64>,
    pub(crate) statements: u64,
    pub(crate) statements_us: u64,
    pub(crate) rows: u64,
    pub(crate) errors: u64,
    pub(crate) refused: u64,
}

/// Connections to a server.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub(crate) struct PoolRow {
    pub(crate) open: usize,
    pub(crate) idle: usize,
}

impl Report {
    /// What is on a worker's desk.
    pub(crate) fn of<'a>(
        desk: &Desk,
        frontends: impl Iterator<Item = &'a Rc<Frontend>>,
        inquiry: &Inquiry,
    ) -> Self {
        let mut report = Self::default();
        match inquiry {
            Inquiry::Sessions => {
                let views = desk.views();
                report.sessions = views
                    .iter()
                    .take(SESSIONS)
                    .map(|view| session(view))
                    .collect();
            }
            Inquiry::Statements => {
                report.statements = desk.ring().iter().map(statement).collect();
            }
            Inquiry::Servers => report.servers = servers(desk, frontends),
            Inquiry::Counts => {
                for view in desk.views() {
                    *report
                        .counts
                        .entry(view.visitor.front.to_string())
                        .or_default() += 1;
                }
            }
            Inquiry::Route(statement) => {
                let class = classify(statement, &Options::default());
                let explained = frontends.map(|frontend| {
                    explain(
                        frontend,
                        &class,
                        &Facts::default(),
                        frontend.home().as_deref(),
                    )
                });
                report.routes = explained.collect();
            }
        }
        report
    }
}

fn session(view: &View) -> SessionRow {
    let visitor: &Visitor = &view.visitor;
    let at = view.at.borrow();
    let running = view.started.get().map(|started| started.elapsed());
    let is_pinned = |pin: &&Pin| view.pins.get() & 1 << **pin as u32 != 0;
    SessionRow {
        session: visitor.session,
        front: visitor.front.to_string(),
        user: visitor.user.clone(),
        client: visitor.client(),
        tls: visitor.is_encrypted,
        since: visitor.since,
        statements: view.statements.get(),
        transaction: view.in_transaction.get(),
        pinned_by: Pin::ALL
            .iter()
            .filter(is_pinned)
            .map(|pin| pin.as_str())
            .collect(),
        node: at.as_ref().map(|tally| tally.node.clone()),
        reason: at.is_some().then(|| view.why.get().as_str()),
        running_us: running.map(|time| time.as_micros()),
        statement: running.map(|_| view.text.borrow().text()),
    }
}

fn statement(past: &Past) -> StatementRow {
    let visitor = &past.view.visitor;
    StatementRow {
        at_us: past.at,
        session: visitor.session,
        user: visitor.user.clone(),
        front: visitor.front.to_string(),
        node: past.tally.node.clone(),
        reason: past.why.as_str(),
        duration_us: past.time.as_micros(),
        rows: past.outcome.rows,
        affected_rows: past.outcome.affected_rows,
        error: past.outcome.error,
        statement: past.text.text(),
    }
}

fn servers<'a>(desk: &Desk, frontends: impl Iterator<Item = &'a Rc<Frontend>>) -> Vec<BackendRow> {
    let tallies = desk.tallies();
    let mut rows: BTreeMap<_, _> = tallies
        .iter()
        .map(|(key, tally)| (key.clone(), counts(&key.0, tally)))
        .collect();
    for frontend in frontends {
        let front = frontend.front();
        let config = frontend.config();
        for server in frontend.servers() {
            let Some(row) = rows.get_mut(&(front.clone(), server.node.clone())) else {
                continue;
            };
            row.instance = Some(config.spec.instance.clone());
            row.role = Some(server.role.get());
            row.busy = server.busy.get();
            row.pool = PoolRow {
                open: server.pool.open(),
                idle: server.pool.idle(),
            };
            // A gateway looks at no server, and shares nothing out.
            if config.spec.monitor.is_some() {
                row.weight = Some(server.weight.get());
                row.up = Some(server.health.is_up());
                row.lag_seconds = server.health.lag_seconds();
            }
        }
    }
    rows.into_values().collect()
}

fn counts(front: &Front, tally: &Tally) -> BackendRow {
    let times = tally.times().classes();
    let [rows, errors, refused] = tally.others();
    BackendRow {
        front: front.to_string(),
        instance: None,
        node: tally.node.clone(),
        role: None,
        weight: None,
        up: None,
        lag_seconds: None,
        busy: 0,
        pool: PoolRow::default(),
        reasons: tally.reasons(),
        statements: times.iter().sum(),
        statements_us: tally.times().micros(),
        times,
        rows,
        errors,
        refused,
    }
}

/// One row for each server of each front, from the rows of all workers.
pub(crate) fn add_up(rows: impl IntoIterator<Item = BackendRow>) -> Vec<BackendRow> {
    let mut sums: BTreeMap<(String, NodeId), BackendRow> = BTreeMap::new();
    for row in rows {
        let key = (row.front.clone(), row.node.clone());
        match sums.get_mut(&key) {
            Some(sum) => sum.add(&row),
            None => drop(sums.insert(key, row)),
        }
    }
    sums.into_values().collect()
}

impl BackendRow {
    fn add(&mut self, other: &Self) {
        self.busy += other.busy;
        self.pool.open += other.pool.open;
        self.pool.idle += other.pool.idle;
        for (own, other) in [
            (&mut self.reasons, &other.reasons),
            (&mut self.times, &other.times),
        ] {
            own.iter_mut()
                .zip(other)
                .for_each(|(own, other)| *own += other);
        }
        self.statements += other.statements;
        self.statements_us += other.statements_us;
        self.rows += other.rows;
        self.errors += other.errors;
        self.refused += other.refused;
    }

    /// How often something was sent there, by reason.
    pub(crate) fn by_reason(&self) -> impl Iterator<Item = (&'static str, u64)> {
        let reasons = Why::ALL.iter().map(|why| why.as_str());
        reasons
            .zip(self.reasons.iter().copied())
            .filter(|(_, count)| *count > 0)
    }
}
