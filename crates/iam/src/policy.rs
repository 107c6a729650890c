//! What a caller may do: statements over actions of the form `service:resource:verb`.
//!
//! The JSON form follows Huawei's custom policies, with two members of our own that narrow a
//! statement to projects and enterprise projects:
//!
//! ```json
//! {"Version": "1.1", "Statement": [{
//!     "Effect": "Allow", "Action": ["gaussdb:*:list", "gaussdb:instance:modify*"],
//!     "EnterpriseProject": ["0"]
//! }]}
//! ```

use serde::{Deserialize, Serialize};

mod action;
mod builtin;
mod decide;

pub use action::{ActionPattern, InvalidPattern};
pub use builtin::{BuiltinPolicy, UnknownPolicy};
pub use decide::{Decision, DenyReason, Target, decide};

/// A list of statements that is granted as a whole.
///
/// Members it does not know are refused: to drop a `Condition` would widen what was meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// The version of the form.
    #[serde(rename = "Version")]
    pub version: PolicyVersion,
    /// The statements; their order means nothing.
    #[serde(rename = "Statement")]
    pub statements: Vec<Statement>,
}

/// The versions of the form that are understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum PolicyVersion {
    /// Fine-grained policies: statements over actions.
    #[serde(rename = "1.1")]
    V1_1,
}

/// Allows or denies some actions in some places.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// What it does.
    #[serde(rename = "Effect")]
    pub effect: Effect,
    /// The actions it is about.
    #[serde(rename = "Action")]
    pub actions: Vec<ActionPattern>,
    /// The projects it is about.
    #[serde(rename = "Project", default, skip_serializing_if = "Scope::is_all")]
    pub projects: Scope,
    /// The enterprise projects it is about.
    #[serde(
        rename = "EnterpriseProject",
        default,
        skip_serializing_if = "Scope::is_all"
    )]
    pub enterprise_projects: Scope,
}

/// What a statement does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Effect {
    /// Allows, unless another statement denies.
    Allow,
    /// Denies, whatever other statements allow.
    Deny,
}

/// All of a kind, or the ones whose ids are listed. In JSON, a list or nothing at all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Scope {
    /// These; an empty list is none.
    List(Vec<String>),
    /// Every one, and also what belongs to none.
    #[default]
    All,
}

impl Scope {
    /// Whether it is not narrowed.
    pub const fn is_all(&self) -> bool {
        matches!(self, Self::All)
    }

    /// Whether it covers this one; what belongs to none is covered by `All` alone.
    pub fn covers(&self, id: Option<&str>) -> bool {
        match self {
            Self::All => true,
            Self::List(ids) => id.is_some_and(|id| ids.iter().any(|listed| listed == id)),
        }
    }
}

#[cfg(test)]
mod tests;
