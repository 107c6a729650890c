//! SQL statement concurrency control as the data plane sees it (documentation 4.12).

use serde::{Deserialize, Serialize};

use crate::id::NodeId;

text_enum! {
    /// The statements that a rule can limit (4.12.3 `sql_type`).
    ThrottleKind {
        /// `SELECT`.
        Select = "SELECT",
        /// `UPDATE`.
        Update = "UPDATE",
        /// `DELETE`.
        Delete = "DELETE",
    }
}

/// The rules of one node.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NodeThrottle {
    /// The node.
    pub node: NodeId,
    /// Its rules; the first that matches a statement counts.
    pub rules: Vec<ThrottleRule>,
}

/// A limit on statements that run at the same time (4.12.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThrottleRule {
    /// The statements that it can match.
    pub kind: ThrottleKind,
    /// Keywords joined by `~`, which a statement has to contain in this order.
    pub pattern: String,
    /// How many of them may run at a time; 0 lets none through.
    pub max_concurrency: u32,
}
