//! The API's words for how proxies are: one vocabulary in 4.7.3, two in 5.7.

use hyades_api::endpoint::Endpoint;
use hyades_planning::proxy::status::{ProxyNodeStatus, ProxyStatus};
use hyades_planning::status::NodeStatus;
use hyades_types::status::ProxyActivity;

/// 4.7.3 `status`
pub(super) const fn status(status: ProxyStatus) -> &'static str {
    match status {
        ProxyStatus::Enabling => "ENABLING PROXY",
        ProxyStatus::Disabling => "DISABLING PROXY",
        ProxyStatus::Failed => "FAILED",
        ProxyStatus::Active => "ACTIVE",
        ProxyStatus::Abnormal => "ABNORMAL",
        ProxyStatus::Busy(activity) => match activity {
            ProxyActivity::AddingNodes => "ADDING PROXY NODE",
            ProxyActivity::ChangingWeights => "CHANGING WEIGHTS",
            ProxyActivity::AddingReplicas => "ADDING READ REPLICAS TO PROXY",
            ProxyActivity::DeletingReplicas => "DELETING READ REPLICAS FROM PROXY",
        },
    }
}

/// 4.7.3, of proxy nodes. There is no word for one that is being made.
pub(super) const fn node(status: ProxyNodeStatus) -> &'static str {
    match status {
        ProxyNodeStatus::Active => "ACTIVE",
        ProxyNodeStatus::Creating | ProxyNodeStatus::Abnormal => "ABNORMAL",
    }
}

/// 4.7.3, of database nodes.
pub(super) const fn server(status: NodeStatus) -> &'static str {
    match status {
        NodeStatus::Normal => "ACTIVE",
        NodeStatus::Creating | NodeStatus::Abnormal => "ABNORMAL",
    }
}

/// Which of the older vocabularies a path uses for whether clients are served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::http) enum LegacyWords {
    /// 5.7.3: `ACTIVE`, `BUILD`, `FAILED`
    V3,
    /// 5.7.4: `normal`, `creating`, `abnormal`
    MySqlV3,
}

impl LegacyWords {
    /// The vocabulary of an endpoint's path.
    pub(in crate::http) fn of(endpoint: &Endpoint) -> Self {
        if endpoint.path.starts_with("/mysql/") {
            Self::MySqlV3
        } else {
            Self::V3
        }
    }

    /// `pool_status`
    pub(super) const fn pool(self, status: ProxyStatus, health: ProxyStatus) -> &'static str {
        match (self, status, health) {
            (Self::V3, ProxyStatus::Enabling, _) => "BUILD",
            (Self::MySqlV3, ProxyStatus::Enabling, _) => "creating",
            (Self::V3, _, ProxyStatus::Active) => "ACTIVE",
            (Self::MySqlV3, _, ProxyStatus::Active) => "normal",
            (Self::V3, ..) => "FAILED",
            (Self::MySqlV3, ..) => "abnormal",
        }
    }
}

/// 5.7 `status`
pub(super) const fn legacy_status(status: ProxyStatus) -> &'static str {
    match status {
        ProxyStatus::Enabling => "opening",
        ProxyStatus::Disabling => "closing",
        ProxyStatus::Failed => "closed",
        ProxyStatus::Busy(ProxyActivity::AddingNodes) => "enlarging",
        ProxyStatus::Busy(_) | ProxyStatus::Active | ProxyStatus::Abnormal => "open",
    }
}

/// 5.7, of proxy nodes.
pub(super) const fn legacy_node(status: ProxyNodeStatus) -> &'static str {
    match status {
        ProxyNodeStatus::Creating => "creating",
        ProxyNodeStatus::Active => "normal",
        ProxyNodeStatus::Abnormal => "abnormal",
    }
}
