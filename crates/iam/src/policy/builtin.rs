//! The policies that every deployment has.

use super::{Effect, Policy, PolicyVersion, Scope, Statement};

/// A policy that need not be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BuiltinPolicy {
    /// Everything.
    Administrator,
    /// Everything about databases, and a look at the rest; no users, no policies.
    Operator,
    /// A look at everything.
    ReadOnly,
}

/// A name that no built-in policy has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a built-in policy")]
pub struct UnknownPolicy(String);

impl BuiltinPolicy {
    /// Every one.
    pub const ALL: &'static [Self] = &[Self::Administrator, Self::Operator, Self::ReadOnly];

    /// The durable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Operator => "operator",
            Self::ReadOnly => "read-only",
        }
    }

    /// What it grants.
    pub fn policy(self) -> Policy {
        let statement = Statement {
            effect: Effect::Allow,
            // Constants: a pattern that were invalid would be left out, and a test would notice.
            actions: self
                .patterns()
                .iter()
                .filter_map(|text| text.parse().ok())
                .collect(),
            projects: Scope::All,
            enterprise_projects: Scope::All,
        };
        Policy {
            version: PolicyVersion::V1_1,
            statements: vec![statement],
        }
    }

    const fn patterns(self) -> &'static [&'static str] {
        match self {
            Self::Administrator => &["*"],
            Self::Operator => &["gaussdb:*:*", "*:*:list*", "*:*:get*"],
            Self::ReadOnly => &["*:*:list*", "*:*:get*"],
        }
    }
}

impl std::str::FromStr for BuiltinPolicy {
    type Err = UnknownPolicy;
    fn from_str(name: &str) -> Result<Self, UnknownPolicy> {
        let found = Self::ALL
            .iter()
            .copied()
            .find(|policy| policy.as_str() == name);
        found.ok_or_else(|| UnknownPolicy(name.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::{ActionPattern, Target, decide};

    /// The actions of table 6-1 of the documentation, and some of our own.
    const ACTIONS: &[(&str, bool, bool)] = &[
        ("gaussdb:instance:list", true, true),
        ("gaussdb:param:list", true, true),
        ("gaussdb:backup:list", true, true),
        ("gaussdb:instance:get", true, true),
        ("vpc:subnets:list", true, true),
        ("gaussdb:instance:create", true, false),
        ("gaussdb:instance:delete", true, false),
        ("gaussdb:instance:modifySpec", true, false),
        ("gaussdb:instance:modifyBackupPolicy", true, false),
        ("gaussdb:quota:modify", true, false),
        ("vpc:subnets:create", false, false),
        ("iam:users:create", false, false),
    ];

    #[test]
    fn what_each_may_do() {
        for &(action, operator, read_only) in ACTIONS {
            let may = |policy: BuiltinPolicy| {
                decide(&[policy.policy()], action, Target::default()).is_allowed()
            };
            assert!(may(BuiltinPolicy::Administrator), "{action}");
            assert_eq!(may(BuiltinPolicy::Operator), operator, "{action}");
            assert_eq!(may(BuiltinPolicy::ReadOnly), read_only, "{action}");
        }
    }

    #[test]
    fn names_and_patterns_are_valid() {
        for &policy in BuiltinPolicy::ALL {
            assert_eq!(policy.as_str().parse(), Ok(policy));
            let patterns: usize = policy
                .policy()
                .statements
                .iter()
                .map(|s| s.actions.len())
                .sum();
            assert_eq!(patterns, policy.patterns().len());
            for pattern in policy.patterns() {
                assert!(pattern.parse::<ActionPattern>().is_ok());
            }
        }
        assert!("root".parse::<BuiltinPolicy>().is_err());
    }
}
