//! The decision over policies.

use hyades_types::id::ProjectId;

use super::{ActionPattern, Effect, Policy, Statement};

/// Where an action takes place.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Target<'a> {
    /// The project in the path; `None` for what belongs to the domain.
    pub project: Option<&'a ProjectId>,
    /// The enterprise project of the resource; `None` where no resource is meant, as in a list.
    pub enterprise_project: Option<&'a str>,
}

/// Whether an action may be done.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub enum Decision {
    /// It may.
    Allow,
    /// It may not.
    Deny {
        /// The reason.
        why: DenyReason,
    },
}

/// Why an action may not be done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DenyReason {
    /// A statement denies it.
    #[error("denied by a statement on {pattern}")]
    Denied {
        /// The pattern that matched.
        pattern: ActionPattern,
    },
    /// No statement allows it.
    #[error("allowed by no statement")]
    NotAllowed,
}

impl Decision {
    /// Whether it is allowed.
    pub const fn is_allowed(&self) -> bool {
        matches!(self, Self::Allow)
    }
}

/// Decides over an action: a denial wins, and what nothing allows is denied.
pub fn decide<'a>(
    policies: impl IntoIterator<Item = &'a Policy>,
    action: &str,
    target: Target<'_>,
) -> Decision {
    let mut allowed = false;
    for statement in policies.into_iter().flat_map(|policy| &policy.statements) {
        let Some(pattern) = statement.matching(action, target) else {
            continue;
        };
        match statement.effect {
            Effect::Allow => allowed = true,
            Effect::Deny => {
                return Decision::Deny {
                    why: DenyReason::Denied {
                        pattern: pattern.clone(),
                    },
                };
            }
        }
    }
    if allowed {
        Decision::Allow
    } else {
        Decision::Deny {
            why: DenyReason::NotAllowed,
        }
    }
}

impl Statement {
    /// The pattern by which the statement is about this action in this place.
    fn matching(&self, action: &str, target: Target<'_>) -> Option<&ActionPattern> {
        let here = self.projects.covers(target.project.map(ProjectId::as_str))
            && self.enterprise_projects.covers(target.enterprise_project);
        self.actions
            .iter()
            .find(|pattern| here && pattern.matches(action))
    }
}
