//! What can go wrong on a host.

use hyades_types::id::NodeId;
use hyades_types::record::RecordName;
use serde::{Deserialize, Serialize};

/// Why an agent could not do what it was asked.
///
/// The texts are for operators and for the failure reason of a job; none holds a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum AgentError {
    /// The host knows no such node.
    #[error("node {node} is not on this host")]
    NoSuchNode {
        /// The node.
        node: NodeId,
    },
    /// The host has no such file of records, or not any more.
    #[error("file {name} is not on this host")]
    NoSuchRecord {
        /// The file.
        name: RecordName,
    },
    /// A newer goal or epoch has been seen.
    #[error("refused: generation {offered} is older than {kept}")]
    Stale {
        /// What was offered.
        offered: u64,
        /// What the host keeps.
        kept: u64,
    },
    /// The host has not enough of something.
    #[error("not enough {what} on the host: {detail}")]
    Capacity {
        /// `memory` or `disk space`.
        what: String,
        /// How much is there and how much was wanted.
        detail: String,
    },
    /// No such MySQL build is installed.
    #[error("MySQL {version} is not installed on the host")]
    NoSuchEngine {
        /// The version asked for.
        version: String,
    },
    /// It did not happen in time.
    #[error("{what} took longer than {seconds} s")]
    Deadline {
        /// What was waited for.
        what: String,
        /// How long, in seconds.
        seconds: u64,
    },
    /// The server or the system said no.
    #[error("cannot {what}: {detail}")]
    Failed {
        /// What was tried, as a verb phrase.
        what: String,
        /// What came back.
        detail: String,
    },
}

impl AgentError {
    /// A failure of something that was tried.
    pub fn failed(what: impl Into<String>, detail: impl std::fmt::Display) -> Self {
        Self::Failed {
            what: what.into(),
            detail: detail.to_string(),
        }
    }

    /// Whether trying again later may help without anybody changing anything.
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::Deadline { .. } | Self::Failed { .. })
    }
}
