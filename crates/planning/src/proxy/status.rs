//! What the observations of a proxy's nodes add up to (4.7.3).

use hyades_agent_api::ProxyNodeObservation;
use hyades_types::model::{Proxy, ProxyNode};
use hyades_types::status::{ProxyActivity, ProxyLifecycle, ProxyNodeLifecycle};

/// How a node of a proxy is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProxyNodeStatus {
    /// Being made.
    Creating,
    /// Its process serves on every address.
    Active,
    /// It does not.
    Abnormal,
}

/// How a proxy is. The API's vocabularies are renderings of this.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProxyStatus {
    /// Being made.
    Enabling,
    /// Making it failed.
    Failed,
    /// Being removed.
    Disabling,
    /// A job does something with it that the API has a word for.
    Busy(ProxyActivity),
    /// Clients are served.
    Active,
    /// No node serves.
    Abnormal,
}

/// How a node is, by the last look at its process.
pub fn node(node: &ProxyNode, seen: Option<&ProxyNodeObservation>) -> ProxyNodeStatus {
    if node.lifecycle == ProxyNodeLifecycle::Creating {
        return ProxyNodeStatus::Creating;
    }
    if seen.is_some_and(|seen| serves(node, seen, 0)) {
        ProxyNodeStatus::Active
    } else {
        ProxyNodeStatus::Abnormal
    }
}

/// Whether the process that was seen is the one that is wanted, and serves at least this epoch of
/// the topology on every address.
pub fn serves(node: &ProxyNode, seen: &ProxyNodeObservation, epoch: u64) -> bool {
    let current = seen.node == node.id && seen.generation >= node.generation;
    let serving = seen
        .status
        .as_ref()
        .is_some_and(|status| status.epoch >= epoch && status.failed.is_empty());
    current && serving
}

/// How a proxy is, by how its nodes are. It serves as long as one of them does: a node that died is
/// replaced in a moment, and clients only see one address.
pub fn proxy(proxy: &Proxy, nodes: impl IntoIterator<Item = ProxyNodeStatus>) -> ProxyStatus {
    match (proxy.lifecycle, proxy.activity) {
        (ProxyLifecycle::Creating, _) => ProxyStatus::Enabling,
        (ProxyLifecycle::CreateFailed, _) => ProxyStatus::Failed,
        (ProxyLifecycle::Deleting, _) => ProxyStatus::Disabling,
        (ProxyLifecycle::Active, Some(activity)) => ProxyStatus::Busy(activity),
        (ProxyLifecycle::Active, None) => health(nodes),
    }
}

/// Whether clients are served, whatever a job does meanwhile.
pub fn health(nodes: impl IntoIterator<Item = ProxyNodeStatus>) -> ProxyStatus {
    let serving = nodes
        .into_iter()
        .any(|status| status == ProxyNodeStatus::Active);
    if serving {
        ProxyStatus::Active
    } else {
        ProxyStatus::Abnormal
    }
}

#[cfg(test)]
mod tests {
    use hyades_types::id::{ProxyId, ProxyNodeId};
    use hyades_types::net::Endpoint;
    use hyades_types::time::Timestamp;
    use hyades_types::topology::{FailedListener, ProxyStatus as Answer};

    use super::*;

    fn record(lifecycle: ProxyNodeLifecycle) -> ProxyNode {
        ProxyNode {
            id: ProxyNodeId::generate(),
            number: 0,
            lifecycle,
            generation: 2,
            version: String::new(),
            az: String::new(),
        }
    }

    fn seen(node: &ProxyNode) -> ProxyNodeObservation {
        ProxyNodeObservation {
            node: node.id.clone(),
            proxy: ProxyId::generate(),
            generation: 2,
            observed_at: Timestamp::now(),
            started_at: Some(Timestamp::now()),
            status: Some(Answer {
                epoch: 7,
                ..Answer::default()
            }),
        }
    }

    #[test]
    fn a_node_is_what_its_process_is() {
        let active = record(ProxyNodeLifecycle::Active);
        assert_eq!(node(&active, Some(&seen(&active))), ProxyNodeStatus::Active);
        assert_eq!(node(&active, None), ProxyNodeStatus::Abnormal);
        let silent = ProxyNodeObservation {
            status: None,
            ..seen(&active)
        };
        assert_eq!(node(&active, Some(&silent)), ProxyNodeStatus::Abnormal);
        let old = ProxyNodeObservation {
            generation: 1,
            ..seen(&active)
        };
        assert_eq!(node(&active, Some(&old)), ProxyNodeStatus::Abnormal);
        let creating = record(ProxyNodeLifecycle::Creating);
        assert_eq!(node(&creating, None), ProxyNodeStatus::Creating);
    }

    #[test]
    fn a_node_serves_an_epoch_on_every_address() {
        let active = record(ProxyNodeLifecycle::Active);
        assert!(serves(&active, &seen(&active), 7));
        assert!(!serves(&active, &seen(&active), 8));
        let mut deaf = seen(&active);
        deaf.status.as_mut().unwrap().failed.push(FailedListener {
            listen: Endpoint::new([127, 0, 0, 1].into(), 1),
            reason: "taken".to_owned(),
        });
        assert!(!serves(&active, &deaf, 7));
    }

    #[test]
    fn one_node_that_serves_is_enough() {
        use ProxyNodeStatus::{Abnormal, Active};
        assert_eq!(health([Abnormal, Active]), ProxyStatus::Active);
        assert_eq!(health([Abnormal]), ProxyStatus::Abnormal);
        assert_eq!(health([]), ProxyStatus::Abnormal);
    }
}
