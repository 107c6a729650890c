//! Questions about what the process does. None of them changes anything.

use serde::{Deserialize, Serialize};

/// A question on the control socket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "op", rename_all = "snake_case")]
pub enum Question {
    /// Who is connected, and what they do.
    Sessions,
    /// Connections to the servers, by worker.
    Pools,
    /// The servers: role, weight, whether they answer, lag, what they do.
    Backends,
    /// How many statements went where, by reason.
    Routing,
    /// The limits on statements, and what runs under them.
    Throttle,
    /// How the recording of statements goes.
    Recorder,
    /// The last statements, with where they went, why, and how long they took.
    Statements,
    /// Everything that is counted, as text for Prometheus.
    Metrics,
    /// Where a statement would go, and why, if a new session sent it now.
    Route {
        /// The statement.
        statement: String,
    },
}
