//! The API's two vocabularies for one and the same state.

use hyades_api::endpoint::Endpoint;
use hyades_planning::status::{InstanceStatus, NodeStatus};

/// Which words a path uses for states.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::http) enum Vocabulary {
    /// `/v3.1`: `creating`, `normal`, `abnormal`, `createfail`.
    Unified,
    /// `/v3` and `/mysql/v3`: `BUILD`, `ACTIVE`, `FAILED`, `REBOOTING` and others.
    Legacy,
}

impl Vocabulary {
    /// The vocabulary of an endpoint's path.
    pub(in crate::http) fn of(endpoint: &Endpoint) -> Self {
        if endpoint.path.starts_with("/v3.1/") {
            Self::Unified
        } else {
            Self::Legacy
        }
    }

    /// The word for an instance's state. A restart or a switchover is no trouble in the unified words; the older
    /// ones have one word for all trouble.
    pub(super) const fn instance(self, status: InstanceStatus) -> &'static str {
        match (self, status) {
            (Self::Unified, InstanceStatus::Creating) => "creating",
            (Self::Unified, InstanceStatus::CreateFailed) => "createfail",
            (
                Self::Unified,
                InstanceStatus::Normal | InstanceStatus::Restarting | InstanceStatus::Switching,
            ) => "normal",
            (Self::Unified, InstanceStatus::Abnormal) => "abnormal",
            (Self::Legacy, InstanceStatus::Creating) => "BUILD",
            (Self::Legacy, InstanceStatus::Normal) => "ACTIVE",
            (Self::Legacy, InstanceStatus::Restarting) => "REBOOTING",
            (Self::Legacy, InstanceStatus::Switching) => "SWITCHOVER",
            (Self::Legacy, InstanceStatus::CreateFailed | InstanceStatus::Abnormal) => "FAILED",
        }
    }

    /// The word for a node's state.
    pub(super) const fn node(self, status: NodeStatus) -> &'static str {
        match (self, status) {
            (Self::Unified, NodeStatus::Creating) => "creating",
            (Self::Unified, NodeStatus::Normal) => "normal",
            (Self::Unified, NodeStatus::Abnormal) => "abnormal",
            (Self::Legacy, NodeStatus::Creating) => "BUILD",
            (Self::Legacy, NodeStatus::Normal) => "ACTIVE",
            (Self::Legacy, NodeStatus::Abnormal) => "FAILED",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn golden_words() {
        use InstanceStatus as I;
        for (status, unified, legacy) in [
            (I::Creating, "creating", "BUILD"),
            (I::CreateFailed, "createfail", "FAILED"),
            (I::Normal, "normal", "ACTIVE"),
            (I::Restarting, "normal", "REBOOTING"),
            (I::Switching, "normal", "SWITCHOVER"),
            (I::Abnormal, "abnormal", "FAILED"),
        ] {
            assert_eq!(Vocabulary::Unified.instance(status), unified);
            assert_eq!(Vocabulary::Legacy.instance(status), legacy);
        }
        for (status, unified, legacy) in [
            (NodeStatus::Creating, "creating", "BUILD"),
            (NodeStatus::Normal, "normal", "ACTIVE"),
            (NodeStatus::Abnormal, "abnormal", "FAILED"),
        ] {
            assert_eq!(Vocabulary::Unified.node(status), unified);
            assert_eq!(Vocabulary::Legacy.node(status), legacy);
        }
    }

    #[test]
    fn the_path_decides() {
        for (operation, expected) in [
            ("ShowInstance", Vocabulary::Unified),
            ("ListInstances", Vocabulary::Unified),
            ("ShowInstanceV3", Vocabulary::Legacy),
            ("LegacyListInstances", Vocabulary::Legacy),
            ("CreateInstance", Vocabulary::Legacy),
        ] {
            let endpoint = hyades_api::table::find(operation).unwrap();
            assert_eq!(Vocabulary::of(endpoint), expected, "{operation}");
        }
    }
}
