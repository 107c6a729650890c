//! Read weights by routing policy (4.7.1, 4.7.8, 4.7.9).

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use hyades_types::id::NodeId;
use hyades_types::model::NewNodes;
use hyades_types::status::NodeRole;
use hyades_types::topology::{ProxyMode, Routing};

/// The largest weight.
pub const MOST: u16 = 1000;

/// The weight of a replica when none is asked for.
const REPLICA: u16 = 100;

/// Which weights a node can have. A range of one value leaves no choice.
pub fn allowed(mode: ProxyMode, routing: Routing, role: NodeRole) -> RangeInclusive<u16> {
    match (role, routing) {
        (NodeRole::Primary, _) if mode == ProxyMode::ReadOnly => 0..=0,
        (_, Routing::Weighted) => 0..=MOST,
        (NodeRole::Primary, Routing::LeastBusyReplica) => 0..=0,
        (NodeRole::Primary, Routing::LeastBusy) => 1..=1,
        (NodeRole::Replica, _) => 0..=1,
    }
}

/// The weight of a node when none is asked for: replicas read, the primary only where it has to.
pub fn default(mode: ProxyMode, routing: Routing, role: NodeRole) -> u16 {
    let allowed = allowed(mode, routing, role);
    match role {
        NodeRole::Primary => *allowed.start(),
        NodeRole::Replica => REPLICA.min(*allowed.end()),
    }
}

/// The weights that nodes keep under another routing policy: a replica that reads goes on reading.
pub fn carry_over(
    weights: &mut BTreeMap<NodeId, u16>,
    roles: &BTreeMap<NodeId, NodeRole>,
    mode: ProxyMode,
    routing: Routing,
) {
    for (node, weight) in weights {
        let role = roles.get(node).copied().unwrap_or(NodeRole::Replica);
        let allowed = allowed(mode, routing, role);
        *weight = (*weight).clamp(*allowed.start(), *allowed.end());
    }
}

/// The weight of a replica that joins by itself. Only the weighted policy knows more than in or out.
pub fn of_new_node(new_nodes: NewNodes, routing: Routing) -> u16 {
    match routing {
        Routing::Weighted => new_nodes.weight,
        Routing::LeastBusyReplica | Routing::LeastBusy => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use NodeRole::{Primary, Replica};
    use ProxyMode::{ReadOnly, ReadWrite};
    use Routing::{LeastBusy, LeastBusyReplica, Weighted};

    #[test]
    fn golden_rules() {
        for (mode, routing, role, range, default_weight) in [
            (ReadWrite, Weighted, Primary, 0..=1000, 0),
            (ReadWrite, Weighted, Replica, 0..=1000, 100),
            (ReadWrite, LeastBusyReplica, Primary, 0..=0, 0),
            (ReadWrite, LeastBusyReplica, Replica, 0..=1, 1),
            (ReadWrite, LeastBusy, Primary, 1..=1, 1),
            (ReadWrite, LeastBusy, Replica, 0..=1, 1),
            (ReadOnly, Weighted, Primary, 0..=0, 0),
            (ReadOnly, Weighted, Replica, 0..=1000, 100),
            (ReadOnly, LeastBusyReplica, Primary, 0..=0, 0),
            (ReadOnly, LeastBusyReplica, Replica, 0..=1, 1),
        ] {
            assert_eq!(allowed(mode, routing, role), range, "{routing:?} {role:?}");
            assert_eq!(default(mode, routing, role), default_weight);
        }
    }

    #[test]
    fn weights_are_carried_over() {
        let [primary, reader, idle] = [(); 3].map(|()| NodeId::generate());
        let roles = BTreeMap::from([
            (primary.clone(), Primary),
            (reader.clone(), Replica),
            (idle.clone(), Replica),
        ]);
        let mut weights = BTreeMap::from([
            (primary.clone(), 300),
            (reader.clone(), 200),
            (idle.clone(), 0),
        ]);
        carry_over(&mut weights, &roles, ReadWrite, LeastBusyReplica);
        let of = |node: &NodeId| weights[node];
        assert_eq!((of(&primary), of(&reader), of(&idle)), (0, 1, 0));
    }

    #[test]
    fn weights_of_new_nodes() {
        let new_nodes = NewNodes {
            join: true,
            weight: 400,
        };
        assert_eq!(of_new_node(new_nodes, Weighted), 400);
        assert_eq!(of_new_node(new_nodes, LeastBusy), 1);
    }
}
