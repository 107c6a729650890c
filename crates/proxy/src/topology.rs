//! What to serve, and what must change to get there. Pure.

use std::collections::BTreeMap;

use hyades_types::id::InstanceId;
use hyades_types::net::Endpoint;
use hyades_types::topology::{DatabaseProxy, Gateway, GatewayRole, NodeThrottle, TopologySnapshot};

/// Gateways by the endpoint they listen on.
pub(crate) type Gateways = BTreeMap<Endpoint, Gateway>;

/// A checked snapshot.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Topology {
    pub(crate) epoch: u64,
    pub(crate) gateways: Gateways,
    pub(crate) proxies: Vec<DatabaseProxy>,
    pub(crate) throttles: Vec<NodeThrottle>,
    pub(crate) recorded: Vec<InstanceId>,
    pub(crate) held: Vec<InstanceId>,
}

/// Two gateways of a snapshot share an endpoint.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("two gateways listen on {0}")]
pub(crate) struct SharedEndpoint(Endpoint);

impl TryFrom<TopologySnapshot> for Topology {
    type Error = SharedEndpoint;

    fn try_from(snapshot: TopologySnapshot) -> Result<Self, SharedEndpoint> {
        let mut gateways = Gateways::new();
        for gateway in snapshot.gateways {
            if let Some(other) = gateways.insert(gateway.listen, gateway) {
                return Err(SharedEndpoint(other.listen));
            }
        }
        Ok(Self {
            epoch: snapshot.epoch,
            gateways,
            proxies: snapshot.proxies,
            throttles: snapshot.throttles,
            recorded: snapshot.recorded,
            held: snapshot.held,
        })
    }
}

impl Topology {
    /// Whether statements that come in here wait while the primary is changed. Addresses of single nodes
    /// stay where they are.
    pub(crate) fn holds(&self, gateway: &Gateway) -> bool {
        gateway.role == GatewayRole::Primary && self.held.contains(&gateway.instance)
    }

    /// The same of a database proxy.
    pub(crate) fn holds_proxy(&self, proxy: &DatabaseProxy) -> bool {
        self.held.contains(&proxy.instance)
    }
}

/// What to do with a topology that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Serve it.
    Apply,
    /// It is older than what is served.
    Stale,
    /// It has the epoch of what is served but says something else, so nobody can tell which of
    /// the two is newer.
    Conflict,
}

/// Judges a topology that was read by the one that is served.
pub(crate) fn judge(served: Option<&Topology>, read: &Topology) -> Verdict {
    match served {
        Some(served) if read.epoch < served.epoch => Verdict::Stale,
        Some(served) if read.epoch == served.epoch && read != served => Verdict::Conflict,
        _ => Verdict::Apply,
    }
}

/// The steps from the gateways that run to those that should, in the order in which to take them.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Changes {
    /// To be stopped.
    pub(crate) removed: Vec<Endpoint>,
    /// Keep their listener; new connections go where the new value says.
    pub(crate) updated: Vec<Gateway>,
    /// To be started.
    pub(crate) added: Vec<Gateway>,
}

/// Compares gateways. An endpoint that went to another instance is stopped and started, so that
/// nothing of the one reaches the other.
pub(crate) fn diff(running: &Gateways, wanted: &Gateways) -> Changes {
    let mut changes = Changes::default();
    for (listen, old) in running {
        match wanted.get(listen) {
            Some(new) if new.instance == old.instance => {
                if new != old {
                    changes.updated.push(new.clone());
                }
            }
            _ => changes.removed.push(*listen),
        }
    }
    let is_new = |new: &&Gateway| {
        running
            .get(&new.listen)
            .is_none_or(|old| old.instance != new.instance)
    };
    changes.added = wanted.values().filter(is_new).cloned().collect();
    changes
}

#[cfg(test)]
mod tests;
