//! Rules of SQL statement concurrency control (documentation 4.12).

use serde::{Deserialize, Serialize};

use crate::id::NodeId;
use crate::topology::ThrottleKind;

/// What makes a rule the one it is: setting it again changes its limit only.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct RuleKey {
    /// The node that statements are sent to.
    pub node: NodeId,
    /// The statements that it can match.
    pub kind: ThrottleKind,
    /// Keywords joined by `~`.
    pub pattern: String,
}

/// A rule of a node.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NodeRule {
    /// Which one.
    #[serde(flatten)]
    pub key: RuleKey,
    /// How many matching statements may run at a time.
    pub max_concurrency: u32,
}
